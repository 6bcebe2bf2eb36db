#include "core/math/residuals.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace jetseq {

double weighted_quantile(std::vector<double> const& values, std::vector<double> const& weights, double fraction) {
    double const total = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!(total > 0)) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t n = 0; n < values.size(); ++n) {
        sum += weights[n];
        if (sum >= fraction * total) return values[n];
    }
    return values.back();
}

ResidualSummary summary_of_sorted(std::vector<double> const& residuals, std::vector<double> const& weights) {
    constexpr double one_sigma = 0.158655253931457;  // of a Gaussian, below the mean minus one standard deviation
    auto const quantile = [&](double fraction) { return weighted_quantile(residuals, weights, fraction); };
    return {quantile(0.5), (quantile(1 - one_sigma) - quantile(one_sigma)) / 2};
}

ResidualSummary summary_of_residuals(std::vector<double> const& residuals, std::vector<double> const& weights) {
    std::vector<std::size_t> order(residuals.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return residuals[a] < residuals[b]; });
    std::vector<double> sorted, of_sorted;
    for (std::size_t const n : order) sorted.push_back(residuals[n]), of_sorted.push_back(weights[n]);
    return summary_of_sorted(sorted, of_sorted);
}

}  // namespace jetseq
