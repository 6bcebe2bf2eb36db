#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/expression/expression.hpp"

namespace jetseq {

/// The columns of an expression; of a text that is none, which only the name of a column can be, the text.
std::vector<std::string> columns_named_in(std::string const& text);

/// Several expressions of the columns of one table, such as the features that a network reads.
class Formulas {
public:
    /// `names`: columns that a text may name as it is, whatever characters it has. Throws Error as Expression does.
    Formulas(std::vector<std::string> const& texts, std::vector<std::string> const& names);

    std::size_t size() const noexcept { return formulas_.size(); }
    /// The columns of all expressions, each once, in the order of their first use.
    std::vector<std::string> const& columns() const noexcept { return columns_; }
    /// The expression that reads `column`, for messages: " (for 'log(pt)')"; "" if an input is the column itself.
    std::string purpose(std::string const& column) const;

    /// Computes the expressions [rows, size()] of `values` [rows, width], of which columns() are the first ones.
    void evaluate(double const* values, std::size_t width, std::size_t rows, double* results) const;

private:
    struct Formula {
        std::optional<Expression> expression;  ///< none: a column
        std::vector<std::size_t> columns;      ///< indices in columns_
    };
    std::size_t index_of(std::string const& column);

    std::vector<std::string> columns_;
    std::vector<Formula> formulas_;
};

}  // namespace jetseq
