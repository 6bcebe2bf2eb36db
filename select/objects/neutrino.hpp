#pragma once
#include "event/kinematics.hpp"

namespace jetseq {

/// The neutrino of W -> lv: its transverse momentum is (met_x, met_y), its momentum along the beam gives lepton and
/// neutrino the mass of the W: the smaller of two solutions, or the real part if they are complex (as JHEP 03 (2018)
/// 042).
FourVector neutrino(FourVector const& lepton, double met_x, double met_y) noexcept;

/// Transverse mass [GeV] of a visible and an invisible boson: its square is (E_T + met)^2 - |pT + met|^2, with E_T from
/// the mass and pT of the visible one.
double transverse_mass(FourVector const& seen, double met_x, double met_y) noexcept;

}  // namespace jetseq
