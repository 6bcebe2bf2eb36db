#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace jetseq {

/// Measures some numbers from the events with these weights; always as many, NaN where one is undefined.
using Statistics = std::function<std::vector<double>(std::span<float const> weight)>;

struct BootstrapOptions {
    std::size_t replicas = 200;  ///< an error is known to 1/sqrt(2 * replicas), 5 %
    std::uint64_t seed = 1;
};

/// Standard errors where no formula holds: each statistic's standard deviation over replicas in which every event
/// counts as often as a Poisson variable of mean 1 says (B. Efron, Ann. Stat. 7 (1979) 1; the number of events varies
/// as in an experiment). Correlations between models on the same events are kept: form the difference in `statistics`.
/// Replicas where a statistic is not finite are left out of its deviation; NaN for less than two.
std::vector<double> bootstrap_errors(std::span<float const> weight, Statistics const& statistics,
                                     BootstrapOptions const& options = {});

}  // namespace jetseq
