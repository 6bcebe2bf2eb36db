#pragma once
#include <algorithm>
#include <cmath>

#include "core/math/random.hpp"

namespace jetseq {

/// Mean 0, standard deviation 1 (Box and Muller); the same on every machine, unlike std::normal_distribution.
inline double gaussian(Random& random) noexcept {
    double const radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(6.283185307179586 * random.uniform());
}

/// True with probability `efficiency`.
inline bool passes(double efficiency, Random& random) noexcept { return random.uniform() < efficiency; }

/// A factor with mean 1 and standard deviation `sigma`; never below 0.05.
inline double smearing(double sigma, Random& random) noexcept { return std::max(0.05, 1 + sigma * gaussian(random)); }

}  // namespace jetseq
