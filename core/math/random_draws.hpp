#pragma once
#include <cmath>

#include "core/math/random.hpp"

/// Random numbers of the normal and the Poisson distribution.
namespace jetseq {

/// Mean 0, standard deviation 1 (G. E. P. Box, M. E. Muller, Ann. Math. Stat. 29 (1958) 610); uses two uniform
/// numbers. The same with every standard library, unlike std::normal_distribution.
double random_normal(Random& random) noexcept;

/// A Poisson number, `mean` >= 0: by multiplication below 30, above by transformed rejection (PTRS: W. Hoermann,
/// Insurance: Mathematics and Economics 12 (1993) 39).
double random_poisson(Random& random, double mean) noexcept;

/// A Poisson number of mean 1, by inversion of one uniform number; for the weights of a bootstrap.
int random_poisson_of_mean_one(Random& random) noexcept;

/// Calls visit() a Poisson number of times, for a small `mean`: multiplies uniform numbers until their product is at
/// most exp(-mean) (D. E. Knuth, The Art of Computer Programming 2, 3.4.1). visit() may draw from `random` too.
template <class Visit>
void for_each_of_poisson(Random& random, double mean, Visit visit) {
    double const limit = std::exp(-mean);
    for (double product = random.uniform(); product > limit; product *= random.uniform()) visit();
}

}  // namespace jetseq
