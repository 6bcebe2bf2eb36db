#pragma once
#include <cmath>

#include "event/kinematics.hpp"

namespace jetseq::simulate {

/// The direction of a particle.
struct Direction {
    float eta;  ///< pseudorapidity; about +-20 along the beam
    float phi;  ///< azimuth [rad], in (-pi, pi]
};

inline Direction direction(FourVector const& momentum) noexcept {
    double const pt = std::hypot(momentum.px, momentum.py);
    double const eta = std::asinh(momentum.pz / std::max(pt, 1e-9 * (1 + std::fabs(momentum.pz))));
    return {static_cast<float>(eta), wrapped_phi(static_cast<float>(std::atan2(momentum.py, momentum.px)))};
}

}  // namespace jetseq::simulate
