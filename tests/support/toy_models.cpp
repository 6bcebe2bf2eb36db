#include "tests/support/toy_models.hpp"

#include <algorithm>
#include <cmath>

#include "tests/support/toy_events.hpp"

namespace jetseq::test {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// Element `row` of W x.
double product(std::vector<float> const& w, std::size_t row, std::vector<double> const& x) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += static_cast<double>(w[row * x.size() + k]) * x[k];
    return sum;
}

/// The states h of one layer after each element of `sequence`.
std::vector<std::vector<double>> states_of(LstmLayer const& layer, std::vector<std::vector<double>> const& sequence) {
    std::vector<double> h(layer.cells, 0), c(layer.cells, 0);
    std::vector<std::vector<double>> states;
    for (auto const& x : sequence) {
        std::vector<double> next(layer.cells);
        for (std::size_t j = 0; j < layer.cells; ++j) {
            auto const sum = [&](std::size_t gate) {
                std::size_t const row = gate * layer.cells + j;
                return product(layer.w, row, x) + product(layer.u, row, h) + layer.b[row];
            };
            c[j] = sigmoid(sum(1)) * c[j] + sigmoid(sum(0)) * std::tanh(sum(2));
            next[j] = sigmoid(sum(3)) * std::tanh(c[j]);
        }
        states.push_back(h = next);
    }
    return states;
}

double activated(Activation activation, double x) {
    if (activation == Activation::rectified) return std::max(x, 0.0);
    if (activation == Activation::tanh) return std::tanh(x);
    return activation == Activation::sigmoid ? sigmoid(x) : x;
}

std::vector<double> outputs_of(DenseLayer const& layer, std::vector<double> const& x) {
    std::vector<double> y;
    for (std::size_t row = 0; row < layer.outputs; ++row) {
        y.push_back(activated(layer.activation, product(layer.w, row, x) + layer.b[row]));
    }
    if (layer.activation != Activation::softmax) return y;
    double sum = 0;
    for (double& one : y) sum += one = std::exp(one);
    for (double& one : y) one /= sum;
    return y;
}

/// What the dense layers make of `x`: one number, or as many as there are classes.
std::vector<double> dense_outputs(FrozenModel const& model, std::vector<double> x) {
    for (auto const& layer : model.dense_layers()) x = outputs_of(layer, x);
    return x;
}

/// The jets as inputs: in the frame of the model, offset and scaled.
std::vector<std::vector<double>> inputs_of(FrozenModel const& model, View<Jet> jets) {
    bool const canonical = model.contract.frame == Frame::canonical;
    std::vector<std::vector<double>> sequence;
    for (Jet const& jet : jets) {
        double const eta = canonical && jets[0].eta < 0 ? -jet.eta : jet.eta;
        double const turned = static_cast<double>(jet.phi) - jets[0].phi;
        double const phi = canonical ? std::atan2(std::sin(turned), std::cos(turned)) : jet.phi;
        std::vector<double> x{jet.pt, eta, phi, jet.e};
        for (std::size_t k = 0; k < 4; ++k) {
            x[k] = (x[k] + static_cast<double>(model.inputs[k].offset)) * static_cast<double>(model.inputs[k].scale);
        }
        sequence.push_back(x);
    }
    return sequence;
}

std::vector<float> drawn(std::size_t count, double size, Random& random) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(size * (2 * random.uniform() - 1));
    return values;
}

DenseLayer random_dense(std::size_t inputs, std::size_t outputs, Activation activation, Random& random) {
    double const size = (activation == Activation::sigmoid ? 5 : 2) / std::sqrt(static_cast<double>(inputs));
    return {inputs, outputs, activation, drawn(inputs * outputs, size, random), drawn(outputs, size, random)};
}

/// Offsets and scales that give toy jets a mean of about 0 and a standard deviation of about 1.
std::vector<InputVariable> toy_inputs() {
    return {{"pt", -70, 1 / 40.0F}, {"eta", 0.1F, 1 / 2.1F}, {"phi", 0, 1 / 1.8F}, {"e", -300, 1 / 500.0F}};
}

}  // namespace

Jet one_jet() { return {100, 0.5F, 1, 120}; }

FrozenModel one_cell_model() {
    float const ln3 = std::log(3.0F);  // sigmoid(ln 3) = 3/4
    FrozenModel model;
    model.inputs = {{"pt", -50, 1 / 25.0F}, {"eta", 0, 1}, {"phi", 0, 1}, {"e", 0, 1}};
    LstmLayer layer{4, 1, std::vector<float>(16, 0), {0, 0, 0.5F, 0}, {0, ln3, 1, -ln3}};
    layer.w[2 * 4] = 1;  // gate g, input pt
    model.network = RecurrentNetwork{{layer}, {{1, 1, Activation::sigmoid, {2}, {0.5F}}}};
    model.training = "{}";
    add_canaries(model);
    return model;
}

FrozenModel random_model(std::size_t layers, std::size_t cells, std::uint64_t seed, Frame frame,
                         std::vector<std::size_t> const& hidden) {
    Random random{seed};
    double const size = 2 / std::sqrt(static_cast<double>(cells));
    FrozenModel model;
    model.inputs = toy_inputs();
    for (std::size_t n = 0; n < layers; ++n) {
        std::size_t const inputs = n == 0 ? 4 : cells;
        model.lstm().push_back({inputs, cells, drawn(4 * cells * inputs, size, random),
                                drawn(4 * cells * cells, size, random), drawn(4 * cells, size, random)});
    }
    std::size_t width = cells;
    for (std::size_t const outputs : hidden) {
        model.dense().push_back(random_dense(width, outputs, Activation::rectified, random));
        width = outputs;
    }
    model.dense().push_back(random_dense(width, 1, Activation::sigmoid, random));
    model.contract.frame = frame;
    model.training = "{}";
    add_canaries(model);
    return model;
}

FrozenModel three_class_model(FrozenModel model) {
    Random random{33};
    std::size_t const inputs = model.dense().back().inputs;
    model.dense().back() = random_dense(inputs, 3, Activation::softmax, random);
    model.classes = {"ggF", "VBF", "background"};
    model.canaries.clear();
    add_canaries(model);
    return model;
}

FrozenModel variables_model(std::size_t variables, std::vector<std::size_t> const& hidden, std::uint64_t seed,
                            Activation activation) {
    Random random{seed};
    FrozenModel model;
    model.network = DenseNetwork{};
    for (std::size_t k = 0; k < variables; ++k) {
        auto const offset = static_cast<float>(random.uniform() - 0.5);
        model.inputs.push_back({"v" + std::to_string(k), offset, static_cast<float>(0.5 + random.uniform())});
    }
    std::size_t width = variables;
    for (std::size_t const outputs : hidden) {
        model.dense().push_back(random_dense(width, outputs, activation, random));
        width = outputs;
    }
    model.dense().push_back(random_dense(width, 1, Activation::sigmoid, random));
    model.training = "{}";
    add_canaries(model);
    return model;
}

FrozenEnsemble random_ensemble(std::size_t folds, std::size_t layers, std::size_t cells, Frame frame) {
    FrozenEnsemble ensemble;
    for (std::size_t k = 0; k < folds; ++k) {
        ensemble.networks.push_back(random_model(layers, cells, 100 + k, frame));
        ensemble.networks.back().fold = {k, folds};
    }
    ensemble.working_points = {{"tight", 0.9F, {0.4, 0.39, 0.41}, {0.01, 0.009, 0.012}}};
    return ensemble;
}

namespace {

std::vector<double> probabilities(std::vector<double> const& outputs) {
    if (outputs.size() > 1) return outputs;
    return {1 - outputs[0], outputs[0]};
}

std::vector<float> as_floats(std::vector<double> const& values) { return {values.begin(), values.end()}; }

}  // namespace

std::vector<double> exact_probabilities(FrozenModel const& model, View<Jet> jets) {
    auto sequence = inputs_of(model, jets);
    for (auto const& layer : model.lstm_layers()) sequence = states_of(layer, sequence);
    auto const x = sequence.empty() ? std::vector<double>(model.lstm_layers().back().cells, 0) : sequence.back();
    return probabilities(dense_outputs(model, x));
}

std::vector<double> exact_probabilities(FrozenModel const& model, std::vector<float> const& variables) {
    std::vector<double> x;
    for (std::size_t k = 0; k < variables.size(); ++k) {
        auto const& input = model.inputs[k];
        x.push_back((static_cast<double>(variables[k]) + static_cast<double>(input.offset)) *
                    static_cast<double>(input.scale));
    }
    return probabilities(dense_outputs(model, x));
}

double exact_score(FrozenModel const& model, View<Jet> jets) { return exact_probabilities(model, jets)[1]; }

std::vector<float> toy_variables(std::size_t count, Random& random) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(4 * random.uniform() - 2);
    return values;
}

void add_canaries(FrozenModel& model, std::size_t longest) {
    Random random{longest};
    for (std::size_t length = 0; length <= longest; ++length) {
        auto const jets = model.takes_variables() ? std::vector<Jet>{} : toy_jets(length, random);
        auto const variables =
            model.takes_variables() ? toy_variables(model.inputs.size(), random) : std::vector<float>{};
        auto const exact = as_floats(model.takes_variables() ? exact_probabilities(model, variables)
                                                             : exact_probabilities(model, View<Jet>{jets}));
        model.canaries.push_back({jets, exact[1], variables, model.has_softmax() ? exact : std::vector<float>{}});
    }
    model.contract.max_length = model.takes_variables() ? 0 : longest;
}

}  // namespace jetseq::test
