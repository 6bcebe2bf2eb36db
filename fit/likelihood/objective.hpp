#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace jetseq::fit {

enum class HessianKind {
    exact,
    expected  ///< data replaced by their expectation: no second derivatives of yields, never negative
};

/// A function of parameters that can be minimised: twice a negative log-likelihood. Holds its scratch memory: one for
/// each thread. Calls allocate nothing.
class Objective {
public:
    virtual ~Objective() = default;
    virtual std::size_t size() const = 0;
    virtual double value(std::span<double const> x) = 0;
    virtual double gradient(std::span<double const> x, std::span<double> gradient) = 0;  ///< returns the value
    /// Fills the lower triangle of the matrix [size, size], row by row.
    virtual void hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) = 0;
    /// Parameters in the order in which a Cholesky decomposition fills least.
    virtual std::vector<std::size_t> const& elimination_order() const = 0;
    /// Parameters whose effect is no straight line, so that there may be several minima along them.
    virtual std::vector<std::size_t> const& bent_parameters() const = 0;
};

}  // namespace jetseq::fit
