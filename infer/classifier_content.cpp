#include "infer/classifier_content.hpp"

#include <algorithm>
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

/// [canaries, classes]
std::vector<float> probabilities_of_canaries(FrozenModel const& model, Network const& network) {
    std::size_t const classes = network.classes();
    std::vector<float> memory(network.memory()), found(model.canaries.size() * classes);
    for (std::size_t n = 0; n < model.canaries.size(); ++n) {
        Canary const& canary = model.canaries[n];
        float* const to = found.data() + n * classes;
        if (model.takes_variables()) {
            std::vector<float const*> columns;
            for (float const& variable : canary.variables) columns.push_back(&variable);
            network.score(VariableColumns{columns.data()}, 0, 1, to, memory.data(), classes);
        } else if (model.takes_objects()) {
            std::size_t const width = model.inputs.size();
            std::vector<float const*> columns;
            bool const none = canary.features.empty();
            for (std::size_t k = 0; k < width; ++k) columns.push_back(none ? nullptr : &canary.features[k]);
            std::uint64_t const offsets[] = {0, canary.features.size() / width};
            network.score(ObjectColumns{columns.data(), width}, offsets, 1, to, memory.data(), classes);
        } else {
            std::uint64_t const offsets[] = {0, canary.jets.size()};
            network.score(columns_of(canary.jets.data()), offsets, 1, to, memory.data(), classes);
        }
    }
    return found;
}

/// What is wrong with a canary that misses, unless rounding explains it.
std::string beyond_rounding(FrozenModel const& model, std::size_t canary, float missed_by) {
    if (missed_by <= canary_tolerance) return "";
    double const tolerance = canary_errors * rounding_error(model, model.canaries[canary]);
    if (missed_by <= tolerance && missed_by <= largest_tolerance) return "";
    if (tolerance > largest_tolerance) {
        return "(in single precision rounding alone may do so: the network is too sharp for its scores to mean "
               "anything). Use smaller weights, or inputs of the size of 1";
    }
    return "(more than rounding explains: weights or canaries were changed). Freeze the model again";
}

void require_no_sets(FrozenModel const& model) {
    if (!std::holds_alternative<SetNetwork>(model.network)) return;
    throw Error{"model '" + model.name +
                "' is a network over sets of jets (the inference library has LSTM and dense layers only). Export "
                "it as onnx or torchscript, or compare its scores with those of another model"};
}

/// Whether a layer reads `width` numbers and has all its weights.
bool is_complete(LstmLayer const& layer, std::size_t width) {
    return layer.inputs == width && layer.cells > 0 && layer.b.size() / 4 == layer.cells && layer.b.size() % 4 == 0 &&
           layer.w.size() == layer.b.size() * width && layer.u.size() == layer.b.size() * layer.cells;
}

bool is_complete(DenseLayer const& layer, std::size_t width) {
    return layer.inputs == width && layer.outputs > 0 && layer.b.size() == layer.outputs &&
           layer.w.size() == layer.outputs * width;
}

/// Describes the first fault of the layers of a model; "" if each has as many inputs as the layer before has outputs.
char const* fault_of_layers(FrozenModel const& model) {
    std::size_t width = model.inputs.size();
    if (model.dense_layers().size() == 0 || (!model.takes_variables() && model.lstm_layers().size() == 0)) {
        return model.takes_variables() ? "has no dense layer" : "has no LSTM layer, or no dense layer";
    }
    for (auto const& layer : model.lstm_layers()) {
        if (!is_complete(layer, width)) return "has an LSTM layer with other inputs, or fewer or more weights";
        width = layer.cells;
    }
    for (auto const& layer : model.dense_layers()) {
        if (!is_complete(layer, width)) return "has a dense layer with other inputs, or fewer or more weights";
        width = layer.outputs;
    }
    return model.has_softmax() == (width > 1) ? "" : "ends neither in one output nor in a softmax over two or more";
}

/// A model that is made by hand, not read, may lack what scoring needs.
void require_complete(FrozenModel const& model) {
    auto const fail = [&](std::string const& why) {
        throw Error{"model '" + model.name + "' " + why + ". Fill it as read_frozen_model() does"};
    };
    if (model.inputs.empty()) fail("has no inputs");
    if (char const* const fault = fault_of_layers(model); *fault) fail(fault);
    if (model.classes.size() != std::max<std::size_t>(model.outputs(), 2)) fail("has not a name for each class");
    for (auto const& canary : model.canaries) {
        if (model.has_softmax() && canary.probabilities.size() != model.classes.size()) {
            fail("has a canary without the probability of each class");
        }
        if (model.takes_variables() && canary.variables.size() != model.inputs.size()) {
            fail("has a canary without all variables");
        }
        if (model.takes_objects() && canary.features.size() % model.inputs.size() != 0) {
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
