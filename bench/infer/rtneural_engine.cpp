#include "bench/infer/rtneural_engine.h"

#include <RTNeural/RTNeural.h>

#include <array>
#include <cmath>
#include <new>
#include <vector>

namespace {

constexpr int inputs = 4, cells = 25;
#if RTNEURAL_USE_XSIMD
constexpr int padded = RTNEURAL_DEFAULT_ALIGNMENT / sizeof(float);
#else
constexpr int padded = inputs;
#endif

struct alignas(64) Model {
    RTNeural::ModelT<float, inputs, 1, RTNeural::LSTMLayerT<float, inputs, cells>,
                     RTNeural::LSTMLayerT<float, cells, cells>, RTNeural::DenseT<float, cells, 1>>
        network;
    std::array<float, inputs> offset, scale;
    float bias;
};

/// [rows, columns] -> [columns][rows], the layout of RTNeural; its gates i, f, c, o have our order.
std::vector<std::vector<float>> columns_of(float const* matrix, int rows, int columns) {
    std::vector<std::vector<float>> result(columns, std::vector<float>(rows));
    for (int k = 0; k < columns; ++k) {
        for (int row = 0; row < rows; ++row) result[k][row] = matrix[row * columns + k];
    }
    return result;
}

template <class Layer>
void set(Layer& layer, RtneuralWeights const& weights, int n, int columns) {
    layer.setWVals(columns_of(weights.w[n], 4 * cells, columns));
    layer.setUVals(columns_of(weights.u[n], 4 * cells, cells));
    layer.setBVals({weights.b[n], weights.b[n] + 4 * cells});
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) void* rtneural_make(RtneuralWeights const* weights) {
    auto* const model = new Model;
    set(model->network.get<0>(), *weights, 0, inputs);
    set(model->network.get<1>(), *weights, 1, cells);
    model->network.get<2>().setWeights({{weights->dense_w, weights->dense_w + cells}});
    model->network.get<2>().setBias(weights->dense_b);
    model->bias = weights->dense_b[0];
    for (int k = 0; k < inputs; ++k) {
        model->offset[k] = weights->offset[k];
        model->scale[k] = weights->scale[k];
    }
    return model;
}

__attribute__((visibility("default"))) float rtneural_score(void* any, float const* jets, size_t count) {
    auto& model = *static_cast<Model*>(any);
    float logit = model.bias;
    model.network.reset();
    alignas(64) float x[padded] = {};
    for (size_t n = 0; n < count; ++n) {
        for (int k = 0; k < inputs; ++k) x[k] = (jets[inputs * n + k] + model.offset[k]) * model.scale[k];
        logit = model.network.forward(x);
    }
    return 1 / (1 + std::exp(-logit));
}

__attribute__((visibility("default"))) void rtneural_delete(void* model) { delete static_cast<Model*>(model); }
}
