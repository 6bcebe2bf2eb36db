#include "evaluate/metrics/bootstrap.hpp"

#include <cmath>
#include <limits>

#include "core/math/random.hpp"

namespace jetseq {
namespace {

/// A Poisson variable of mean 1, by inversion.
int poisson(Random& random) noexcept {
    double const u = random.uniform();
    double probability = std::exp(-1.0), sum = probability;
    int n = 0;
    while (u >= sum && n < 20) probability /= ++n, sum += probability;
    return n;
}

/// Mean and variance as values come (B. P. Welford, Technometrics 4 (1962) 419).
struct Running {
    double n = 0, mean = 0, squares = 0;

    void add(double value) noexcept {
        if (!std::isfinite(value)) return;
        double const before = value - mean;
        mean += before / ++n, squares += before * (value - mean);
    }
    double deviation() const noexcept {
        return n > 1 ? std::sqrt(squares / (n - 1)) : std::numeric_limits<double>::quiet_NaN();
    }
};

}  // namespace

std::vector<double> bootstrap_errors(std::span<float const> weight, Statistics const& statistics,
                                     BootstrapOptions const& options) {
    std::vector<float> drawn(weight.size());
    std::vector<Running> running;
    for (std::size_t replica = 0; replica < options.replicas; ++replica) {
        Random random{options.seed, replica};
        for (std::size_t i = 0; i < weight.size(); ++i) drawn[i] = weight[i] * static_cast<float>(poisson(random));
        auto const values = statistics(drawn);
        running.resize(values.size());
        for (std::size_t s = 0; s < values.size(); ++s) running[s].add(values[s]);
    }
    std::vector<double> errors;
    errors.reserve(running.size());
    for (auto const& one : running) errors.push_back(one.deviation());
    return errors;
}

}  // namespace jetseq
