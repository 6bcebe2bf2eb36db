#include "jetseq/train/parts.hpp"

#include "jetseq/event/error.hpp"

namespace jetseq {

Part part_of(EventInfo const& event, Fold const& fold) {
    if (fold.of < 2) return part_of(event);
    if (fold_of({event.sample_id, event.event_number}, fold.of) == fold.index) return Part::test;
    return scrambled(event_hash(event.sample_id, event.event_number)) % 100 < 80 ? Part::train : Part::validation;
}

std::vector<std::size_t> events_of(Sequences const& sequences, Part part, Fold const& fold) {
    std::vector<std::size_t> events;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& event = sequences.events[n];
        if (event.production != Production::unknown && part_of(event, fold) == part) events.push_back(n);
    }
    return events;
}

void require_both_classes(Sequences const& sequences, std::vector<std::size_t> const& part, std::string const& name) {
    std::size_t vbf = 0, ggf = 0;
    for (std::size_t const n : part) {
        vbf += sequences.events[n].production == Production::vbf;
        ggf += sequences.events[n].production == Production::ggf_dy;
    }
    if (vbf > 0 && ggf > 0) return;
    throw Error{"the " + name + " part has " + std::to_string(vbf) + " VBF and " + std::to_string(ggf) +
                " ggF/DY events (a classifier needs both). Add files of the other kind"};
}

}  // namespace jetseq
