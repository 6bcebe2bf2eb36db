#pragma once
#include <vector>

namespace jetseq::simulate {

/// A constituent of a jet, for energy correlations.
struct Constituent {
    double pt;  ///< [GeV]
    double rapidity;
    double phi;  ///< [rad]
};

/// D2 = e3 / e2^3 for beta = 1 (Larkoski, Moult, Neill, JHEP 12 (2014) 009): small for jets with two prongs.
/// e2: sum over pairs of z_i z_j R_ij; e3: sum over triples of z_i z_j z_k R_ij R_ik R_jk; z: fraction of the pt.
/// 0 for fewer than three constituents, or if all coincide.
double d2(std::vector<Constituent> const& constituents);

}  // namespace jetseq::simulate
