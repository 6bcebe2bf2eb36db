#pragma once
#include "train/fused/kernel_backward.hpp"
#include "train/fused/kernel_loss.hpp"

/// The arithmetic of the fused training step, written once for any vector V of simd/, with one event per lane.
namespace jetseq::train::fused {
namespace {

template <class V>
void learn(Shape const& shape, float const* parameters, float const* transposed, Dropout const& dropout,
           Workspace const& work, Tile& tile, float* gradient) {
    bool const drops = dropout.threshold > 0;
    size_t const cells = shape.layers[0].cells;
    forward<V>(shape, parameters, drops ? &dropout : nullptr, work, tile);
    float const* const last = tile.steps == 0 ? nullptr : work.last;
    logits_of(shape, parameters, last, tile.logits);
    float dz[most_outputs * lanes];
    if (shape.outputs == 1) {
        loss_of<V>(tile, dz);
    } else {
        softmax_loss_of<V>(shape.outputs, tile, dz);
    }
    for (size_t k = 0; k < shape.outputs; ++k) {
        head_backward<V>(cells, last, dz + k * lanes, gradient + shape.head + k * (cells + 1));
    }
    if (tile.steps == 0) return;
    float* const above = work.sent + 2 * (tile.steps - 1) * cells * lanes;
    for (size_t j = 0; j < cells; ++j) {
        for (size_t e = 0; e < lanes; ++e) above[j * lanes + e] = parameters[shape.head + j] * dz[e];
        for (size_t k = 1; k < shape.outputs; ++k) {
            float const weight = parameters[shape.head + k * (cells + 1) + j];
            for (size_t e = 0; e < lanes; ++e) above[j * lanes + e] += weight * dz[k * lanes + e];
        }
    }
    for (size_t n = shape.layer_count; n-- > 0;) {
        Layer const& layer = shape.layers[n];
        layer_backward<V>(shape, n, transposed + layer.transposed, drops, work, tile, gradient + layer.offset);
    }
}

template <class V>
void score(Shape const& shape, float const* parameters, Workspace const& work, Tile& tile) {
    forward<V>(shape, parameters, nullptr, work, tile);
    logits_of(shape, parameters, tile.steps == 0 ? nullptr : work.last, tile.logits);
}

template <class V>
void transpose(Layer const& layer, float const* parameters, float* transposed) {
    float const* const matrix = parameters + layer.offset + layer.rows;  // after the bias
    for (size_t column = 0; column < layer.transposed_columns; column += V::width) {
        for (size_t row = 0; row < layer.rows; row += V::width) {
            simd::transpose(matrix + column * layer.rows + row, layer.rows,
                            transposed + layer.transposed + row * layer.transposed_columns + column,
                            layer.transposed_columns);
        }
    }
}

/// Element k of the sum of shards n, n + step, n + 2 step ...
template <class V, size_t step = 1>
inline V sum_at(Shards const& shards, size_t k, size_t n = 0) {
    if constexpr (step == most_shards) {
        return V::load(shards.gradient[n] + k);
    } else {
        V const half = sum_at<V, 2 * step>(shards, k, n);
        return shards.gradient[n + step] ? half + sum_at<V, 2 * step>(shards, k, n + step) : half;
    }
}

template <class V>
void sum(Shards const& shards, size_t count, float* to) {
    for (size_t k = 0; k < count; k += V::width) V::store(to + k, sum_at<V>(shards, k));
}

template <class V>
void adam(AdamStep const& step, size_t count, Shards const& shards, Parameters const& at) {
    V const beta1 = V::of(step.beta1), beta2 = V::of(step.beta2);
    V const rest1 = V::of(1 - step.beta1), rest2 = V::of(1 - step.beta2);
    V const rate = V::of(step.rate), root = V::of(step.inverse_root), epsilon = V::of(step.epsilon);
    for (size_t k = 0; k < count; k += V::width) {
        V const g = sum_at<V>(shards, k) * V::of(step.gradient_scale);
        V const m = V::fma(beta1, V::load(at.moment1 + k), rest1 * g);
        V const v = V::fma(beta2, V::load(at.moment2 + k), rest2 * g * g);
        V::store(at.moment1 + k, m), V::store(at.moment2 + k, v);
        V const by = rate * V::load(at.rate + k) * m / V::fma(V::root(v), root, epsilon);
        V::store(at.value + k, V::load(at.value + k) * V::of(step.decay) - by);
    }
}

template <class V>
constexpr Kernel kernel_of(char const* name, bool fused) {
    return {name, fused, score<V>, learn<V>, transpose<V>, sum<V>, adam<V>};
}

}  // namespace
}  // namespace jetseq::train::fused
