#pragma once
#include <cmath>

namespace jetseq {

/// Relative resolution sigma(pt) / pt of a jet in the detector stand-in (docs/reference/simulation.md): a constant, a
/// stochastic and a noise term in quadrature, larger from abs(eta) 2.5 on. `pt` in GeV.
inline double jet_resolution(double pt, double eta) {
    bool const is_central = std::fabs(eta) < 2.5;
    return std::hypot(is_central ? 0.04 : 0.08, (is_central ? 0.65 : 1.0) / std::sqrt(pt), 3 / pt);
}

}  // namespace jetseq
