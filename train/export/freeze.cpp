#include "train/export/freeze.hpp"

#include <algorithm>
#include <set>

#include "models/frozen/frozen_names.hpp"
#include "train/backends/dense_network.hpp"
#include "train/backends/joined_training.hpp"
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
    for (std::size_t length = 0; length <= longest; ++length) {
        if (!is_length_of_a_canary(length)) continue;
        result.add({}, Regime::none, found[length] ? chosen[length] : JetSequence{last.data(), length});
    }
    return result;
}

/// The first events with each length of each list of objects, 64 events at most.
std::vector<std::size_t> of_each_length(data::Sequences const& sequences) {
    constexpr std::size_t most = 64;
    std::vector<std::set<std::size_t>> found(sequences.objects.size());
    std::vector<std::size_t> indices;
    for (std::size_t n = 0; n < sequences.size() && indices.size() < most; ++n) {
        bool is_new = false;
        for (std::size_t k = 0; k < found.size(); ++k) {
            std::size_t const length = sequences.objects[k].length(n);
            if (is_length_of_a_canary(length)) is_new = found[k].insert(length).second || is_new;
        }
        if (is_new) indices.push_back(n);
    }
    return indices;
}

/// The events of the canaries, with those lists of objects that the data may lack: all empty.
data::Sequences joined_examples(data::Sequences const& sequences) {
    auto examples = data::reordered(sequences, of_each_length(sequences));
    if (sequences.size() == 0) return examples;
    examples.add(sequences.events[0], Regime::none, {});
    for (auto& list : examples.objects) list.add(nullptr, 0);
    examples.variables.values.append(sequences.variables.row(0), sequences.variables.names.size());
    return examples;
}

/// Events at equal distances among all events.
std::vector<std::size_t> spread_over(data::Sequences const& sequences) {
    constexpr std::size_t most = 10;
    std::size_t const count = std::min(most, sequences.size());
    std::vector<std::size_t> indices;
    for (std::size_t n = 0; n < count; ++n) indices.push_back(n * sequences.size() / count);
    return indices;
}

data::Sequences examples_for(FrozenModel const& model, data::Sequences const& sequences) {
    if (model.takes_sequences()) return joined_examples(sequences);
    return model.takes_variables() ? data::reordered(sequences, spread_over(sequences)) : one_of_each_length(sequences);
}

void add_canaries(FrozenModel& model, data::Sequences const& sequences) {
    auto const examples = examples_for(model, sequences);
    std::size_t const classes = model.classes.size(), variables = examples.variables.names.size();
    auto const found = libtorch_probabilities(model, examples, data::all_indices(examples));
    for (std::size_t n = 0; n < examples.size(); ++n) {
        auto const first = found.begin() + static_cast<std::ptrdiff_t>(n * classes);
        Canary canary;
        canary.score = first[static_cast<std::ptrdiff_t>(model.place_of_score())];
        if (!model.takes_jets()) canary.variables = {examples.variables.row(n), examples.variables.row(n) + variables};
        if (model.takes_jets()) canary.jets = {examples[n].begin(), examples[n].end()};
        for (auto const& list : examples.objects) {
            canary.sequences.emplace_back(list.row(n), list.row(n) + list.length(n) * list.width());
        }
        if (model.has_softmax()) canary.probabilities = {first, first + static_cast<std::ptrdiff_t>(classes)};
        model.canaries.push_back(std::move(canary));
    }
}

/// Makes the output of a layer, a standardised number, that number: x / scale - offset.
void undo(InputVariable const& standardised, DenseLayer& layer) {
    auto const scale = static_cast<double>(standardised.scale), offset = static_cast<double>(standardised.offset);
    for (float& weight : layer.w) weight = static_cast<float>(static_cast<double>(weight) / scale);
    layer.b[0] = static_cast<float>(static_cast<double>(layer.b[0]) / scale - offset);
}

/// Objects of the longest list that a network reads.
std::size_t longest_read(data::Sequences const& sequences) {
    std::size_t most = 0;
    for (auto const& list : sequences.objects) most = std::max(most, list.longest());
    return most;
}

}  // namespace

FrozenModel freeze(std::vector<float> const& parameters, TrainOptions const& options,
                   data::Normalisation const& normalisation, data::Sequences const& sequences,
                   std::vector<InputVariable> const& inputs, JoinedNetwork const& joined, InputVariable const& target) {
    FrozenModel model;
    model.name = options.name;
    model.fold = options.fold;
    model.classes = options.classes;
    if (options.takes_variables()) {
        model.inputs = inputs;
        model.network = DenseNetwork{dense_layers(parameters, options)};
    } else if (options.joins()) {
        auto network = joined;
        set_layers(network, joined_size(options), parameters);
        if (options.finds_number()) undo(target, network.dense.back());
        model.network = std::move(network);
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
                      options.takes_variables() ? 0
                      : options.joins()         ? longest_read(sequences)
                                                : sequences.longest()};
    add_canaries(model, sequences);
    return model;
}

}  // namespace jetseq::train
