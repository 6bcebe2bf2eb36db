#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/expression/formulas.hpp"
#include "data/sequences/meaning_checks.hpp"
#include "data/sequences/sequences.hpp"

namespace jetseq::data {

/// Computes the variables of events that a network reads by names.
class VariableFormulas {
public:
    /// `names`: columns of events, which `variables` may name whatever characters they have. Throws Error for a
    /// variable that is neither a column nor an expression of columns (Expression).
    VariableFormulas(std::vector<std::string> const& variables, std::vector<std::string> const& names,
                     std::vector<Meaning> const& meanings = {});

    std::size_t size() const noexcept { return variables_.size(); }
    /// The columns that the variables need.
    std::vector<std::string> const& columns() const noexcept { return formulas_.columns(); }
    /// The expression that reads `column`, for messages: " (for 'log(met)')"; "" if a variable is the column itself.
    std::string purpose(std::string const& column) const { return formulas_.purpose(column); }

    /// Adds `count` events with the columns `values` [count, columns()] to `into`. `table`, `row`: the place of the
    /// first, for messages. Throws Error for a number that is not finite.
    void add(double const* values, std::size_t count, std::string const& table, std::size_t row, Column<float>& into);
    /// Adds them whether they are finite or not.
    void add_unchecked(double const* values, std::size_t count, Column<float>& into);

    /// Throws Error if numbers are in a larger unit than their meaning has (MeaningChecks).
    void judge(std::string const& table) const { checks_.judge(table); }

    /// Notes for the user on variables with numbers that often mean "unknown".
    std::vector<std::string> notes() const;

private:
    void compute(double const* values, std::size_t count);
    void put(std::size_t place, Column<float>& into);

    std::vector<std::string> variables_;
    Formulas formulas_;  ///< of the variables, then of the meanings
    MeaningChecks checks_;
    std::vector<double> results_;
    std::map<std::string, float> unknown_;  ///< such a number of each variable that has one
};

}  // namespace jetseq::data
