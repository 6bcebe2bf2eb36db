#include "core/math/random_draws.hpp"

#include <cmath>
#include <numbers>

#include "core/math/distributions.hpp"

namespace jetseq {
namespace {

double random_poisson_large(Random& random, double mean) noexcept {
    double const b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
    double const inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        double const u = random.uniform() - 0.5, v = random.uniform(), us = 0.5 - std::fabs(u);
        double const k = std::floor((2 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= v_r) return k;
        if (k < 0 || (us < 0.013 && v > us)) continue;
        double const left = std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b);
        if (left <= -mean + k * std::log(mean) - log_gamma(k + 1)) return k;
    }
}

}  // namespace

double random_normal(Random& random) noexcept {
    double const radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

double random_poisson(Random& random, double mean) noexcept {
    if (mean >= 30) return random_poisson_large(random, mean);
    double k = 0;
    for_each_of_poisson(random, mean, [&k] { ++k; });
    return k;
}

int random_poisson_of_mean_one(Random& random) noexcept {
    double const u = random.uniform();
    double probability = std::exp(-1.0), sum = probability;
    int n = 0;
    while (u >= sum && n < 20) probability /= ++n, sum += probability;
    return n;
}

}  // namespace jetseq
