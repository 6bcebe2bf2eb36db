#include "fit/likelihood/cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq::fit {
namespace {

double element(std::span<double const> matrix, std::size_t n, std::size_t i, std::size_t j) {
    return i < j ? matrix[j * n + i] : matrix[i * n + j];
}

}  // namespace

bool Cholesky::decompose(std::span<double const> matrix, std::size_t n, std::span<std::size_t const> order,
                         double damping, double smallest_pivot) {
    size_ = n;
    order_.assign(order.begin(), order.end());
    std::size_t const rows = order_.size();
    first_.resize(rows), start_.resize(rows + 1), values_.resize(rows * (rows + 1) / 2);
    std::size_t used = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        std::size_t first = 0;
        while (first < i && element(matrix, n, order_[i], order_[first]) == 0) ++first;
        first_[i] = first, start_[i] = used, used += i + 1 - first;
        double* const to = row(i);
        for (std::size_t j = first; j <= i; ++j) to[j] = element(matrix, n, order_[i], order_[j]);
        double const diagonal = to[i] += damping * std::fabs(to[i]);
        for (std::size_t j = first; j < i; ++j) {
            std::size_t const from = std::max(first, first_[j]);
            double const* const other = row(j);
            to[j] = (to[j] - dot(to + from, other + from, j - from)) / other[j];
        }
        double const pivot = diagonal - dot(to + first, to + first, i - first);
        if (!(pivot > smallest_pivot * diagonal)) return false;
        to[i] = std::sqrt(pivot);
    }
    return true;
}

void Cholesky::solve(std::span<double> vector) const {
    std::size_t const rows = order_.size();
    work_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        double const* const l = row(i);
        work_[i] = (vector[order_[i]] - dot(l + first_[i], work_.data() + first_[i], i - first_[i])) / l[i];
    }
    for (std::size_t i = rows; i-- > 0;) {
        double const* const l = row(i);
        work_[i] /= l[i];
        for (std::size_t j = first_[i]; j < i; ++j) work_[j] -= work_[i] * l[j];
    }
    std::fill(vector.begin(), vector.end(), 0.0);
    for (std::size_t i = 0; i < rows; ++i) vector[order_[i]] = work_[i];
}

std::vector<double> Cholesky::inverse() const {
    std::vector<double> all(size_ * size_);
    for (std::size_t const i : order_) {
        std::span<double> const column{all.data() + i * size_, size_};
        column[i] = 1;
        solve(column);
    }
    return all;
}

}  // namespace jetseq::fit
