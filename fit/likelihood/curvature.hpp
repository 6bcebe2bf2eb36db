#pragma once
#include <optional>
#include <span>
#include <vector>

#include "fit/likelihood/domain.hpp"

/// What the second derivatives of an objective at a point say of the parameters that can move there.
namespace jetseq::fit {

/// Whether a bound holds a parameter where the objective would fall beyond it.
enum class Bound { none, low, high };

struct Covariance {
    std::vector<double> matrix;  ///< [n, n]: twice the inverse Hessian; 0 for what is fixed, held by a bound or flat
    /// Parameters that the data do not determine: alone, or groups of which only combinations are.
    std::vector<std::vector<std::size_t>> flat;
    int flat_directions = 0;
    std::vector<Bound> held;  ///< [n]
    bool is_valid = true;     ///< false: the point is no minimum, the matrix is 0

    bool is_flat(std::size_t parameter) const;
};

/// Flat directions are those of the zero eigenvalues of the expected Hessian, scaled to a diagonal of 1, along which
/// the exact one does not bend either.
Covariance covariance(Objective& objective, Domain const& domain, std::span<double const> x);

/// A direction in which the objective falls although its slope is 0: that of the lowest eigenvalue of the exact
/// Hessian, in steps of about a standard deviation. None where there is no negative one.
std::optional<std::vector<double>> downhill(Objective& objective, Domain const& domain, std::span<double const> x);

/// Eigenvalues and, row by row, eigenvectors of a symmetric matrix [n, n] whose lower triangle is given: Jacobi's
/// rotations (G. H. Golub and C. F. Van Loan, Matrix Computations, 8.5).
struct Eigen {
    std::vector<double> values, vectors;
};
Eigen symmetric_eigen(std::vector<double> matrix, std::size_t n);

}  // namespace jetseq::fit
