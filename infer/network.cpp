#include "jetseq/infer/network.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq {
namespace {

float sigmoid(float x) noexcept { return 1 / (1 + std::exp(-x)); }

float activated(Activation activation, float x) noexcept {
    switch (activation) {
        case Activation::linear:
            return x;
        case Activation::rectified:
            return x > 0 || x != x ? x : 0;
        case Activation::tanh:
            return std::tanh(x);
        case Activation::sigmoid:
            return sigmoid(x);
    }
    return x;
}

/// sums[j] += sum over k of x[k] * columns[k, j].
void add_product(std::vector<float> const& columns, float const* x, std::size_t count, float* sums,
                 std::size_t width) noexcept {
    float const* column = columns.data();
    for (std::size_t k = 0; k < count; ++k, column += width) {
        for (std::size_t j = 0; j < width; ++j) sums[j] += x[k] * column[j];
    }
}

/// [rows, columns] -> [columns, rows].
std::vector<float> transposed(std::vector<float> const& matrix, std::size_t rows, std::size_t columns) {
    std::vector<float> result(matrix.size());
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = matrix[r * columns + c];
    }
    return result;
}

}  // namespace

Network::Lstm Network::laid_out(LstmLayer const& layer) {
    return {layer.inputs, layer.cells, transposed(layer.w, 4 * layer.cells, layer.inputs),
            transposed(layer.u, 4 * layer.cells, layer.cells), layer.b};
}

Network::Network(FrozenModel const& model) : frame_{model.contract.frame}, inputs_{model.inputs}, dense_{model.dense} {
    for (auto const& layer : model.lstm) {
        lstm_.push_back(laid_out(layer));
        states_ += layer.cells;
        widest_ = std::max(widest_, 4 * layer.cells);
    }
    for (auto const& layer : dense_) widest_ = std::max(widest_, layer.outputs);
    memory_ = 2 * states_ + 2 * widest_;
}

void Network::step(Lstm const& layer, float const* x, float* h, float* c, float* sums, bool first) noexcept {
    std::size_t const cells = layer.cells;
    std::copy(layer.b.begin(), layer.b.end(), sums);
    add_product(layer.w, x, layer.inputs, sums, 4 * cells);
    if (!first) add_product(layer.u, h, cells, sums, 4 * cells);  // h is 0 before the first jet
    for (std::size_t j = 0; j < cells; ++j) {
        float const i = sigmoid(sums[j]), f = sigmoid(sums[cells + j]);
        float const g = std::tanh(sums[2 * cells + j]), o = sigmoid(sums[3 * cells + j]);
        c[j] = f * c[j] + i * g;
        h[j] = o * std::tanh(c[j]);
    }
}

float Network::output(float const* state, float* memory) const noexcept {
    float const* x = state;
    float *y = memory, *other = memory + widest_;
    for (auto const& layer : dense_) {
        for (std::size_t row = 0; row < layer.outputs; ++row) {
            float sum = layer.b[row];
            for (std::size_t k = 0; k < layer.inputs; ++k) sum += layer.w[row * layer.inputs + k] * x[k];
            y[row] = activated(layer.activation, sum);
        }
        x = y;
        std::swap(y, other);
    }
    return x[0];
}

float Network::score(JetSequence jets, float* memory) const noexcept {
    float *const h = memory, *const c = h + states_, *const sums = c + states_;
    std::fill(h, sums, 0.0F);
    for (std::size_t n = 0; n < jets.size(); ++n) {
        Jet const jet = FrameChange{frame_, jets[0]}(jets[n]);
        float const raw[4] = {jet.pt, jet.eta, jet.phi, jet.e};
        float input[4];
        for (std::size_t k = 0; k < 4; ++k) input[k] = (raw[k] + inputs_[k].offset) * inputs_[k].scale;
        float const* x = input;
        std::size_t place = 0;
        for (auto const& layer : lstm_) {
            step(layer, x, h + place, c + place, sums, n == 0);
            x = h + place;
            place += layer.cells;
        }
    }
    return output(h + states_ - lstm_.back().cells, sums);
}

}  // namespace jetseq
