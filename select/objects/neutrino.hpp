#pragma once
#include "event/kinematics.hpp"

namespace jetseq {

/// The neutrino of W -> lv: transverse momentum (met_x, met_y), and the momentum along the beam that gives lepton
/// and neutrino the mass of the W, the smaller of two; the real part where there is none (as JHEP 03 (2018) 042).
FourVector neutrino(FourVector const& lepton, double met_x, double met_y) noexcept;

/// Transverse mass [GeV] of a boson that is seen and one that is not: (E_T + met)^2 - |pT + met|^2, with E_T of the
/// mass and pT of what is seen.
double transverse_mass(FourVector const& seen, double met_x, double met_y) noexcept;

}  // namespace jetseq
