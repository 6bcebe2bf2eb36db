#pragma once
#include <algorithm>

#include "core/math/random_draws.hpp"

namespace jetseq::simulate {

/// True with probability `efficiency`.
inline bool passes(double efficiency, Random& random) noexcept { return random.uniform() < efficiency; }

/// A factor with mean 1 and standard deviation `sigma`; never below 0.05.
inline double smearing(double sigma, Random& random) noexcept {
    return std::max(0.05, 1 + sigma * random_normal(random));
}

}  // namespace jetseq::simulate
