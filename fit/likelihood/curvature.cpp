#include "fit/likelihood/curvature.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fit/likelihood/cholesky.hpp"

namespace jetseq::fit {
namespace {

/// A direction is flat if its pivot or eigenvalue, for a matrix with a diagonal of 1, is below this. In a meaningful
/// measurement the errors with all other parameters fixed and with none fixed differ by less than a factor of 1e5.
constexpr double flat_pivot = 1e-11, flat_eigenvalue = 1e-9;
/// Tolerance for the exact Hessian along a flat direction: the slope is not exactly 0 at the minimum.
constexpr double flat_bend = 1e-4;
/// A parameter is flat if its squared component in flat directions is above this.
constexpr double smallest_part = 1e-6;
/// A bound holds a parameter if -2 ln L would fall by more than about this beyond it.
constexpr double smallest_gain = 1e-8;
/// A negative eigenvalue closer to 0 than this is rounding.
constexpr double smallest_descent = 1e-7;

/// Both Hessians of the movable parameters [m, m], scaled so that the expected one has a diagonal of 1.
struct Scaled {
    std::vector<std::size_t> free;
    std::vector<Bound> held;
    std::vector<double> unit, exact, expected;
};

Scaled scaled(Objective& objective, Domain const& domain, std::span<double const> x) {
    std::size_t const n = objective.size();
    std::vector<double> gradient(n), exact(n * n), expected(n * n);
    objective.gradient(x, gradient);
    objective.hessian(x, HessianKind::exact, exact);
    objective.hessian(x, HessianKind::expected, expected);
    for (std::size_t p = 0; p < n; ++p) {
        if (gradient[p] * gradient[p] < smallest_gain * expected[p * n + p]) gradient[p] = 0;
    }
    Scaled result{movable(objective, domain, x, gradient), std::vector<Bound>(n), {}, {}, {}};
    for (std::size_t p = 0; p < n; ++p) {
        if (domain.is_fixed[p]) continue;
        if (x[p] <= domain.low[p] && gradient[p] > 0) result.held[p] = Bound::low;
        if (x[p] >= domain.high[p] && gradient[p] < 0) result.held[p] = Bound::high;
    }
    std::size_t const m = result.free.size();
    for (auto const p : result.free) {
        double const bend = expected[p * n + p] > 0 ? expected[p * n + p] : std::fabs(exact[p * n + p]);
        result.unit.push_back(bend > 0 ? 1 / std::sqrt(bend) : 1);
    }
    result.exact.resize(m * m), result.expected.resize(m * m);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            std::size_t const p = std::max(result.free[i], result.free[j]),
                              q = std::min(result.free[i], result.free[j]);
            double const unit = result.unit[i] * result.unit[j];
            result.exact[i * m + j] = unit * exact[p * n + q];
            result.expected[i * m + j] = unit * expected[p * n + q];
        }
    }
    return result;
}

std::vector<std::size_t> all(std::size_t m) {
    std::vector<std::size_t> order(m);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

/// rows * matrix * rows^T for k rows of length m.
std::vector<double> projected(std::vector<double> const& matrix, std::vector<double> const& rows, std::size_t m) {
    std::size_t const k = rows.size() / m;
    std::vector<double> product(k * m), result(k * k);
    for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t j = 0; j < m; ++j) product[a * m + j] = dot(&rows[a * m], &matrix[j * m], m);
    }
    for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t b = 0; b < k; ++b) result[a * k + b] = dot(&product[a * m], &rows[b * m], m);
    }
    return result;
}

/// The projection onto the flat directions [m, m]; empty if there are none.
std::vector<double> flat_projector(Scaled const& hessian) {
    std::size_t const m = hessian.free.size();
    Cholesky cholesky;
    if (cholesky.decompose(hessian.expected, m, all(m), 0, flat_pivot)) return {};
    auto const eigen = symmetric_eigen(hessian.expected, m);
    std::vector<double> candidates;
    for (std::size_t k = 0; k < m; ++k) {
        if (eigen.values[k] > flat_eigenvalue) continue;
        candidates.insert(candidates.end(), eigen.vectors.begin() + static_cast<std::ptrdiff_t>(k * m),
                          eigen.vectors.begin() + static_cast<std::ptrdiff_t>((k + 1) * m));
    }
    if (candidates.empty()) return {};
    std::size_t const count = candidates.size() / m;
    auto const bends = symmetric_eigen(projected(hessian.exact, candidates, m), count);
    std::vector<double> result;
    for (std::size_t k = 0; k < count; ++k) {
        if (std::fabs(bends.values[k]) > flat_bend) continue;
        result.resize(m * m);
        std::vector<double> direction(m);
        for (std::size_t a = 0; a < count; ++a) {
            for (std::size_t i = 0; i < m; ++i) direction[i] += bends.vectors[k * count + a] * candidates[a * m + i];
        }
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < m; ++j) result[i * m + j] += direction[i] * direction[j];
        }
    }
    return result;
}

/// Parameters with a component in flat directions, grouped by the direction that they share.
std::vector<std::vector<std::size_t>> groups_of(std::vector<double> const& projector,
                                                std::vector<std::size_t> const& free) {
    std::size_t const m = free.size();
    std::vector<std::vector<std::size_t>> groups;
    std::vector<bool> is_done(m, false);
    for (std::size_t first = 0; first < m; ++first) {
        if (is_done[first] || projector[first * m + first] < smallest_part) continue;
        std::vector<std::size_t> group{first};
        is_done[first] = true;
        for (std::size_t n = 0; n < group.size(); ++n) {
            for (std::size_t j = 0; j < m; ++j) {
                if (is_done[j] || std::fabs(projector[group[n] * m + j]) < smallest_part) continue;
                is_done[j] = true, group.push_back(j);
            }
        }
        for (auto& member : group) member = free[member];
        std::sort(group.begin(), group.end());
        groups.push_back(std::move(group));
    }
    return groups;
}

/// (1 - P) H (1 - P) + P: H with a diagonal of 1 along the flat directions.
std::vector<double> filled(std::vector<double> const& hessian, std::vector<double> const& projector, std::size_t m) {
    std::vector<double> rest(m * m);
    for (std::size_t i = 0; i < m * m; ++i) rest[i] = (i % (m + 1) == 0 ? 1 : 0) - projector[i];
    auto result = projected(hessian, rest, m);
    for (std::size_t i = 0; i < m * m; ++i) result[i] += projector[i];
    return result;
}

}  // namespace

bool Covariance::is_flat(std::size_t parameter) const {
    return std::any_of(flat.begin(), flat.end(), [&](auto const& group) {
        return std::find(group.begin(), group.end(), parameter) != group.end();
    });
}

Covariance covariance(Objective& objective, Domain const& domain, std::span<double const> x) {
    std::size_t const n = objective.size();
    auto const hessian = scaled(objective, domain, x);
    std::size_t const m = hessian.free.size();
    auto const projector = flat_projector(hessian);
    Covariance result;
    result.matrix.resize(n * n), result.held = hessian.held;
    Cholesky cholesky;
    if (projector.empty()) {
        result.is_valid = cholesky.decompose(hessian.exact, m, all(m), 0);
    } else {
        result.flat = groups_of(projector, hessian.free);
        double trace = 0;
        for (std::size_t i = 0; i < m; ++i) trace += projector[i * m + i];
        result.flat_directions = static_cast<int>(std::lround(trace));
        result.is_valid = cholesky.decompose(filled(hessian.exact, projector, m), m, all(m), 0);
    }
    if (!result.is_valid) return result;
    auto const inverse = cholesky.inverse();
    for (std::size_t i = 0; i < m; ++i) {
        if (!projector.empty() && projector[i * m + i] >= smallest_part) continue;
        for (std::size_t j = 0; j < m; ++j) {
            if (!projector.empty() && projector[j * m + j] >= smallest_part) continue;
            result.matrix[hessian.free[i] * n + hessian.free[j]] =
                2 * inverse[i * m + j] * hessian.unit[i] * hessian.unit[j];
        }
    }
    return result;
}

std::optional<std::vector<double>> downhill(Objective& objective, Domain const& domain, std::span<double const> x) {
    auto const hessian = scaled(objective, domain, x);
    std::size_t const m = hessian.free.size();
    if (m == 0) return {};
    Cholesky cholesky;
    if (cholesky.decompose(hessian.exact, m, all(m), smallest_descent)) return {};
    auto const eigen = symmetric_eigen(hessian.exact, m);
    auto const lowest =
        static_cast<std::size_t>(std::min_element(eigen.values.begin(), eigen.values.end()) - eigen.values.begin());
    if (eigen.values[lowest] > -smallest_descent) return {};
    std::vector<double> step(x.size());
    for (std::size_t i = 0; i < m; ++i) step[hessian.free[i]] = eigen.vectors[lowest * m + i] * hessian.unit[i];
    return step;
}

Eigen symmetric_eigen(std::vector<double> matrix, std::size_t n) {
    Eigen result{std::vector<double>(n), std::vector<double>(n * n)};
    for (std::size_t i = 0; i < n; ++i) {
        result.vectors[i * n + i] = 1;
        for (std::size_t j = 0; j < i; ++j) matrix[j * n + i] = matrix[i * n + j];
    }
    auto const rotate = [n](double* a, double* b, double c, double s) {
        for (std::size_t k = 0; k < n; ++k) {
            double const ak = a[k], bk = b[k];
            a[k] = c * ak - s * bk, b[k] = s * ak + c * bk;
        }
    };
    for (int sweep = 0; sweep < 50; ++sweep) {
        double off = 0, diagonal = 0;
        for (std::size_t i = 0; i < n; ++i) {
            diagonal += matrix[i * n + i] * matrix[i * n + i];
            for (std::size_t j = 0; j < i; ++j) off += matrix[i * n + j] * matrix[i * n + j];
        }
        if (!(off > 1e-32 * diagonal)) break;
        for (std::size_t p = 1; p < n; ++p) {
            for (std::size_t q = 0; q < p; ++q) {
                double const apq = matrix[p * n + q];
                if (apq == 0) continue;
                double const theta = (matrix[p * n + p] - matrix[q * n + q]) / (2 * apq);
                double const t = (theta < 0 ? -1 : 1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
                double const c = 1 / std::sqrt(t * t + 1), s = t * c;
                for (std::size_t k = 0; k < n; ++k) {  // columns q and p
                    double const akq = matrix[k * n + q], akp = matrix[k * n + p];
                    matrix[k * n + q] = c * akq - s * akp, matrix[k * n + p] = s * akq + c * akp;
                }
                rotate(&matrix[q * n], &matrix[p * n], c, s);
                rotate(&result.vectors[q * n], &result.vectors[p * n], c, s);
            }
        }
    }
    for (std::size_t i = 0; i < n; ++i) result.values[i] = matrix[i * n + i];
    return result;
}

}  // namespace jetseq::fit
