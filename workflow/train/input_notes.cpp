#include "workflow/train/input_notes.hpp"

#include <algorithm>
#include <limits>

#include "core/expression/formulas.hpp"
#include "core/text/number_text.hpp"
#include "train/input/parts.hpp"

namespace jetseq::workflow {
namespace {

/// The least and the largest value of columns.
class Ranges {
public:
    explicit Ranges(std::size_t width) : least_(width, infinity), most_(width, -infinity) {}

    void add(float const* row) {
        for (std::size_t k = 0; k < least_.size(); ++k) {
            least_[k] = std::min(least_[k], row[k]), most_[k] = std::max(most_[k], row[k]);
        }
    }
    void tell(std::vector<std::string> const& names, std::string const& what, std::string const& of,
              Listener& listener) const {
        for (std::size_t k = 0; k < names.size(); ++k) {
            if (least_[k] != most_[k]) continue;
            listener.note("the " + what + " '" + names[k] + "'" + of + " is " + fewest_digits(least_[k]) +
                          " in the whole training part: a network can't learn from it");
        }
    }

private:
    static constexpr float infinity = std::numeric_limits<float>::infinity();
    std::vector<float> least_, most_;
};

void tell_of_list(data::ObjectList const& list, std::vector<std::size_t> const& events, Listener& listener) {
    Ranges ranges{list.width()};
    std::size_t objects = 0;
    for (std::size_t const n : events) {
        for (std::size_t i = 0; i < list.length(n); ++i) ranges.add(list.row(n) + i * list.width());
        objects += list.length(n);
    }
    if (objects == 0 && !events.empty()) {
        listener.warning("no event of the training part has " + list.choice.name +
                         " (a network can't learn from an empty list). Leave it out, or check what tells its objects "
                         "from padding");
        return;
    }
    ranges.tell(list.choice.features, "feature", " of " + list.choice.name, listener);
}

/// `column` without the name of the table of events before it.
std::string without_table(std::string const& column) {
    for (std::string const table : {"event.", "events."}) {
        if (column.rfind(table, 0) == 0) return column.substr(table.size());
    }
    return column;
}

void warn_of_ids_as_inputs(data::Names const& names, Listener& listener) {
    auto texts = names.inputs.variables;
    for (auto const& choice : names.inputs.objects) {
        texts.insert(texts.end(), choice.features.begin(), choice.features.end());
    }
    for (auto const& text : texts) {
        auto const columns = columns_named_in(text);
        for (auto const& id : {"eventNumber", "sampleId"}) {
            std::string const theirs = names.of("events." + std::string{id});
            auto const is_id = [&](std::string const& column) {
                return without_table(column) == id || without_table(column) == theirs;
            };
            if (std::none_of(columns.begin(), columns.end(), is_id)) continue;
            listener.warning("the network reads '" + text + "', and " + id +
                             " only says which event it is (a network may learn the events of the training by heart, "
                             "or the sample in place of the class). Leave it out");
        }
    }
}

}  // namespace

void tell_of_inputs(data::Sequences const& sequences, data::Names const& names, std::size_t folds, Listener& listener) {
    if (names.inputs.empty()) return;
    warn_of_ids_as_inputs(names, listener);
    std::vector<std::size_t> events;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const& event = sequences.events[n];
        bool const is_used = folds > 1 || train::part_of(event, {}) == data::Part::train;
        if (event.production != Production::unknown && is_used) events.push_back(n);
    }
    for (auto const& list : sequences.objects) tell_of_list(list, events, listener);
    Ranges variables{sequences.variables.names.size()};
    for (std::size_t const n : events) variables.add(sequences.variables.row(n));
    if (!events.empty()) variables.tell(sequences.variables.names, "variable", "", listener);
}

}  // namespace jetseq::workflow
