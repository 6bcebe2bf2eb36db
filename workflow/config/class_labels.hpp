#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "data/events/names.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// The classes of events, from the values of a column.
struct ClassLabels {
    std::string column;                                ///< of the table of events
    std::vector<std::string> classes = {};             ///< names of labels 0, 1, ...
    std::map<std::int32_t, std::int32_t> values = {};  ///< value of the column -> label
    bool drops_others = false;  ///< events with other values are of no class; else they are refused

    bool empty() const noexcept { return classes.empty(); }
};

/// Reads `labels`: {column, classes: {light: [0], b: [5, 55]}, other}; empty if the configuration has none. Throws
/// Error: fewer than 2 or more than most_classes classes, a value twice, other keys that say the same.
ClassLabels labels_of_inputs(Config& config);

/// Tells readers of files of these labels.
void apply(ClassLabels const& labels, data::Names& names);

}  // namespace jetseq::workflow
