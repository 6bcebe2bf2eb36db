#pragma once
#include "simd/exp2.hpp"
#include "train/fused/kernel_dropout.hpp"
#include "train/fused/kernel_products.hpp"

/// A hidden dense layer, forward and backward.
namespace jetseq::train::fused {
namespace {

template <class V>
inline V activated(DenseActivation activation, V z) {
    V const one = V::of(1.0F);
    switch (activation) {
        case DenseActivation::rectified:
            return V::largest(V::of(0.0F), z);
        case DenseActivation::tanh: {
            V const e = simd::exp2(z * V::of(-2 * simd::log2_e));
            return (one - e) / (one + e);
        }
        case DenseActivation::sigmoid:
            return one / (one + simd::exp2(z * V::of(-simd::log2_e)));
        case DenseActivation::linear:
            break;
    }
    return z;
}

/// Replaces values [count] by the gradients of their sums: above x kept x the derivative of the activation.
template <class Slope>
inline void replace_values(size_t count, float const* above, float const* kept, float* values, Slope const& slope) {
    if (kept) {
        for (size_t k = 0; k < count; ++k) values[k] = above[k] * kept[k] * slope(values[k]);
    } else {
        for (size_t k = 0; k < count; ++k) values[k] = above[k] * slope(values[k]);
    }
}

/// The same for any activation. `kept` null: no dropout.
inline void sums_backward(DenseActivation activation, size_t count, float const* above, float const* kept,
                          float* values) {
    auto const replace = [&](auto const& slope) { replace_values(count, above, kept, values, slope); };
    switch (activation) {
        case DenseActivation::linear:
            return replace([](float) { return 1.0F; });
        case DenseActivation::rectified:
            return replace([](float value) { return value > 0 ? 1.0F : 0.0F; });
        case DenseActivation::tanh:
            return replace([](float value) { return 1 - value * value; });
        case DenseActivation::sigmoid:
            return replace([](float value) { return value * (1 - value); });
    }
}

/// Computes `rows` outputs from `row` on, for `vectors` vectors of events from `lane` on; `next`: operands of the next
/// layer after the 1.
template <class V, int rows, int vectors>
inline void outputs_forward(Dense const& layer, DenseActivation activation, float const* parameters,
                            Workspace::Values const& work, size_t row, size_t lane, bool dropout, float* next) {
    V sum[rows][vectors];
    rows_forward(sum, layer.matrix, parameters + layer.matrix.offset + row, work.operands + lanes + lane, layer.inputs);
#pragma GCC unroll 16
    for (int j = 0; j < rows; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            size_t const place = (row + j) * lanes + lane + v * V::width;
            V const value = activated(activation, sum[j][v]);
            V::store(work.out + place, value);
            V::store(next + place, dropout ? value * V::load(work.kept + place) : value);
        }
    }
}

/// Hidden layer `n` of a tile.
template <class V>
inline void dense_forward(Shape const& shape, size_t n, float const* parameters, Dropout const* dropout,
                          Workspace const& work, Tile const& tile) {
    Dense const& layer = shape.hidden[n];
    auto const& values = work.dense[n];
    if (dropout) {
        Draw draw{tile.hashes, hidden_stream, 0, {}};
        for (uint32_t& word : draw.words) word = static_cast<uint32_t>(n) << jet_shift;
        draw_dropout<V>(*dropout, draw, layer.outputs, lanes, values.kept);
    }
    for_vectors<V>(lanes, [&](auto vectors, size_t lane) {
        for_blocks<Blocks<V>::outputs>(layer.outputs, [&](auto rows, size_t row) {
            outputs_forward<V, rows.value, vectors.value>(layer, shape.activation, parameters, values, row, lane,
                                                          dropout != nullptr, work.dense[n + 1].operands + lanes);
        });
    });
}

/// Adds to the gradient of the weights, and writes the gradients with respect to the inputs.
template <class V>
inline void dense_backward(Shape const& shape, size_t n, float const* transposed, bool dropout, Workspace const& work,
                           float* gradient) {
    Dense const& layer = shape.hidden[n];
    auto const& values = work.dense[n];
    sums_backward(shape.activation, layer.outputs * lanes, work.dense[n + 1].gradients, dropout ? values.kept : nullptr,
                  values.out);
    operands_backward<V>(layer.matrix, transposed + layer.matrix.transposed, layer.gradients, values.out, lanes,
                         values.gradients);
    transpose_gradients<V>(layer.matrix, values.out, lanes, work.transposed);
    weights_backward<V>(layer.matrix, values.operands, 1 + layer.inputs, work.transposed, lanes,
                        gradient + layer.matrix.offset);
}

}  // namespace
}  // namespace jetseq::train::fused
