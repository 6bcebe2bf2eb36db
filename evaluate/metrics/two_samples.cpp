#include "evaluate/metrics/two_samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "evaluate/scores/ranking.hpp"

namespace jetseq::evaluate {
namespace {

/// The probability of a larger scaled distance, 2 sum (-1)^(k - 1) exp(-2 k^2 x^2).
double tail(double x) {
    if (x < 0.2) return 1;  // the series converges slowly there; the result is 1 to 10 digits
    double sum = 0;
    for (int k = 1; k <= 100; ++k) sum += (k % 2 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
    return std::clamp(sum, 0.0, 1.0);
}

template <class T>
std::vector<T> joined(std::span<T const> a, std::span<T const> b) {
    std::vector<T> both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

}  // namespace

TwoSampleTest kolmogorov_smirnov(std::span<float const> a, std::span<float const> weight_a, std::span<float const> b,
                                 std::span<float const> weight_b) {
    auto const values = joined(a, b), weights = joined(weight_a, weight_b);
    std::vector<std::int8_t> label(a.size(), 1);
    label.resize(values.size(), 0);
    Ranking const ranking{LabelledScores{values, label, weights}};
    if (!ranking.has_both_classes()) return {};
    double of_a = 0, of_b = 0, distance = 0;
    ranking.for_each_tie([&](Tie const& tie) {
        of_a += tie.vbf.w / ranking.vbf().w, of_b += tie.ggf.w / ranking.ggf().w;
        distance = std::max(distance, std::abs(of_a - of_b));
    });
    double const n_a = ranking.vbf().effective_events(), n_b = ranking.ggf().effective_events();
    double const root = std::sqrt(n_a * n_b / (n_a + n_b));
    return {distance, tail((root + 0.12 + 0.11 / root) * distance)};
}

}  // namespace jetseq::evaluate
