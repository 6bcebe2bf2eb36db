#include "tests/support/joined_models.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq::test {
namespace {

using Numbers = std::vector<double>;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

double dot_product(std::vector<float> const& w, std::size_t row, Numbers const& x) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += static_cast<double>(w[row * x.size() + k]) * x[k];
    return sum;
}

template <class Layer>
double row_sum(Layer const& layer, std::size_t row, Numbers const& x, Numbers const& h) {
    return dot_product(layer.w, row, x) + dot_product(layer.u, row, h) + static_cast<double>(layer.b[row]);
}

std::vector<Numbers> states_after(LstmLayer const& layer, std::vector<Numbers> const& sequence) {
    Numbers h(layer.cells), c(layer.cells);
    std::vector<Numbers> states;
    for (auto const& x : sequence) {
        Numbers next(layer.cells);
        for (std::size_t j = 0; j < layer.cells; ++j) {
            auto const z = [&](std::size_t gate) { return row_sum(layer, gate * layer.cells + j, x, h); };
            c[j] = logistic(z(1)) * c[j] + logistic(z(0)) * std::tanh(z(2));
            next[j] = logistic(z(3)) * std::tanh(c[j]);
        }
        states.push_back(h = next);
    }
    return states;
}

std::vector<Numbers> states_after(GruLayer const& layer, std::vector<Numbers> const& sequence) {
    std::size_t const cells = layer.cells;
    Numbers h(cells);
    std::vector<Numbers> states;
    for (auto const& x : sequence) {
        Numbers next(cells), reset(cells);
        for (std::size_t j = 0; j < cells; ++j) reset[j] = logistic(row_sum(layer, cells + j, x, h)) * h[j];
        for (std::size_t j = 0; j < cells; ++j) {
            double const z = logistic(row_sum(layer, j, x, h));
            next[j] = z * h[j] + (1 - z) * std::tanh(row_sum(layer, 2 * cells + j, x, reset));
        }
        states.push_back(h = next);
    }
    return states;
}

double input_of(InputVariable const& input, float x) {
    return (static_cast<double>(x) + static_cast<double>(input.offset)) * static_cast<double>(input.scale);
}

Numbers outputs_after(DenseLayer const& layer, Numbers const& x) {
    Numbers y;
    for (std::size_t row = 0; row < layer.outputs; ++row) {
        double const z = dot_product(layer.w, row, x) + static_cast<double>(layer.b[row]);
        y.push_back(layer.activation == Activation::rectified ? std::max(z, 0.0)
                    : layer.activation == Activation::sigmoid ? logistic(z)
                                                              : z);
    }
    if (layer.activation != Activation::softmax) return y;
    double sum = 0;
    for (double& one : y) sum += one = std::exp(one);
    for (double& one : y) one /= sum;
    return y;
}

/// Deep sets; the parameters are those of each layer: weights [outputs, inputs], then biases.
Numbers sum_of_set(SequenceInput const& input, std::vector<Numbers> const& objects) {
    Numbers sums(input.set->embedding.back());
    for (auto x : objects) {
        auto from = input.set_parameters.begin();
        for (std::size_t const outputs : input.set->embedding) {
            auto const end_of_weights = from + static_cast<std::ptrdiff_t>(outputs * x.size());
            auto const end = end_of_weights + static_cast<std::ptrdiff_t>(outputs);
            x = outputs_after({x.size(), outputs, Activation::rectified, {from, end_of_weights}, {end_of_weights, end}},
                              x);
            from = end;
        }
        for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += x[k];
    }
    return sums;
}

std::vector<float> numbers_within(double size, std::size_t count, Random& random) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(size * (2 * random.uniform() - 1));
    return values;
}

template <class Layer>
Layer random_layer(std::size_t gates, std::size_t inputs, std::size_t cells, Random& random) {
    double const size = 2 / std::sqrt(static_cast<double>(cells));
    return {inputs, cells, numbers_within(size, gates * cells * inputs, random),
            numbers_within(size, gates * cells * cells, random), numbers_within(size, gates * cells, random)};
}

std::vector<InputVariable> random_inputs(std::string const& prefix, std::size_t count, Random& random) {
    std::vector<InputVariable> inputs;
    for (std::size_t k = 0; k < count; ++k) {
        auto const offset = static_cast<float>(random.uniform() - 0.5);
        inputs.push_back({prefix + std::to_string(k), offset, static_cast<float>(0.5 + random.uniform())});
    }
    return inputs;
}

SequenceInput random_sequence(JoinedShape::Sequence const& shape, Random& random) {
    SequenceInput sequence;
    sequence.name = shape.name;
    sequence.features = random_inputs(shape.name.substr(0, 1), shape.features, random);
    sequence.sort = "-" + sequence.features.front().name;
    sequence.most = shape.most;
    std::size_t width = shape.features;
    if (!shape.embedding.empty()) {
        sequence.set.emplace().embedding = shape.embedding;
        sequence.set->inputs = width;
        for (std::size_t const outputs : shape.embedding) {
            auto const numbers =
                numbers_within(1.5 / std::sqrt(static_cast<double>(width)), outputs * (width + 1), random);
            sequence.set_parameters.insert(sequence.set_parameters.end(), numbers.begin(), numbers.end());
            width = outputs;
        }
        return sequence;
    }
    for (std::size_t n = 0; n < shape.layers; ++n, width = shape.cells) {
        if (shape.gru) {
            sequence.gru.push_back(random_layer<GruLayer>(3, width, shape.cells, random));
        } else {
            sequence.lstm.push_back(random_layer<LstmLayer>(4, width, shape.cells, random));
        }
    }
    return sequence;
}

DenseLayer dense_layer(std::size_t inputs, std::size_t outputs, Activation activation, Random& random) {
    double const size = (activation == Activation::sigmoid ? 5 : 2) / std::sqrt(static_cast<double>(inputs));
    return {inputs, outputs, activation, numbers_within(size, inputs * outputs, random),
            numbers_within(size, outputs, random)};
}

void add_joined_canaries(FrozenModel& model) {
    JoinedEvents const events{model, 6, 5, 3};
    for (std::size_t n = 0; n < events.size(); ++n) {
        Canary canary;
        canary.sequences = events.sequences_of(n);
        if (n == 0) canary.sequences.assign(canary.sequences.size(), {});
        canary.variables = events.variables_of(n);
        auto const exact = exact_probabilities(model, canary.sequences, canary.variables);
        canary.score = static_cast<float>(exact[model.place_of_score()]);
        if (model.has_softmax()) canary.probabilities = {exact.begin(), exact.end()};
        model.canaries.push_back(canary);
    }
    model.contract.max_length = 5;
}

}  // namespace

JoinedShape two_sets() { return {{{"jets", 5, 0, 0, false, 0, {12, 9}}, {"tracks", 3, 0, 0, false, 4, {17}}}, 2, {7}}; }

JoinedShape two_sequences() { return {{{"jets", 5, 2, 25}, {"tracks", 3, 1, 9, true}}, 3, {7}}; }

FrozenModel joined_model(JoinedShape const& shape, std::uint64_t seed) {
    Random random{seed};
    JoinedNetwork network;
    for (auto const& one : shape.sequences) network.sequences.push_back(random_sequence(one, random));
    network.event = random_inputs("v", shape.variables, random);
    std::size_t width = network.width();
    for (std::size_t const outputs : shape.hidden) {
        network.dense.push_back(dense_layer(width, outputs, Activation::rectified, random));
        width = outputs;
    }
    bool const softmax = shape.classes > 2;
    auto const last = softmax ? Activation::softmax : shape.classes == 1 ? Activation::linear : Activation::sigmoid;
    network.dense.push_back(dense_layer(width, softmax ? shape.classes : 1, last, random));
    FrozenModel model;
    model.name = "flavour";
    model.network = network;
    model.classes = {"light", "b"};
    if (shape.classes == 1) model.classes = {"log(mass)"};
    for (std::size_t k = 2; k < shape.classes; ++k) model.classes.push_back("c" + std::to_string(k));
    model.training = "{}";
    add_joined_canaries(model);
    return model;
}

FrozenEnsemble joined_ensemble(JoinedShape const& shape, std::size_t folds) {
    FrozenEnsemble ensemble;
    for (std::size_t k = 0; k < folds; ++k) {
        ensemble.networks.push_back(joined_model(shape, 100 + k));
        ensemble.networks.back().fold = {k, folds};
    }
    ensemble.working_points = {{"tight", 0.9F, {0.4, 0.39, 0.41}, {0.01, 0.009, 0.012}}};
    // Inputs are the same in all; their offsets may differ.
    return ensemble;
}

std::vector<double> exact_probabilities(FrozenModel const& model, std::vector<std::vector<float>> const& sequences,
                                        std::vector<float> const& variables) {
    auto const& network = std::get<JoinedNetwork>(model.network);
    Numbers joined;
    for (std::size_t s = 0; s < network.sequences.size(); ++s) {
        auto const& input = network.sequences[s];
        std::size_t const width = input.features.size();
        std::vector<Numbers> states;
        for (std::size_t at = 0; at < sequences[s].size(); at += width) {
            if (input.most > 0 && at == input.most * width) break;
            Numbers x;
            for (std::size_t k = 0; k < width; ++k) x.push_back(input_of(input.features[k], sequences[s][at + k]));
            states.push_back(x);
        }
        for (auto const& layer : input.lstm) states = states_after(layer, states);
        for (auto const& layer : input.gru) states = states_after(layer, states);
        if (input.set) {
            auto const sums = sum_of_set(input, states);
            joined.insert(joined.end(), sums.begin(), sums.end());
            continue;
        }
        Numbers const last = states.empty() ? Numbers(input.cells()) : states.back();
        joined.insert(joined.end(), last.begin(), last.end());
    }
    for (std::size_t k = 0; k < variables.size(); ++k) joined.push_back(input_of(network.event[k], variables[k]));
    for (auto const& layer : network.dense) joined = outputs_after(layer, joined);
    if (joined.size() > 1 || model.finds_number()) return joined;
    return {1 - joined[0], joined[0]};
}

JoinedEvents::JoinedEvents(FrozenModel const& model, std::size_t events, std::size_t longest, std::uint64_t seed)
    : size_{events} {
    Random random{seed};
    for (auto const& sequence : model.sequences()) {
        std::vector<std::uint64_t> ends{0};
        for (std::size_t n = 0; n < events; ++n) {
            auto const length = static_cast<std::size_t>(random.uniform() * static_cast<double>(longest + 1));
            ends.push_back(ends.back() + length);
        }
        offsets.push_back(ends);
        features.emplace_back();
        for (std::size_t k = 0; k < sequence.features.size(); ++k) {
            features.back().push_back(numbers_within(2, ends.back() + 1, random));  // one more: an address
        }
    }
    for (std::size_t k = 0; k < model.event_variables().size(); ++k) {
        variables.push_back(numbers_within(2, events + 1, random));
    }
}

EventBatch JoinedEvents::batch(std::size_t first, std::size_t count, EventIds who) const {
    columns_.clear(), sequences_.clear(), of_event_.clear();
    for (auto const& of_sequence : features) {
        columns_.emplace_back();
        for (auto const& column : of_sequence) columns_.back().push_back(column.data());
    }
    for (std::size_t s = 0; s < features.size(); ++s) {
        sequences_.push_back({{columns_[s].data()}, offsets[s].data() + first});
    }
    for (auto const& column : variables) of_event_.push_back(column.data() + first);
    return {sequences_.data(), {of_event_.data()}, count, who};
}

std::vector<std::vector<float>> JoinedEvents::sequences_of(std::size_t event) const {
    std::vector<std::vector<float>> all;
    for (std::size_t s = 0; s < features.size(); ++s) {
        all.emplace_back();
        for (std::uint64_t n = offsets[s][event]; n < offsets[s][event + 1]; ++n) {
            for (auto const& column : features[s]) all.back().push_back(column[n]);
        }
    }
    return all;
}

std::vector<float> JoinedEvents::variables_of(std::size_t event) const {
    std::vector<float> values;
    for (auto const& column : variables) values.push_back(column[event]);
    return values;
}

std::size_t JoinedEvents::length(std::size_t sequence, std::size_t event) const {
    return offsets[sequence][event + 1] - offsets[sequence][event];
}

}  // namespace jetseq::test
