#pragma once

namespace jetseq::evaluate {

/// Sums over the weights of some events.
struct WeightSum {
    double w = 0;
    double w2 = 0;         ///< of the squares
    double magnitude = 0;  ///< of the absolute values

    WeightSum() = default;
    WeightSum(double sum, double squares, double magnitudes) noexcept : w{sum}, w2{squares}, magnitude{magnitudes} {}
    void add(double weight) noexcept { w += weight, w2 += weight * weight, magnitude += weight < 0 ? -weight : weight; }
    WeightSum& operator+=(WeightSum const& more) noexcept {
        w += more.w, w2 += more.w2, magnitude += more.magnitude;
        return *this;
    }
    /// Number of unweighted events with the same relative statistical error, (sum w)^2 / sum w^2.
    double effective_events() const noexcept { return w2 > 0 ? w * w / w2 : 0; }
};

}  // namespace jetseq::evaluate
