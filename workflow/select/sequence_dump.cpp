#include "workflow/select/sequence_dump.hpp"

#include "core/math/random.hpp"
#include "data/events/file_header.hpp"
#include "select/variables/tag_variables.hpp"

namespace jetseq::workflow {
namespace {

data::Sequences mixed(data::Sequences const& sequences, unsigned long seed) {
    auto order = data::all_indices(sequences);
    Random random{seed};
    shuffle(order, random);
    return data::reordered(sequences, order);
}

}  // namespace

Strings dumped_variables(Config& config) {
    bool const wanted = config.has("select.variables") && config.get("select.variables", false);
    return wanted ? Strings{tag_variable_names.begin(), tag_variable_names.end()} : Strings{};
}

void write_dump(OutputFile const& output, data::Sequences const& sequences, unsigned long seed,
                std::string const& configuration, Strings const& files) {
    data::write_sequences(
        output, mixed(sequences, seed),
        {{"seed", std::to_string(seed)}, {"configuration", configuration}, {"inputs", description_of(files)}});
}

std::string description_of(Strings const& files) {
    std::string text;
    for (auto const& file : files) {
        text += file + '\n';
        for (auto const& [name, value] : data::read_attributes(file)) text += name + ": " + value + '\n';
        text += '\n';
    }
    return text;
}

bool has_both_classes(data::Sequences const& sequences) {
    bool vbf = false, ggf = false;
    for (auto const& event : sequences.events) {
        vbf = vbf || event.production == Production::vbf;
        ggf = ggf || event.production == Production::ggf_dy;
    }
    return vbf && ggf;
}

}  // namespace jetseq::workflow
