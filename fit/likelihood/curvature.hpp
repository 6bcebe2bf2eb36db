#pragma once
#include <optional>
#include <span>
#include <vector>

#include "fit/likelihood/domain.hpp"

/// What follows from the second derivatives of an objective at a point.
namespace jetseq::fit {

/// The bound that holds a parameter because the objective would fall beyond it.
enum class Bound { none, low, high };

struct Covariance {
    std::vector<double> matrix;  ///< [n, n]: twice the inverse Hessian; 0 for fixed, held and flat parameters
    /// Parameters that the data do not determine: single ones, and groups of which only combinations are determined.
    std::vector<std::vector<std::size_t>> flat;
    int flat_directions = 0;
    std::vector<Bound> held;  ///< [n]
    bool is_valid = true;     ///< false: the point is no minimum, and the matrix is 0

    bool is_flat(std::size_t parameter) const;
};

/// The covariance at `x`. Flat directions are eigenvectors of the expected Hessian, scaled to a diagonal of 1, whose
/// eigenvalues are 0 and along which the exact Hessian is 0 too.
Covariance covariance(Objective& objective, Domain const& domain, std::span<double const> x);

/// A direction in which the objective falls although its slope is 0: the eigenvector of the lowest eigenvalue of the
/// exact Hessian, about a standard deviation long. None if no eigenvalue is negative.
std::optional<std::vector<double>> downhill(Objective& objective, Domain const& domain, std::span<double const> x);

/// Eigenvalues and, row by row, eigenvectors of a symmetric matrix [n, n] whose lower triangle is given: Jacobi's
/// rotations (G. H. Golub and C. F. Van Loan, Matrix Computations, 8.5).
struct Eigen {
    std::vector<double> values, vectors;
};
Eigen symmetric_eigen(std::vector<double> matrix, std::size_t n);

}  // namespace jetseq::fit
