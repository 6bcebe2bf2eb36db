#include "workflow/events/tag_columns.hpp"

#include "select/variables/tag_variables.hpp"

namespace jetseq::workflow {

void add_tag_variables(data::Sequences& sequences, std::vector<std::string> const& names) {
    sequences.variables.names = names;
    if (names.empty() || sequences.variables.values.size() == sequences.size() * names.size()) return;
    auto const places = places_of_tag_variables(names);
    for (std::size_t n = sequences.variables.values.size() / names.size(); n < sequences.size(); ++n) {
        auto const all = tag_variables(sequences[n]);
        for (std::size_t const place : places) sequences.variables.values.push_back(all[place]);
    }
}

}  // namespace jetseq::workflow
