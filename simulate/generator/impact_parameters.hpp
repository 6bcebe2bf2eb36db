#pragma once
#include <cmath>

#include "event/kinematics.hpp"

namespace jetseq::simulate {

/// Where a track passes the beam line, x = y = 0.
struct ImpactParameters {
    float d0;  ///< signed distance in the transverse plane: the point is (-d0 sin(phi), d0 cos(phi)) [mm]
    float z0;  ///< its z [mm]
};

/// Those of a particle of momentum `p` that is made at (x, y, z) [mm] and flies straight: there is no magnetic field.
/// A particle from a decay behind the origin in the direction `phi_jet` has d0 * sin(phi - phi_jet) < 0. `p` must have
/// a transverse momentum.
inline ImpactParameters impact_parameters(FourVector const& p, double x, double y, double z) noexcept {
    double const pt = std::hypot(p.px, p.py);
    return {static_cast<float>((y * p.px - x * p.py) / pt),
            static_cast<float>(z - (x * p.px + y * p.py) / pt * p.pz / pt)};
}

}  // namespace jetseq::simulate
