#include "data/sequences/targets.hpp"

#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/events/rows.hpp"

namespace jetseq::data {

Names names_for_target(Names const& names) {
    Names without = names;
    if (!names.inputs.target.empty()) without.renamed["events.signalType"] = "", without.classes.clear();
    return without;
}

void require_target(Sequences const& sequences, std::vector<std::string> const& names) {
    bool const is_complete = sequences.target.values.size() == names.size() * sequences.size();
    if (sequences.target.names == names && is_complete) return;
    auto const text = [](std::vector<std::string> const& of) {
        return of.empty() ? "no target" : "the target " + joined(of);
    };
    throw Error{"the events have " + text(sequences.target.names) + " (" + text(names) +
                " is wanted). Read it with the events"};
}

std::size_t label_by_target(Names const& names, std::string const& table, std::size_t first, std::size_t count,
                            Sequences& sequences) {
    std::size_t dropped = 0, begin = sequences.size() - count;
    for (std::size_t i = 0; i < count; ++i) {
        float& value = sequences.target.values[begin + i];
        bool const known = std::isfinite(value);
        sequences.events[begin + i].production = known ? Production::ggf_dy : Production::unknown;
        if (known) continue;
        if (!names.drops_unknown_targets) {
            throw Error{rows::place(table, first + i) + ": the target '" + names.inputs.target + "' is " +
                        (std::isnan(value) ? "not a number" : significant(static_cast<double>(value))) +
                        " (a finite number in single precision expected). Leave such events out with target: {other: "
                        "drop}"};
        }
        value = std::numeric_limits<float>::quiet_NaN();
        ++dropped;
    }
    return dropped;
}

std::string dropped_note(std::size_t dropped, std::size_t events, std::string const& target) {
    return count_text(dropped) + " of " + count_text(events) + " events have no finite target '" + target +
           "' (they are left out)";
}

}  // namespace jetseq::data
