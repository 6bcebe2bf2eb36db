#include "select/objects/neutrino.hpp"

#include <cmath>

namespace jetseq {
namespace {
constexpr double m_w = 80.4;  // [GeV], PDG 2022, rounded
}

FourVector neutrino(FourVector const& lepton, double met_x, double met_y) noexcept {
    // (p_l + p_v)^2 = m_W^2 with a massless lepton: a pz^2 - 2 b pz + c = 0
    double const pt2 = lepton.px * lepton.px + lepton.py * lepton.py;
    double const met2 = met_x * met_x + met_y * met_y;
    double const half = m_w * m_w / 2 + lepton.px * met_x + lepton.py * met_y;
    double const e2 = pt2 + lepton.pz * lepton.pz;
    double const middle = half * lepton.pz / pt2;
    double const root2 = e2 * (half * half - pt2 * met2);
    double const root = root2 > 0 ? std::sqrt(root2) / pt2 : 0;
    double const pz = std::fabs(middle - root) < std::fabs(middle + root) ? middle - root : middle + root;
    return {met_x, met_y, pz, std::sqrt(met2 + pz * pz)};
}

double transverse_mass(FourVector const& seen, double met_x, double met_y) noexcept {
    double const m = mass(seen);
    double const e_t = std::sqrt(m * m + seen.px * seen.px + seen.py * seen.py) + std::hypot(met_x, met_y);
    double const x = seen.px + met_x, y = seen.py + met_y;
    double const square = e_t * e_t - x * x - y * y;
    return square > 0 ? std::sqrt(square) : 0;
}

}  // namespace jetseq
