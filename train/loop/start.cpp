#include "train/loop/start.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "train/backends/dense_network.hpp"
#include "train/backends/set_training.hpp"
#include "train/fused/layout.hpp"
#include "train/input/event_weights.hpp"
#include "train/input/joined_inputs.hpp"
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

void require_same_network(FrozenModel const& model, TrainOptions const& options) {
    auto const layers = static_cast<std::size_t>(options.layers), cells = static_cast<std::size_t>(options.cells);
    if (!std::holds_alternative<RecurrentNetwork>(model.network)) {
        throw Error{"train.from: " + options.from + " is a network " +
                    (model.takes_variables()   ? "of variables of the event"
                     : model.takes_sequences() ? "that reads objects by names"
                                               : "over sets of jets") +
                    " (a training can begin with an LSTM only). Name one, or leave train.from out"};
    }
    if (model.classes != options.classes) {
        throw Error{"train.from: " + options.from + " tells apart " + joined(model.classes) + " (the configuration " +
                    joined(options.classes) + "). Make network.* that of the model"};
    }
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

/// Weights and normalisation of `options.from`.
void begin_with_model(TrainingStart& start, TrainOptions const& options) {
    auto const model = read_frozen_model(options.from);
    require_same_network(model, options);
    for (std::size_t k = 0; k < model.inputs.size(); ++k) {
        start.normalisation.offset[k] = model.inputs[k].offset, start.normalisation.scale[k] = model.inputs[k].scale;
    }
    start.parameters = parameters_of(model);
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
        start.joined = joined_inputs(sequences, start.train_part, options.inputs, options.scalings);
        start.parameters = initial_parameters(joined_size(options), options.seed);
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
    if (are_reweighted(options)) {
        auto const weights = event_weights(sequences, start.train_part, options);
        std::copy(weights.begin(), weights.end(), start.data.weights.begin());
    }
    return start;
}

}  // namespace jetseq::train
