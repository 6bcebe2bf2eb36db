#pragma once
#include <cstdint>
#include <limits>

namespace jetseq {

/// A fraction of events with its interval, by default of one standard deviation (68.3 %). NaN where it is undefined.
struct Efficiency {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

/// Sum of the weights of some events and of their squares.
struct WeightSum {
    double w = 0;
    double w2 = 0;

    void add(double weight) noexcept { w += weight, w2 += weight * weight; }
    /// Number of unweighted events with the same relative statistical error, (sum w)^2 / sum w^2.
    double effective_events() const noexcept { return w2 > 0 ? w * w / w2 : 0; }
};

/// passed / total with the Wilson score interval at `z` standard deviations: inside [0, 1], not empty at
/// 0 or 1 (E. B. Wilson, JASA 22 (1927) 209). For unweighted counts. total == 0 gives NaN.
Efficiency efficiency(std::uint64_t passed, std::uint64_t total, double z = 1.0) noexcept;

/// The same with the interval of Clopper and Pearson (Biometrika 26 (1934) 404), which covers at least as often as it
/// says and is wider. For unweighted counts.
Efficiency clopper_pearson(std::uint64_t passed, std::uint64_t total, double z = 1.0) noexcept;

/// The same as efficiency() for weighted events: Wilson's interval for `total.effective_events()` trials. With all
/// weights equal it is the unweighted interval; it holds as long as weight and passing are not strongly correlated.
/// Negative weights: a total that is not positive gives NaN. A value outside [0, 1] is reported as it is, with
/// the interval of the nearer end, stretched to the value.
Efficiency efficiency(WeightSum const& passed, WeightSum const& total, double z = 1.0) noexcept;

}  // namespace jetseq
