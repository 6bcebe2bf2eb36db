#include "workflow/select/skim.hpp"

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "core/text/counted.hpp"
#include "data/scores/selected_file.hpp"

namespace jetseq::workflow {
namespace {

using Id = std::pair<std::int32_t, std::uint64_t>;

Id id(EventInfo const& info) { return {info.sample_id, info.event_number}; }

std::set<Id> ids_of(std::string const& selected) {
    std::set<Id> ids;
    for (auto const& id : data::read_selected(selected).ids) ids.insert({id.sample_id, id.event_number});
    return ids;
}

}  // namespace

void write_skim(std::string const& file, std::string const& selected, OutputFile const& output,
                data::Attributes const& more) {
    auto const wanted = ids_of(selected);
    data::EventReader reader{file};
    std::vector<Event> block, kept;
    for (std::size_t first = 0; first < reader.size(); first += data::rows_per_block) {
        reader.read(first, std::min(data::rows_per_block, reader.size() - first), block);
        std::copy_if(block.begin(), block.end(), std::back_inserter(kept),
                     [&](Event const& event) { return wanted.count(id(event.info)) > 0; });
    }
    if (kept.size() > wanted.size()) {
        throw Error{file + " has " + counted(kept.size(), "event", "events") +
                    " with the sampleId and eventNumber of " + std::to_string(wanted.size()) +
                    " selected ones. Give each event its own numbers"};
    }
    auto attributes = data::read_attributes(file);
    attributes.insert(more.begin(), more.end());
    data::write_events(output, kept, attributes, reader.absent());
}

}  // namespace jetseq::workflow
