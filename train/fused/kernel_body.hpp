#pragma once
#include "train/fused/kernel_backward.hpp"
#include "train/fused/kernel_loss.hpp"

/// The arithmetic of the fused training step, written once for any vector V of simd/, with one event per lane.
namespace jetseq::train::fused {
namespace {

template <class V>
void score(Shape const& shape, float const* parameters, Workspace const& work, Tile& tile) {
    forward<V>(shape, parameters, nullptr, work, tile);
    logits_of(shape, parameters, work.dense[shape.hidden_count].operands + lanes, tile.logits);
}

template <class V>
void learn(Shape const& shape, float const* parameters, float const* transposed, Dropout const& dropout,
           Workspace const& work, Tile& tile, float* gradient) {
    bool const drops = dropout.threshold > 0;
    auto const& outputs = work.dense[shape.hidden_count];
    forward<V>(shape, parameters, drops ? &dropout : nullptr, work, tile);
    logits_of(shape, parameters, outputs.operands + lanes, tile.logits);
    float dz[most_outputs * lanes];
    if (shape.loss != Loss::cross_entropy) {
        number_loss_of(shape, tile, dz);
    } else if (shape.outputs == 1) {
        loss_of<V>(tile, dz);
    } else {
        softmax_loss_of<V>(shape.outputs, tile, dz);
    }
    outputs_backward<V>(shape, parameters, dz, outputs, gradient);
    backward<V>(shape, transposed, drops, work, tile, gradient);
}

template <class V>
void transpose(Matrix const& matrix, float const* parameters, float* transposed) {
    float const* const from = parameters + matrix.offset + matrix.rows;  // after the first column
    for (size_t column = 0; column < matrix.transposed_columns; column += V::width) {
        for (size_t row = 0; row < matrix.rows; row += V::width) {
            simd::transpose(from + column * matrix.rows + row, matrix.rows,
                            transposed + matrix.transposed + row * matrix.transposed_columns + column,
                            matrix.transposed_columns);
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
