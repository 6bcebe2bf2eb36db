#include "workflow/select/sequence_dump.hpp"

#include <algorithm>

#include "core/expression/expression.hpp"
#include "core/math/random.hpp"
#include "data/events/file_header.hpp"
#include "select/variables/tag_variables.hpp"
#include "workflow/config/network_inputs.hpp"

namespace jetseq::workflow {
namespace {

data::Sequences mixed(data::Sequences const& sequences, unsigned long seed) {
    auto order = data::all_indices(sequences);
    Random random{seed};
    shuffle(order, random);
    return data::reordered(sequences, order);
}

/// Throws Error, with the line, for a text that is no expression: all names of full events are.
void require_expressions(NetworkInputs const& inputs) {
    for (auto const& [text, place] : inputs.places) {
        try {
            Expression const tried{text};
        } catch (BadExpression const& bad) {
            throw Error{place + ": " + bad.what()};
        }
    }
}

void add_if_new(Strings& names, std::string const& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

Strings dumped_variables(Config& config) {
    bool const wanted = config.has("select.variables") && config.get("select.variables", false);
    return wanted ? Strings{tag_variable_names.begin(), tag_variable_names.end()} : Strings{};
}

data::EventChoice dumped_inputs(Config& config) {
    auto const inputs = inputs_of(config);
    require_expressions(inputs);
    auto choice = inputs.choice;
    if (choice.empty()) return choice;
    for (auto& objects : choice.objects) {
        std::string const order = objects.sort.substr(objects.sort.rfind('-', 0) == 0 ? 1 : 0);
        if (!order.empty()) add_if_new(objects.features, order);
        if (!objects.where.empty()) add_if_new(objects.features, objects.where);
    }
    for (auto const& name : dumped_variables(config)) add_if_new(choice.variables, name);
    return choice;
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
