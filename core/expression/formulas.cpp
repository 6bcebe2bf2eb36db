#include "core/expression/formulas.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace jetseq {

std::vector<std::string> columns_named_in(std::string const& text) {
    try {
        return Expression{text}.columns();
    } catch (BadExpression const&) {
        return {text};
    }
}

Formulas::Formulas(std::vector<std::string> const& texts, std::vector<std::string> const& names) {
    for (auto const& text : texts) {
        Formula& formula = formulas_.emplace_back();
        if (std::find(names.begin(), names.end(), text) != names.end()) {
            formula.columns.push_back(index_of(text));
            continue;
        }
        formula.expression.emplace(text);
        if (formula.expression->columns().empty()) {
            throw BadExpression{
                text, "'" + text + "' reads no column (the same number for all tells a network nothing). Leave it out"};
        }
        for (auto const& column : formula.expression->columns()) formula.columns.push_back(index_of(column));
    }
}

std::size_t Formulas::index_of(std::string const& column) {
    auto const found = std::find(columns_.begin(), columns_.end(), column);
    auto const index = static_cast<std::size_t>(found - columns_.begin());
    if (found == columns_.end()) columns_.push_back(column);
    return index;
}

std::string Formulas::purpose(std::string const& column) const {
    for (auto const& formula : formulas_) {
        if (!formula.expression) continue;
        auto const& used = formula.expression->columns();
        bool const is_itself = formula.expression->text() == column;
        if (!is_itself && std::find(used.begin(), used.end(), column) != used.end())
            return " (for '" + formula.expression->text() + "')";
    }
    return "";
}

void Formulas::evaluate(double const* values, std::size_t width, std::size_t rows, double* results) const {
    std::vector<Strided<double>> used;
    for (std::size_t k = 0; k < formulas_.size(); ++k) {
        auto const& formula = formulas_[k];
        if (!formula.expression) {
            double const* const column = values + formula.columns[0];
            for (std::size_t n = 0; n < rows; ++n) results[n * size() + k] = column[n * width];
            continue;
        }
        used.clear();
        for (std::size_t const index : formula.columns) used.push_back({values + index, width});
        formula.expression->evaluate(used.data(), rows, results + k, size());
    }
}

}  // namespace jetseq
