#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace jetseq::fit {

/// The Cholesky decomposition of a symmetric matrix restricted to some of its rows, in a given order. Skips the leading
/// zeros of each row (the envelope method, A. George and J. Liu, Computer Solution of Large Sparse Positive Definite
/// Systems, 1981): with the parameters of single bins first, 252 parameters cost hardly more than 52.
class Cholesky {
public:
    /// A pivot below this fraction of its diagonal element is rounding, not curvature.
    static constexpr double rounding = 1e-13;

    /// Decomposes rows and columns `order` of the matrix whose lower triangle is `matrix` [n, n], with
    /// `damping` * diagonal added. Returns false if the result is not positive definite, that is if a pivot is not
    /// above `smallest_pivot` * its diagonal element.
    bool decompose(std::span<double const> matrix, std::size_t n, std::span<std::size_t const> order, double damping,
                   double smallest_pivot = rounding);

    /// Solves for `vector` [n] in place; entries outside `order` become 0.
    void solve(std::span<double> vector) const;

    /// The inverse [n, n], row by row; 0 outside `order`.
    std::vector<double> inverse() const;

private:
    double const* row(std::size_t i) const { return values_.data() + start_[i] - first_[i]; }  ///< indexed by column
    double* row(std::size_t i) { return values_.data() + start_[i] - first_[i]; }

    std::size_t size_ = 0;
    std::vector<std::size_t> order_, first_, start_;
    std::vector<double> values_;
    mutable std::vector<double> work_;
};

/// The sum of a[i] * b[i], in four partial sums to hide the latency of the additions.
inline double dot(double const* a, double const* b, std::size_t count) noexcept {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < count; ++i) s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

}  // namespace jetseq::fit
