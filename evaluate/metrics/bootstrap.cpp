#include "evaluate/metrics/bootstrap.hpp"

#include <cmath>
#include <limits>

#include "core/math/random_draws.hpp"

namespace jetseq::evaluate {
namespace {

/// Mean and variance, updated by each value (B. P. Welford, Technometrics 4 (1962) 419).
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
        for (std::size_t i = 0; i < weight.size(); ++i)
            drawn[i] = weight[i] * static_cast<float>(random_poisson_of_mean_one(random));
        auto const values = statistics(drawn);
        running.resize(values.size());
        for (std::size_t s = 0; s < values.size(); ++s) running[s].add(values[s]);
    }
    std::vector<double> errors;
    errors.reserve(running.size());
    for (auto const& one : running) errors.push_back(one.deviation());
    return errors;
}

}  // namespace jetseq::evaluate
