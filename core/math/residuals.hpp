#pragma once
#include <cstddef>
#include <vector>

namespace jetseq {

/// The distribution of residuals, found - true, in robust numbers.
struct ResidualSummary {
    double bias;   ///< median
    double width;  ///< half of the distance between the 16 % and the 84 % quantile
};

/// The smallest of `values`, sorted, at which the running sum of `weights` reaches `fraction` of the total; NaN without
/// a positive total. Weights may be negative.
double weighted_quantile(std::vector<double> const& values, std::vector<double> const& weights, double fraction);

/// Summarises residuals in rising order.
ResidualSummary summary_of_sorted(std::vector<double> const& residuals, std::vector<double> const& weights);

/// NaN if the weights don't add up to more than 0.
ResidualSummary summary_of_residuals(std::vector<double> const& residuals, std::vector<double> const& weights);

}  // namespace jetseq
