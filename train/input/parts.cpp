#include "train/input/parts.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace jetseq::train {

data::Part part_of(EventInfo const& event, Fold const& fold) {
    if (fold.of < 2) return data::part_of(event);
    if (fold_of({event.sample_id, event.event_number}, fold.of) == fold.index) return data::Part::test;
    return scrambled(event_hash(event.sample_id, event.event_number)) % 100 < 80 ? data::Part::train
                                                                                 : data::Part::validation;
}

std::vector<std::size_t> events_of(data::Sequences const& sequences, data::Part part, Fold const& fold) {
    std::vector<std::size_t> events;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& event = sequences.events[n];
        if (event.production != Production::unknown && part_of(event, fold) == part) events.push_back(n);
    }
    return events;
}

bool all_unlabelled(data::Sequences const& sequences) {
    auto const is_unknown = [](EventInfo const& event) { return event.production == Production::unknown; };
    return sequences.size() > 0 && std::all_of(sequences.events.begin(), sequences.events.end(), is_unknown);
}

void require_all_classes(data::Sequences const& sequences, std::vector<std::size_t> const& part,
                         std::string const& name, std::vector<std::string> const& classes) {
    std::vector<std::size_t> events(static_cast<std::size_t>(most_classes), 0);
    for (std::size_t const n : part) ++events[static_cast<std::size_t>(sequences.events[n].production)];
    bool const all = std::count(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(classes.size()), 0U) == 0;
    bool const others = std::any_of(events.begin() + static_cast<std::ptrdiff_t>(classes.size()), events.end(),
                                    [](std::size_t count) { return count > 0; });
    if (all && !others) return;
    std::string found;
    for (std::size_t k = 0; k < classes.size(); ++k) {
        found += (k == 0 ? "" : ", ") + std::to_string(events[k]) + ' ' + classes[k];
    }
    found += " events";
    for (std::size_t k = classes.size(); k < events.size(); ++k) {
        if (events[k] > 0) found += ", " + std::to_string(events[k]) + " of label " + std::to_string(k);
    }
    if (!all && classes.size() == 1) {
        throw Error{"the " + name + " part is empty (no event has a finite '" + classes[0] + "'). Add events"};
    }
    if (!all && all_unlabelled(sequences)) {
        throw Error{"the " + name + " part is empty (all " + std::to_string(sequences.size()) + unlabelled};
    }
    if (!all) {
        throw Error{"the " + name + " part has " + found + " (a classifier needs " +
                    (classes.size() == 2 ? "both" : "all " + std::to_string(classes.size()) + " classes") +
                    "). Add files of the other kind"};
    }
    throw Error{"the " + name + " part has " + found + " (network.classes has " + std::to_string(classes.size()) +
                " names). Name the others there, or leave the files out"};
}

}  // namespace jetseq::train
