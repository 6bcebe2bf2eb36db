#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "event/meaning.hpp"

namespace jetseq::data {

/// Checks numbers whose meaning is known: a wrong unit or column must be refused, because a network would read it
/// silently. NaN is an unknown number, which passes.
class MeaningChecks {
public:
    explicit MeaningChecks(std::vector<Meaning> meanings);

    /// Checks the numbers of one object or event, one for each meaning. `table`, `row`: their place, for messages.
    /// Throws Error for a number that is out of range in GeV and rad.
    void require(double const* numbers, std::string const& table, std::size_t row);

    /// Throws Error if half of many pt, or energies, are so small that they are in a larger unit than GeV.
    void judge(std::string const& table) const;

private:
    struct Check {
        Meaning meaning;
        std::size_t numbers = 0, small = 0;  ///< above 0, and of these below 0.3 GeV
    };

    std::vector<Check> checks_;
};

}  // namespace jetseq::data
