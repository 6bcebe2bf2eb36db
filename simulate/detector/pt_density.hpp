#pragma once
#include <cmath>

#include "simulate/detector/seen_particles.hpp"

namespace jetseq::simulate {

/// Transverse momentum of soft particles per unit of pseudorapidity and azimuth [GeV].
struct PtDensity {
    double central = 0;  ///< abs(eta) < 2.5
    double forward = 0;  ///< beyond

    double at(double eta) const noexcept { return std::fabs(eta) < tracker_eta_max ? central : forward; }
};

/// The median over the cells of a grid, 0.6 in eta and pi/5 in phi, in abs(eta) < 2.4 and in 2.5 < abs(eta) < 4.9: hard
/// jets are in few cells (M. Cacciari, G. P. Salam, Phys. Lett. B 659 (2008) 119; on a grid: M. Cacciari, G. P. Salam,
/// G. Soyez, Eur. Phys. J. C 72 (2012) 1896).
PtDensity pt_density(SeenParticles const& particles);

}  // namespace jetseq::simulate
