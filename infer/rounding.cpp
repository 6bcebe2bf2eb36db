#include "infer/rounding.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace jetseq {
namespace {

constexpr double unit = 6e-8;  // half of the distance from 1 to the next float

/// A number and its error.
struct Rounded {
    double value = 0, error = 0;
};

using List = std::vector<Rounded>;

/// One row of W x + b, added up term by term.
class Sum {
public:
    explicit Sum(double bias) : value_{bias}, size_{std::fabs(bias)} {}
    void add(float weight, Rounded const& x) {
        double const term = weight * x.value, error = weight * x.error;
        value_ += term, size_ += std::fabs(term), squares_ += error * error;
    }
    Rounded rounded() const { return {value_, std::sqrt(squares_) + unit * size_}; }

private:
    double value_, size_, squares_ = 0;
};

Rounded product(Rounded const& a, Rounded const& b) {
    double const value = a.value * b.value;
    return {value, std::hypot(a.value * b.error, b.value * a.error) + unit * std::fabs(value)};
}

Rounded sum(Rounded const& a, Rounded const& b) {
    double const value = a.value + b.value;
    return {value, std::hypot(a.error, b.error) + unit * std::fabs(value)};
}

Rounded sigmoid(Rounded const& x) {
    double const value = 1 / (1 + std::exp(-x.value));
    return {value, value * (1 - value) * x.error + unit};
}

Rounded hyperbolic_tangent(Rounded const& x) {
    double const value = std::tanh(x.value);
    return {value, (1 - value * value) * x.error + unit};
}

/// The error of output k is p_k times that of z_k minus the mean of z, weighted by p.
List softmax(List const& z) {
    double top = z.front().value, total = 0, shared = 0;
    for (auto const& one : z) top = std::max(top, one.value);
    for (auto const& one : z) total += std::exp(one.value - top);
    List p;
    for (auto const& one : z) p.push_back({std::exp(one.value - top) / total, 0});
    for (std::size_t k = 0; k < z.size(); ++k) shared = std::hypot(shared, p[k].value * z[k].error);
    for (std::size_t k = 0; k < z.size(); ++k) p[k].error = p[k].value * std::hypot(z[k].error, shared) + unit;
    return p;
}

Rounded activated(Activation activation, Rounded const& z) {
    if (activation == Activation::sigmoid) return sigmoid(z);
    if (activation == Activation::tanh) return hyperbolic_tangent(z);
    if (activation == Activation::rectified) return {std::max(z.value, 0.0), z.error};
    return z;
}

List after(DenseLayer const& layer, List const& x) {
    List y;
    for (std::size_t row = 0; row < layer.outputs; ++row) {
        Sum z{layer.b[row]};
        for (std::size_t k = 0; k < layer.inputs; ++k) z.add(layer.w[row * layer.inputs + k], x[k]);
        y.push_back(activated(layer.activation, z.rounded()));
    }
    return layer.activation == Activation::softmax ? softmax(y) : y;
}

/// Row `row` of W x + U h + b of a recurrent layer.
template <class Layer>
Rounded row_of(Layer const& layer, std::size_t row, List const& x, List const& h) {
    Sum sum{layer.b[row]};
    for (std::size_t k = 0; k < layer.inputs; ++k) sum.add(layer.w[row * layer.inputs + k], x[k]);
    for (std::size_t k = 0; k < layer.cells; ++k) sum.add(layer.u[row * layer.cells + k], h[k]);
    return sum.rounded();
}

/// The states h, [steps, cells], of a layer that reads `sequence`, [steps, inputs].
std::vector<List> after(LstmLayer const& layer, std::vector<List> const& sequence) {
    List h(layer.cells), c(layer.cells);
    std::vector<List> states;
    for (auto const& x : sequence) {
        List z;
        for (std::size_t row = 0; row < 4 * layer.cells; ++row) z.push_back(row_of(layer, row, x, h));
        for (std::size_t j = 0; j < layer.cells; ++j) {
            auto const i = sigmoid(z[j]), f = sigmoid(z[layer.cells + j]), o = sigmoid(z[3 * layer.cells + j]);
            c[j] = sum(product(f, c[j]), product(i, hyperbolic_tangent(z[2 * layer.cells + j])));
            h[j] = product(o, hyperbolic_tangent(c[j]));
        }
        states.push_back(h);
    }
    return states;
}

std::vector<List> after(GruLayer const& layer, std::vector<List> const& sequence) {
    std::size_t const cells = layer.cells;
    List h(cells);
    std::vector<List> states;
    for (auto const& x : sequence) {
        List reset_h, next;
        for (std::size_t j = 0; j < cells; ++j) {
            reset_h.push_back(product(sigmoid(row_of(layer, cells + j, x, h)), h[j]));
        }
        for (std::size_t j = 0; j < cells; ++j) {
            auto const z = sigmoid(row_of(layer, j, x, h));
            auto const n = hyperbolic_tangent(row_of(layer, 2 * cells + j, x, reset_h));
            next.push_back(sum(product(z, h[j]), product({1 - z.value, z.error}, n)));
        }
        states.push_back(h = next);
    }
    return states;
}

Rounded standardised(InputVariable const& input, float x) {
    double const offset = input.offset, scale = input.scale;
    return {(x + offset) * scale, unit * (std::fabs(x) + std::fabs(offset)) * std::fabs(scale)};
}

std::vector<List> sequence_of(FrozenModel const& model, std::vector<Jet> const& jets) {
    std::vector<List> sequence;
    for (Jet jet : jets) {
        if (model.contract.frame != Frame::detector) jet = FrameChange{model.contract.frame, jets.front()}(jet);
        float const raw[] = {jet.pt, jet.eta, jet.phi, jet.e};
        List x;
        for (std::size_t k = 0; k < model.inputs.size(); ++k) x.push_back(standardised(model.inputs[k], raw[k]));
        sequence.push_back(x);
    }
    return sequence;
}

List standardised(View<InputVariable> inputs, float const* values) {
    List x;
    for (std::size_t k = 0; k < inputs.size(); ++k) x.push_back(standardised(inputs[k], values[k]));
    return x;
}

/// `values` [objects, inputs]
std::vector<List> sequence_of(View<InputVariable> inputs, std::vector<float> const& values) {
    std::vector<List> sequence;
    for (std::size_t at = 0; at + inputs.size() <= values.size(); at += inputs.size()) {
        sequence.push_back(standardised(inputs, values.data() + at));
    }
    return sequence;
}

/// The sum over a set of what its layers make of each object.
List sum_over(SequenceInput const& sequence, std::vector<List> const& objects) {
    auto const layers = embedding_layers(*sequence.set, sequence.set_parameters);
    List sums(sequence.cells());
    for (auto x : objects) {
        for (auto const& layer : layers) x = after(layer, x);
        for (std::size_t k = 0; k < sums.size(); ++k) sums[k] = sum(sums[k], x[k]);
    }
    return sums;
}

/// The last states or sums of all sequences, then the variables.
List joined(FrozenModel const& model, Canary const& canary) {
    List all;
    auto const append = [&](List const& more) { all.insert(all.end(), more.begin(), more.end()); };
    auto const sequences = model.sequences();
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto states = sequence_of(sequences[n].features, canary.sequences[n]);
        if (sequences[n].most > 0 && states.size() > sequences[n].most) states.resize(sequences[n].most);
        for (auto const& layer : sequences[n].lstm) states = after(layer, states);
        for (auto const& layer : sequences[n].gru) states = after(layer, states);
        append(sequences[n].set ? sum_over(sequences[n], states)
               : states.empty() ? List(sequences[n].cells())
                                : states.back());
    }
    append(standardised(model.event_variables(), canary.variables.data()));
    return all;
}

/// The inputs of the first dense layer.
List inputs_of_dense_layers(FrozenModel const& model, Canary const& canary) {
    if (model.takes_sequences()) return joined(model, canary);
    if (model.takes_variables()) return standardised(model.inputs, canary.variables.data());
    auto sequence = sequence_of(model, canary.jets);
    for (auto const& layer : model.lstm_layers()) sequence = after(layer, sequence);
    return sequence.empty() ? List(model.lstm_layers().back().cells) : sequence.back();
}

}  // namespace

double rounding_error(FrozenModel const& model, Canary const& canary) {
    List x = inputs_of_dense_layers(model, canary);
    for (auto const& layer : model.dense_layers()) x = after(layer, x);
    double largest = 0;
    for (auto const& output : x) {
        if (std::isnan(output.error)) return output.error;
        largest = std::max(largest, output.error);
    }
    return largest;
}

}  // namespace jetseq
