#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/events/event_columns.hpp"
#include "data/sequences/variable_formulas.hpp"

namespace jetseq::data {

/// Reads the variables of events that a network reads by names, from the columns of a file for whole events.
class VariableReader {
public:
    /// `variables`: columns or expressions of columns, with their `meanings`. `rows`: of the events. `file` and `names`
    /// must outlive this. Throws Error: no such column, no expression.
    VariableReader(h5::InputFile const& file, Names const& names, std::vector<std::string> const& variables,
                   std::size_t rows, std::vector<Meaning> const& meanings = {});

    std::size_t size() const noexcept { return formulas_.size(); }  ///< variables

    /// Adds rows [first, first + count) to `into`. Throws Error for a number that is not finite.
    void read(std::size_t first, std::size_t count, Column<float>& into);
    /// Adds them whether they are finite or not.
    void read_unchecked(std::size_t first, std::size_t count, Column<float>& into);

    /// After all rows are read: throws Error if numbers are in a larger unit than their meaning has.
    void judge() const { formulas_.judge(where_); }

    /// Notes for the user on variables with numbers that often mean "unknown".
    std::vector<std::string> notes() const { return formulas_.notes(); }

private:
    std::string where_;
    EventColumns columns_;
    VariableFormulas formulas_;
};

}  // namespace jetseq::data
