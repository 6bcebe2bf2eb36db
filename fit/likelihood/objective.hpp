#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace jetseq::fit {

enum class HessianKind {
    exact,
    expected  ///< its expectation over data: without second derivatives of yields, never negative
};

/// A function to minimise: twice a negative log-likelihood. Holds scratch memory, so each thread needs its own. Calls
/// allocate nothing.
class Objective {
public:
    virtual ~Objective() = default;
    virtual std::size_t size() const = 0;
    virtual double value(std::span<double const> x) = 0;
    virtual double gradient(std::span<double const> x, std::span<double> gradient) = 0;  ///< returns the value
    /// Fills the lower triangle of the matrix [size, size], row by row.
    virtual void hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) = 0;
    /// Parameters in the order with the least fill-in of a Cholesky decomposition.
    virtual std::vector<std::size_t> const& elimination_order() const = 0;
    /// Parameters with a nonlinear effect, along which there may be several minima.
    virtual std::vector<std::size_t> const& bent_parameters() const = 0;
};

}  // namespace jetseq::fit
