#pragma once
#include <cstdint>
#include <limits>

#include "evaluate/scores/weight_sum.hpp"

namespace jetseq::evaluate {

/// A fraction of events with its interval, by default of one standard deviation (68.3 %). NaN if undefined.
struct Efficiency {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

/// passed / total with the Wilson score interval at `z` standard deviations: inside [0, 1], not empty at
/// 0 or 1 (E. B. Wilson, JASA 22 (1927) 209). For unweighted counts. total == 0 gives NaN.
Efficiency efficiency(std::uint64_t passed, std::uint64_t total, double z = 1.0) noexcept;

/// The same with the interval of Clopper and Pearson (Biometrika 26 (1934) 404), which is wider and never covers less
/// often than stated. For unweighted counts.
Efficiency clopper_pearson(std::uint64_t passed, std::uint64_t total, double z = 1.0) noexcept;

/// The same as efficiency() for weighted events; passing may depend on the weight. With e = sum w (passed) / sum w it
/// is Wilson's interval with the variance
///   v = sum w^2 (passed - e)^2 / (sum w)^2
/// instead of e (1 - e) / n, and with n the number of events of typical size,
///   n = sum w / ((1 - e) s(passed) + e s(failed)), s = sum w^2 / sum abs(w), to which one event of the total's s is
/// added so that it exists if none passes. With equal weights it is the unweighted interval. It covers 68 % if the
/// numbers of events fluctuate as in an experiment, and more if they are given. `passed` are events of `total`.
/// Negative weights: a total that is not positive gives NaN. A value outside [0, 1] is reported unchanged, with the
/// interval at the nearer end, extended to the value.
Efficiency efficiency(WeightSum const& passed, WeightSum const& total, double z = 1.0) noexcept;

/// The same with a given variance.
Efficiency efficiency(WeightSum const& passed, WeightSum const& total, double variance, double z) noexcept;

}  // namespace jetseq::evaluate
