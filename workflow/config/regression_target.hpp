#pragma once
#include <string>

#include "train/loop/options.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// The number that a network is to find, in place of a class.
struct RegressionTarget {
    std::string column;  ///< of the table of events, or an expression of columns; empty: none
    train::Loss loss = train::Loss::squared;
    double delta = 1;            ///< of the Huber loss [standard deviations of the target]
    bool drops_unknown = false;  ///< events whose target is not finite are left out; else they are refused

    bool empty() const noexcept { return column.empty(); }
};

/// Reads `target`: {column, loss, delta, other}; empty if the configuration has none. Throws Error: no column, other
/// keys that have no meaning for a number.
RegressionTarget target_of(Config& config);

}  // namespace jetseq::workflow
