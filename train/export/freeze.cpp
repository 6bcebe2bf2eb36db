#include "train/export/freeze.hpp"

#include <algorithm>

#include "models/frozen/frozen_names.hpp"
#include "train/backends/dense_network.hpp"
#include "train/fused/layout.hpp"
#include "train/torch/libtorch_scores.hpp"

namespace jetseq::train {
namespace {

/// Every length up to 32, then powers of two up to 1024: canaries of all lengths would be gigabytes.
bool is_length_of_a_canary(std::size_t length) {
    return length <= 32 || (length <= 1024 && (length & (length - 1)) == 0);
}

data::Sequences one_of_each_length(data::Sequences const& sequences) {
    std::size_t const longest = sequences.longest();
    std::vector<JetSequence> chosen(longest + 1);
    std::vector<bool> found(longest + 1, false);
    JetSequence last;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        std::size_t const length = sequences.length(n);
        if (!found[length]) found[length] = true, chosen[length] = sequences[n];
        if (length == longest) last = chosen[longest];
    }
    data::Sequences result;
    result.features.names = sequences.features.names;
    std::size_t const width = sequences.features.names.size();
    for (std::size_t length = 0; length <= longest; ++length) {
        if (!is_length_of_a_canary(length)) continue;
        JetSequence const jets = found[length] ? chosen[length] : JetSequence{last.data(), length};
        result.add({}, Regime::none, jets);
        if (length == 0) continue;
        auto const first = static_cast<std::size_t>(jets.data() - sequences.jets.data());
        result.features.values.append(sequences.features.values.data() + first * width, length * width);
    }
    return result;
}

/// Events at equal distances among all events.
std::vector<std::size_t> spread_over(data::Sequences const& sequences) {
    constexpr std::size_t most = 10;
    std::size_t const count = std::min(most, sequences.size());
    std::vector<std::size_t> indices;
    for (std::size_t n = 0; n < count; ++n) indices.push_back(n * sequences.size() / count);
    return indices;
}

void add_canaries(FrozenModel& model, data::Sequences const& sequences) {
    bool const fixed = model.takes_variables();
    auto const examples = fixed ? data::reordered(sequences, spread_over(sequences)) : one_of_each_length(sequences);
    std::size_t const classes = model.classes.size();
    auto const found = libtorch_probabilities(model, examples, data::all_indices(examples));
    for (std::size_t n = 0; n < examples.size(); ++n) {
        auto const first = found.begin() + static_cast<std::ptrdiff_t>(n * classes);
        Canary canary;
        canary.score = first[1];
        if (fixed) {
            canary.variables = {examples.variables.row(n), examples.variables.row(n) + model.inputs.size()};
        } else if (model.takes_objects()) {
            auto const at = [&](std::uint64_t jet) {
                return examples.features.values.data() + jet * model.inputs.size();
            };
            canary.features = {at(examples.offsets[n]), at(examples.offsets[n + 1])};
        } else {
            canary.jets = {examples[n].begin(), examples[n].end()};
        }
        if (model.has_softmax()) canary.probabilities = {first, first + static_cast<std::ptrdiff_t>(classes)};
        model.canaries.push_back(std::move(canary));
    }
}

}  // namespace

FrozenModel freeze(std::vector<float> const& parameters, TrainOptions const& options,
                   data::Normalisation const& normalisation, data::Sequences const& sequences,
                   std::vector<InputVariable> const& inputs) {
    FrozenModel model;
    model.name = options.name;
    model.fold = options.fold;
    model.classes = options.classes;
    if (options.takes_variables()) {
        model.inputs = inputs;
        model.network = DenseNetwork{dense_layers(parameters, options)};
    } else if (options.takes_features()) {
        model.inputs = inputs;
        write_layers(parameters, network_size(options), model);
    } else {
        for (std::size_t k = 0; k < frozen::variables.size(); ++k) {
            model.inputs.push_back({frozen::variables[k], normalisation.offset[k], normalisation.scale[k]});
        }
        if (options.set) {
            auto network = *options.set;
            network.parameters = parameters;
            model.network = std::move(network);
        } else {
            write_layers(parameters, network_size(options), model);
        }
    }
    model.contract = {options.frame, sequences.selection.pt_min, sequences.selection.abs_eta_max,
                      options.takes_variables() ? 0 : sequences.longest()};
    add_canaries(model, sequences);
    return model;
}

}  // namespace jetseq::train
