#pragma once
#include <limits>
#include <span>

namespace jetseq::evaluate {

/// A test whether two samples come from one distribution.
struct TwoSampleTest {
    double distance = std::numeric_limits<double>::quiet_NaN();  ///< largest difference of the two cumulative fractions
    double probability = std::numeric_limits<double>::quiet_NaN();  ///< of a larger distance by chance
};

/// The test of Kolmogorov and Smirnov for weighted values, with N_eff = (sum w)^2 / sum w^2 events in its asymptotic
/// distribution (M. A. Stephens, JRSS B 32 (1970) 115, for small samples). Ties and negative weights make the
/// probability approximate: with ties it is too large. NaN if the sum of weights of a sample is
/// not positive.
TwoSampleTest kolmogorov_smirnov(std::span<float const> a, std::span<float const> weight_a, std::span<float const> b,
                                 std::span<float const> weight_b);

}  // namespace jetseq::evaluate
