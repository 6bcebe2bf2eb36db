#pragma once
#include <string>
#include <vector>

namespace jetseq::evaluate {

/// Published efficiencies, without errors.
struct LiteraturePoint {
    std::string selection;  ///< "cut-based", "score > 0.6"
    double threshold;       ///< NaN for the cut-based category
    double vbf, ggf;
};

/// Efficiencies reported for a 1 TeV Higgs-like resonance; the network has two LSTM layers of 25 cells.
std::vector<LiteraturePoint> literature_points();
inline constexpr char const* literature_source =
    "A. Giannini, CLHCP 2021, H(1 TeV); selection of HDBS-2018-10, Eur. Phys. J. C 80 (2020) 1165";

}  // namespace jetseq::evaluate
