#include "infer/classifier_content.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "infer/rounding.hpp"
#include "models/frozen/canaries.hpp"

namespace jetseq {
namespace {

/// Two 32-bit evaluations of 2 x 25 cells that sum in another order differ by up to 4e-7.
constexpr float canary_tolerance = 1e-6F;
/// Of wide, deep or sharp networks: the tolerance is so many times the estimated rounding error of one evaluation, up
/// to a limit beyond which a changed weight could hide.
constexpr double canary_errors = 4, largest_tolerance = 1e-3;

/// A pointer to each of `count` numbers; null for each if there are no numbers.
std::vector<float const*> pointers_to(std::vector<float> const& numbers, std::size_t count) {
    std::vector<float const*> columns;
    for (std::size_t k = 0; k < count; ++k) columns.push_back(numbers.empty() ? nullptr : &numbers[k]);
    return columns;
}

/// Scores a canary of a JoinedNetwork.
void score_sequences(FrozenModel const& model, Network const& network, Canary const& canary, float* to, float* memory) {
    auto const all = model.sequences();
    std::vector<std::vector<float const*>> columns;
    std::vector<std::array<std::uint64_t, 2>> offsets;
    for (std::size_t n = 0; n < all.size(); ++n) {
        std::size_t const width = all[n].features.size();
        columns.push_back(pointers_to(canary.sequences[n], width));
        offsets.push_back({0, canary.sequences[n].size() / width});
    }
    std::vector<SequenceColumns> sequences;
    for (std::size_t n = 0; n < all.size(); ++n) {
        sequences.push_back({{columns[n].data(), all[n].features.size()}, offsets[n].data()});
    }
    auto const variables = pointers_to(canary.variables, canary.variables.size());
    network.score(sequences.data(), {variables.data()}, {0, 1}, to, memory, network.classes());
}

/// [canaries, classes]
std::vector<float> probabilities_of_canaries(FrozenModel const& model, Network const& network) {
    std::size_t const classes = network.classes();
    std::vector<float> memory(network.memory()), found(model.canaries.size() * classes);
    for (std::size_t n = 0; n < model.canaries.size(); ++n) {
        Canary const& canary = model.canaries[n];
        float* const to = found.data() + n * classes;
        if (model.takes_sequences()) {
            score_sequences(model, network, canary, to, memory.data());
        } else if (model.takes_variables()) {
            auto const columns = pointers_to(canary.variables, canary.variables.size());
            network.score(VariableColumns{columns.data()}, 0, 1, to, memory.data(), classes);
        } else {
            std::uint64_t const offsets[] = {0, canary.jets.size()};
            network.score(columns_of(canary.jets.data()), offsets, 1, to, memory.data(), classes);
        }
    }
    return found;
}

/// What tolerances of scores are multiplied by: 1 for probabilities, the largest number of the canaries for numbers.
double size_of_scores(FrozenModel const& model) {
    if (!model.finds_number()) return 1;
    double largest = 0;
    for (auto const& canary : model.canaries) largest = std::max(largest, std::fabs(static_cast<double>(canary.score)));
    return largest > 0 ? largest : 1;
}

/// What is wrong with a canary that misses, unless rounding explains it.
std::string beyond_rounding(FrozenModel const& model, std::size_t canary, float missed_by) {
    double const size = size_of_scores(model);
    if (missed_by <= canary_tolerance * size) return "";
    double const tolerance = canary_errors * rounding_error(model, model.canaries[canary]);
    if (missed_by <= tolerance && missed_by <= largest_tolerance * size) return "";
    if (tolerance > largest_tolerance * size) {
        return "(in single precision rounding alone may do so: the network is too sharp for its scores to mean "
               "anything). Use smaller weights, or inputs of the size of 1";
    }
    return "(more than rounding explains: weights or canaries were changed). Freeze the model again";
}

void require_no_sets(FrozenModel const& model) {
    if (!model.needs_libtorch()) return;
    throw Error{"model '" + model.name + "' is a network " +
                (model.takes_sequences() ? "with attention (the inference library has none)"
                                         : "over sets of jets (the inference library has LSTM and dense layers only)") +
                ". Export "
                "it as onnx or torchscript, or compare its scores with those of another model"};
}

/// Whether a recurrent layer with `gates` gates reads `width` numbers and has all its weights.
template <class Layer>
bool is_complete(Layer const& layer, std::size_t width, std::size_t gates) {
    return layer.inputs == width && layer.cells > 0 && layer.b.size() / gates == layer.cells &&
           layer.b.size() % gates == 0 && layer.w.size() == layer.b.size() * width &&
           layer.u.size() == layer.b.size() * layer.cells;
}

bool is_complete(DenseLayer const& layer, std::size_t width) {
    return layer.inputs == width && layer.outputs > 0 && layer.b.size() == layer.outputs &&
           layer.w.size() == layer.outputs * width;
}

/// Whether deep sets of objects of `width` numbers have all their weights.
bool is_complete(SetSize const& set, std::size_t weights, std::size_t width) {
    return set.inputs == width && !set.embedding.empty() && count_of(parameter_shapes(set)) == weights;
}

/// Whether each layer, which has `gates` gates, has as many inputs as the layer before has cells; the first `width`.
template <class Layers>
bool are_complete(Layers const& layers, std::size_t width, std::size_t gates) {
    for (auto const& layer : layers) {
        if (!is_complete(layer, width, gates)) return false;
        width = layer.cells;
    }
    return true;
}

/// Describes the first fault of the sequences of a model; "" if there is none.
char const* fault_of_sequences(View<SequenceInput> sequences) {
    if (sequences.empty()) return "has no sequence";
    for (auto const& sequence : sequences) {
        std::size_t const width = sequence.features.size();
        if (width == 0) return "has a sequence without features";
        if (!sequence.lstm.empty() + !sequence.gru.empty() + sequence.set.has_value() != 1)
            return "has a sequence without layers, or with two kinds";
        if (!are_complete(sequence.lstm, width, 4) || !are_complete(sequence.gru, width, 3)) {
            return "has a layer of a sequence with other inputs, or fewer or more weights";
        }
        if (sequence.set && !is_complete(*sequence.set, sequence.set_parameters.size(), width)) {
            return "has a set with other inputs, or fewer or more weights";
        }
    }
    return "";
}

/// Describes the first fault of the layers of a model; "" if each has as many inputs as the layer before has outputs.
char const* fault_of_layers(FrozenModel const& model) {
    auto const lstm = model.lstm_layers();
    bool const recurrent = std::holds_alternative<RecurrentNetwork>(model.network);
    if (model.dense_layers().size() == 0 || (recurrent && lstm.size() == 0)) {
        return recurrent ? "has no LSTM layer, or no dense layer" : "has no dense layer";
    }
    if (!are_complete(lstm, model.inputs.size(), 4)) {
        return "has an LSTM layer with other inputs, or fewer or more weights";
    }
    std::size_t width = lstm.empty() ? model.inputs.size() : lstm.back().cells;
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        if (char const* const fault = fault_of_sequences(joined->sequences); *fault) return fault;
        width = joined->width();
    }
    for (auto const& layer : model.dense_layers()) {
        if (!is_complete(layer, width)) return "has a dense layer with other inputs, or fewer or more weights";
        width = layer.outputs;
    }
    return model.has_softmax() == (width > 1) ? "" : "ends neither in one output nor in a softmax over two or more";
}

/// Whether `canary` has the features of whole objects for each sequence.
bool has_sequences(Canary const& canary, View<SequenceInput> sequences) {
    bool complete = canary.sequences.size() == sequences.size();
    for (std::size_t n = 0; complete && n < sequences.size(); ++n) {
        complete = canary.sequences[n].size() % sequences[n].features.size() == 0;
    }
    return complete;
}

/// A model that is made by hand, not read, may lack what scoring needs.
void require_complete(FrozenModel const& model) {
    auto const fail = [&](std::string const& why) {
        throw Error{"model '" + model.name + "' " + why + ". Fill it as read_frozen_model() does"};
    };
    if (model.inputs.empty() && !model.takes_sequences()) fail("has no inputs");
    if (char const* const fault = fault_of_layers(model); *fault) fail(fault);
    std::size_t const names = model.finds_number() ? 1 : std::max<std::size_t>(model.outputs(), 2);
    if (model.classes.size() != names) fail("has not a name for each class");
    if (model.finds_number() && !model.working_points.empty()) fail("finds a number, and has working points");
    for (auto const& canary : model.canaries) {
        if (model.has_softmax() && canary.probabilities.size() != model.classes.size()) {
            fail("has a canary without the probability of each class");
        }
        bool const of_variables = model.takes_variables() || model.takes_sequences();
        if (of_variables && canary.variables.size() != model.event_variables().size()) {
            fail("has a canary without all variables");
        }
        if (model.takes_sequences() && !has_sequences(canary, model.sequences())) {
            fail("has a canary without all features of an object");
        }
    }
}

}  // namespace

ClassifierContent::ClassifierContent(FrozenEnsemble ensemble) : frozen{std::move(ensemble)}, samples{frozen.networks} {
    check_folds(frozen);
    for (std::size_t k = 0; k < frozen.networks.size(); ++k) {
        FrozenModel const& model = frozen.networks[k];
        require_no_sets(model);
        require_complete(model);
        networks.push_back(std::make_unique<Network const>(model));
        std::string const where = frozen.networks.size() == 1 ? "" : "networks[" + std::to_string(k) + "].";
        auto const objection = [&](std::size_t n, float missed_by) { return beyond_rounding(model, n, missed_by); };
        float const largest = check_canaries(model, probabilities_of_canaries(model, *networks[k]), where, objection);
        canary_difference = std::max(canary_difference, largest);
    }
}

std::size_t ClassifierContent::memory() const noexcept {
    std::size_t largest = 0;
    for (auto const& network : networks) largest = std::max(largest, network->memory());
    return largest;
}

}  // namespace jetseq
