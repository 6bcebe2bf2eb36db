#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace jetseq::evaluate {

/// Computes a fixed number of statistics from the events with these weights; NaN if one is undefined.
using Statistics = std::function<std::vector<double>(std::span<float const> weight)>;

struct BootstrapOptions {
    std::size_t replicas = 200;  ///< the relative precision of an error is 1/sqrt(2 * replicas), 5 %
    std::uint64_t seed = 1;
};

/// Standard errors of statistics without a formula: their standard deviations over replicas in which each event counts
/// a Poisson number of times, of mean 1 (B. Efron, Ann. Stat. 7 (1979) 1; the number of events varies as in an
/// experiment). Correlations between models on the same events are kept if `statistics` forms their difference. Leaves
/// out replicas in which a statistic is not finite; NaN for fewer than two.
std::vector<double> bootstrap_errors(std::span<float const> weight, Statistics const& statistics,
                                     BootstrapOptions const& options = {});

}  // namespace jetseq::evaluate
