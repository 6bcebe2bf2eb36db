#pragma once
#include <string>
#include <vector>

#include "../../core/expression/expression.hpp"
#include "../variables/variables.hpp"

namespace jetseq {

/// A condition on an expression of variables, such as `pt_miss / m_vv > 0.1`. Energies and masses are in GeV, flags 1
/// or 0.
class VariableExpression {
public:
    /// `regime` as in variable_named(). Throws Error: no expression, an unknown variable, a number in place of true or
    /// false.
    VariableExpression(std::string const& text, Regime regime);

    /// 1 or 0; NaN if it depends on a variable that the event doesn't have or that is not known.
    double operator()(Variables const& event) const;

    bool uses(Variable variable) const noexcept;
    /// True if one of its variables is marked as unknown.
    bool has_unknown(Variables const& event) const noexcept;

private:
    Expression expression_;
    std::vector<Variable> variables_;  ///< of its columns
};

}  // namespace jetseq
