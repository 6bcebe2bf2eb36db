#include "train/loop/start.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "models/frozen/frozen_names.hpp"
#include "train/backends/dense_network.hpp"
#include "train/backends/joined_training.hpp"
#include "train/backends/set_training.hpp"
#include "train/fused/layout.hpp"
#include "train/input/event_weights.hpp"
#include "train/input/joined_inputs.hpp"
#include "train/input/moments.hpp"
#include "train/input/parts.hpp"

namespace jetseq::train {
namespace {

double mean_weight(data::Sequences const& sequences, std::vector<std::size_t> const& part) {
    double sum = 0;
    for (std::size_t const n : part) sum += sequences.events[n].weight;
    if (!(sum > 0)) {
        throw Error{"the weights of the training part add up to " + significant(sum) +
                    " (more than 0 expected). Set train.weights: false, or fix mcEventWeight"};
    }
    return sum / static_cast<double>(part.size());
}

std::string size_text(std::size_t layers, std::size_t cells, Frame frame) {
    return std::to_string(layers) + " layers of " + std::to_string(cells) + " cells in the " +
           (frame == Frame::canonical ? "canonical" : "detector") + " frame";
}

/// Throws Error unless the model is of the kind that `options` ask for, for the same classes.
void require_same_kind(FrozenModel const& model, TrainOptions const& options) {
    bool const is_same = options.joins() ? std::holds_alternative<JoinedNetwork>(model.network)
                                         : std::holds_alternative<RecurrentNetwork>(model.network);
    if (!is_same) {
        throw Error{"train.from: " + options.from + " is a network " +
                    (model.takes_variables()                                   ? "of variables of the event"
                     : model.takes_sequences()                                 ? "that reads objects by names"
                     : std::holds_alternative<RecurrentNetwork>(model.network) ? "of pt, eta, phi and e of jets"
                                                                               : "over sets of jets") +
                    (options.joins() ? " (the configuration names inputs: it can begin with a network of the same)"
                                     : " (a training can begin with an LSTM only)") +
                    ". Name one, or leave train.from out"};
    }
    if (model.classes != options.classes) {
        throw Error{"train.from: " + options.from + " tells apart " + joined(model.classes) + " (the configuration " +
                    joined(options.classes) + "). Make network.* that of the model"};
    }
}

void require_same_network(FrozenModel const& model, TrainOptions const& options) {
    require_same_kind(model, options);
    auto const layers = static_cast<std::size_t>(options.layers), cells = static_cast<std::size_t>(options.cells);
    auto const lstm = model.lstm_layers();
    auto const dense = model.dense_layers();
    bool same = lstm.size() == layers && model.contract.frame == options.frame && dense.size() == 1;
    for (auto const& layer : lstm) same = same && layer.cells == cells;
    if (same) return;
    throw Error{"train.from: " + options.from + " has " +
                size_text(lstm.size(), lstm.front().cells, model.contract.frame) +
                (dense.size() == 1 ? "" : " and more than one dense layer") + " (the configuration has " +
                size_text(layers, cells, options.frame) + "). Make network.* that of the model"};
}

std::string text_of(std::vector<std::size_t> const& counts) {
    std::vector<std::string> texts;
    for (std::size_t const count : counts) texts.push_back(std::to_string(count));
    return joined(texts);
}

std::string text_of(data::ObjectChoice const& choice) {
    return choice.name + " (" + joined(choice.features) + ")" +
           (choice.sort.empty() ? "" : " sorted by " + choice.sort) +
           (choice.most == 0 ? "" : ", the first " + std::to_string(choice.most)) +
           (choice.from.empty() ? "" : ", from " + choice.from) +
           (choice.where.empty() ? "" : ", where " + choice.where) + (choice.meanings.empty() ? "" : ", with meanings");
}

std::string text_of_layers(std::vector<std::size_t> const& cells, bool gru) {
    return (gru ? "GRU" : "LSTM") + std::string{" layers of "} + text_of(cells) + " cells";
}

std::string text_of(SetSize const& set) {
    if (set.kind == SetKind::deep_sets) return "deep sets of " + text_of(set.embedding) + " numbers";
    return "attention of " + std::to_string(set.width) + " numbers, " + std::to_string(set.heads) + " heads, " +
           std::to_string(set.blocks) + " blocks";
}

std::string text_of_layers(SequenceInput const& sequence) {
    if (sequence.set) return text_of(*sequence.set);
    std::vector<std::size_t> cells;
    for (auto const& layer : sequence.lstm) cells.push_back(layer.cells);
    for (auto const& layer : sequence.gru) cells.push_back(layer.cells);
    return text_of_layers(cells, !sequence.gru.empty());
}

std::string text_of_hidden(std::vector<std::size_t> const& outputs, Activation activation) {
    if (outputs.empty()) return "none before the last dense layer";
    return "hidden layers of " + text_of(outputs) + ", activation " +
           frozen::activations.at(static_cast<std::size_t>(activation));
}

/// "a, the configuration b" if the texts differ.
std::string unless_same(std::string const& of_model, std::string const& asked) {
    return of_model == asked ? "" : of_model + ", the configuration " + asked;
}

/// The first difference of what the network has from what `options` ask for: "reads a, the configuration b"; "" if
/// there is none.
std::string difference(JoinedNetwork const& network, TrainOptions const& options) {
    auto const choice = choice_of(network);
    auto const& wanted = options.inputs.objects;
    std::vector<std::string> has, asked;  // all lists, or the first that differs
    for (std::size_t k = 0; k < choice.objects.size() && choice.objects.size() == wanted.size(); ++k) {
        if (choice.objects[k] == wanted[k]) continue;
        has = {text_of(choice.objects[k])}, asked = {text_of(wanted[k])};
        break;
    }
    if (choice.objects.size() != wanted.size()) {
        for (auto const& objects : choice.objects) has.push_back(text_of(objects));
        for (auto const& objects : wanted) asked.push_back(text_of(objects));
    }
    if (auto const text = unless_same(joined(has), joined(asked)); !text.empty()) return "reads " + text;
    if (auto const text = unless_same("the variables " + joined(choice.variables),
                                      "the variables " + joined(options.inputs.variables));
        !text.empty())
        return "reads " + text;
    std::vector<std::size_t> const cells(static_cast<std::size_t>(options.layers),
                                         static_cast<std::size_t>(options.cells));
    for (auto const& sequence : network.sequences) {
        auto const text = unless_same(text_of_layers(sequence),
                                      options.set ? text_of(*options.set) : text_of_layers(cells, options.gru));
        if (!text.empty()) return "has for " + sequence.name + " " + text;
    }
    std::vector<std::size_t> hidden;
    for (std::size_t k = 0; k + 1 < network.dense.size(); ++k) hidden.push_back(network.dense[k].outputs);
    auto const activation = hidden.empty() ? options.activation : network.dense.front().activation;
    auto const text = unless_same(text_of_hidden(hidden, activation),
                                  text_of_hidden({options.hidden.begin(), options.hidden.end()}, options.activation));
    return text.empty() ? "" : "has " + text;
}

/// The same for the normalisation that `options` give.
std::string difference(std::vector<InputVariable> const& inputs, std::string const& list, TrainOptions const& options) {
    for (auto const& input : inputs) {
        auto const given = options.scalings.find(list + "." + input.name);
        if (given == options.scalings.end()) continue;
        auto const text_of_pair = [](InputVariable const& of) {
            return "offset " + fewest_digits(of.offset) + " and scale " + fewest_digits(of.scale);
        };
        auto const text = unless_same(text_of_pair(input), text_of_pair(given->second));
        if (!text.empty()) return "reads " + given->first + " with " + text;
    }
    return "";
}

/// Weights and normalisation of `options.from`, a network that joins the same inputs.
void begin_with_joined_model(TrainingStart& start, data::Sequences const& sequences, TrainOptions const& options) {
    auto const model = read_frozen_model(options.from);
    require_same_kind(model, options);
    data::require_objects(sequences, options.inputs.objects);
    auto network = std::get<JoinedNetwork>(model.network);
    auto text = difference(network, options);
    for (auto const& sequence : network.sequences) {
        if (text.empty()) text = difference(sequence.features, sequence.name, options);
    }
    if (text.empty()) text = difference(network.event, "event", options);
    if (!text.empty()) {
        throw Error{"train.from: " + options.from + " " + text +
                    " (a training begins with the weights of the same network). Make "
                    "inputs and network.* those of the model, or leave train.from out"};
    }
    start.parameters = parameters_of(network);
    for (auto& sequence : network.sequences) {
        sequence.lstm.clear(), sequence.gru.clear(), sequence.set.reset(), sequence.set_parameters.clear();
    }
    network.dense.clear();
    start.joined = std::move(network);
}

/// Weights and normalisation of `options.from`.
void begin_with_model(TrainingStart& start, TrainOptions const& options) {
    auto const model = read_frozen_model(options.from);
    require_same_network(model, options);
    for (std::size_t k = 0; k < model.inputs.size(); ++k) {
        start.normalisation.offset[k] = model.inputs[k].offset, start.normalisation.scale[k] = model.inputs[k].scale;
    }
    start.parameters = parameters_of(model);
}

/// Standardises the target and makes it the labels.
void take_target(data::Sequences const& sequences, TrainOptions const& options, TrainingStart& start) {
    std::string const& name = options.inputs.target;
    if (sequences.target.names != std::vector<std::string>{name}) {
        throw Error{"the events hold no target '" + name + "' (the network is to find it). Read it with the events"};
    }
    Moments moments{1};
    bool varies = false;
    for (std::size_t const n : start.train_part) {
        moments.add(sequences.target.row(n));
        varies = varies || *sequences.target.row(n) != *sequences.target.row(start.train_part.front());
    }
    if (!varies) {
        throw Error{"the target '" + name + "' is " +
                    significant(static_cast<double>(*sequences.target.row(start.train_part.front()))) +
                    " in all events of the training part (there is nothing to learn). Name another column"};
    }
    start.target = moments.input(0, name);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        float const x = *sequences.target.row(n);
        start.data.labels[n] = (x + start.target.offset) * start.target.scale;
    }
}

}  // namespace

TrainingStart training_start(data::Sequences const& sequences, TrainOptions const& options,
                             std::string const& directory) {
    TrainingStart start;
    start.train_part = events_of(sequences, data::Part::train, options.fold);
    start.validation_part = events_of(sequences, data::Part::validation, options.fold);
    require_all_classes(sequences, start.train_part, "training", options.classes);
    require_all_classes(sequences, start.validation_part, "validation", options.classes);
    double const weight = options.weights ? mean_weight(sequences, start.train_part) : 0;
    if (options.takes_variables()) {
        start.inputs = variable_inputs(sequences, start.train_part, options.variables);
        start.parameters = initial_dense_parameters(options);
        start.data = training_data(sequences, start.inputs, weight, directory);
    } else if (options.joins()) {
        if (options.from.empty()) {
            start.joined = joined_inputs(sequences, start.train_part, options.inputs, options.scalings);
            start.parameters = initial_parameters(joined_size(options), options.seed);
        } else {
            begin_with_joined_model(start, sequences, options);
        }
        start.data = training_data(sequences, start.joined, weight, directory);
    } else if (options.from.empty()) {
        start.normalisation = data::normalisation_of(sequences, start.train_part, options.frame);
        start.parameters =
            options.set ? initial_set_parameters(options) : initial_parameters(network_size(options), options.seed);
    } else {
        begin_with_model(start, options);
    }
    if (!options.takes_variables() && !options.joins()) {
        start.data = training_data(sequences, start.normalisation, options.frame, weight, directory);
    }
    if (options.finds_number()) take_target(sequences, options, start);
    if (are_reweighted(options)) {
        auto const weights = event_weights(sequences, start.train_part, options);
        std::copy(weights.begin(), weights.end(), start.data.weights.begin());
    }
    return start;
}

}  // namespace jetseq::train
