#pragma once
#include <cmath>

#include "objects.hpp"

namespace jetseq {

/// Momentum and energy [GeV] along the axes of the detector.
struct FourVector {
    double px = 0, py = 0, pz = 0, e = 0;

    FourVector& operator+=(FourVector const& other) noexcept {
        px += other.px, py += other.py, pz += other.pz, e += other.e;
        return *this;
    }
    friend FourVector operator+(FourVector left, FourVector const& right) noexcept { return left += right; }
};

/// The four-vector of a jet.
inline FourVector four_vector(Jet const& jet) noexcept {
    double const pt = jet.pt;
    return {pt * std::cos(jet.phi), pt * std::sin(jet.phi), pt * std::sinh(jet.eta), jet.e};
}

/// The four-vector of a large-radius jet.
inline FourVector four_vector(LargeJet const& jet) noexcept {
    double const pt = jet.pt, p = pt * std::cosh(jet.eta), m = jet.m;
    return {pt * std::cos(jet.phi), pt * std::sin(jet.phi), pt * std::sinh(jet.eta), std::sqrt(p * p + m * m)};
}

/// Invariant mass [GeV]; 0 if rounding makes its square negative.
inline double mass(FourVector const& p) noexcept {
    double const square = p.e * p.e - p.px * p.px - p.py * p.py - p.pz * p.pz;
    return square > 0 ? std::sqrt(square) : 0;
}

/// `phi` modulo 2 pi, in (-pi, pi] [rad].
inline float wrapped_phi(float phi) noexcept {
    constexpr double pi = 3.14159265358979323846;
    double const wrapped = std::remainder(static_cast<double>(phi), 2 * pi);
    return static_cast<float>(wrapped <= -pi ? wrapped + 2 * pi : wrapped);
}

/// Distance in azimuth, in [0, pi] [rad].
inline float delta_phi(float phi1, float phi2) noexcept { return std::fabs(wrapped_phi(phi1 - phi2)); }

/// Distance in pseudorapidity and azimuth, sqrt(delta_eta^2 + delta_phi^2).
template <class A, class B>
float delta_r(A const& a, B const& b) noexcept {
    return std::hypot(a.eta - b.eta, delta_phi(a.phi, b.phi));
}

/// Invariant mass of two jets [GeV].
inline double m_jj(Jet const& a, Jet const& b) noexcept { return mass(four_vector(a) + four_vector(b)); }

}  // namespace jetseq
