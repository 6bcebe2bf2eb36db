#include "select/cuts/variable_expression.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace jetseq {

VariableExpression::VariableExpression(std::string const& text, Regime regime) : expression_{text} {
    for (auto const& name : expression_.columns()) variables_.push_back(variable_named(name, regime));
    if (variables_.empty()) {
        throw Error{"can't use the cut '" + text + "' (it has no variable). Name one, such as 'met > 250 GeV'"};
    }
    if (!expression_.is_flag()) {
        throw Error{"can't use the cut '" + text +
                    "' (its result is a number, where true or false is expected). Compare it, such as '(" + text +
                    ") > 0'"};
    }
}

double VariableExpression::operator()(Variables const& event) const {
    std::vector<double> values;
    std::vector<Strided<double>> columns;
    values.reserve(variables_.size());
    for (auto const variable : variables_) values.push_back(event[variable]);
    for (auto const& value : values) columns.push_back({&value});
    double result = 0;
    expression_.evaluate(columns.data(), 1, &result);
    return result;
}

bool VariableExpression::uses(Variable variable) const noexcept {
    return std::find(variables_.begin(), variables_.end(), variable) != variables_.end();
}

bool VariableExpression::has_unknown(Variables const& event) const noexcept {
    return std::any_of(variables_.begin(), variables_.end(), [&](Variable one) { return event.is_unknown(one); });
}

}  // namespace jetseq
