#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {

/// Events with a score in [low, high), and the fraction of VBF among them.
struct CalibrationBin {
    double low, high;
    std::uint64_t n = 0;                                           ///< events, unweighted
    double mean_score = std::numeric_limits<double>::quiet_NaN();  ///< weighted
    Efficiency vbf_fraction;                                       ///< observed
};

struct Calibration {
    std::vector<CalibrationBin> bins;
    /// Expected calibration error: mean of abs(observed VBF fraction - mean score) over the bins by their weight
    /// (Naeini, Cooper, Hauskrecht, AAAI 2015); NaN without events.
    double expected_error = std::numeric_limits<double>::quiet_NaN();
};

/// In ten bins of equal width; score 1 belongs to the last.
Calibration calibration(LabelledScores const& scores);

}  // namespace jetseq::evaluate
