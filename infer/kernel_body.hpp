#pragma once
#include <stddef.h>

#include "jetseq/infer/kernel.hpp"

/// The arithmetic of all kernels, written once for a vector type V: `V::width` floats, `V::vectors_for_four` of them
/// summed at once for four events, load, store, of (one number everywhere), +, -, *, /, smallest, largest, fma(a, b, c)
/// = a b + c, scaled_by_power(p, n). Each lane is one gate of one cell, summed over the inputs in their order: so no
/// sum depends on the width.
namespace jetseq::kernel {
namespace {

/// 2^z, relative error below 3e-7, for z clamped to [-125, 40]: beyond, a gate is 0 or 1 to 12 digits. NaN stays NaN.
/// Degree-5 minimax polynomial of 2^f over [-1/2, 1/2].
template <class V>
inline V exp2(V z) {
    z = V::largest(V::of(-125.0F), V::smallest(V::of(40.0F), z));
    V const magic = V::of(12582912.0F);  // 1.5 * 2^23: adding it rounds to a whole number
    V const shifted = z + magic;
    V const f = z - (shifted - magic);
    V p = V::of(1.3276472454890609e-3F);
    p = V::fma(p, f, V::of(9.675540961325169e-3F));
    p = V::fma(p, f, V::of(5.550713092088699e-2F));
    p = V::fma(p, f, V::of(2.4022120237350464e-1F));
    p = V::fma(p, f, V::of(6.931469440460205e-1F));
    p = V::fma(p, f, V::of(1.0000001192092896F));
    return V::scaled_by_power(p, shifted);
}

constexpr float minus_log2_e = -1.44269504088896341F;

/// The gates' sums turned into the next h and c of all cells, with two divisions in all; `first`: c was 0.
template <class V>
inline void cells_step(float const* sums, size_t stride, float* h, float* c, bool first) {
    V const one = V::of(1.0F);
    for (size_t j = 0; j < stride; j += V::width) {
        V const ei = exp2(V::load(sums + j)), ef = exp2(V::load(sums + stride + j));
        V const eg = exp2(V::load(sums + 2 * stride + j)), eo = exp2(V::load(sums + 3 * stride + j));
        V const ig = (one + ei) * (one + eg), f = one + ef;
        V const before = first ? V::of(0.0F) : V::load(c + j);
        V const next = V::fma(before, ig, (one - eg) * f) / (ig * f);
        V const ec = exp2(next * V::of(2 * minus_log2_e));
        V::store(c + j, next);
        V::store(h + j, (one - ec) / ((one + eo) * (one + ec)));
    }
}

/// acc[e, v] += sum over k of x[e, k] * matrix[k, first vector + v].
template <class V, int vectors, int events>
inline void accumulate(V (&acc)[events][vectors], float const* matrix, size_t rows, float const* x, size_t x_stride,
                       size_t count) {
    for (size_t k = 0; k < count; ++k, matrix += rows) {
        for (int v = 0; v < vectors; ++v) {
            V const weights = V::load(matrix + v * V::width);
            for (int e = 0; e < events; ++e) {
                acc[e][v] = V::fma(weights, V::of(x[static_cast<size_t>(e) * x_stride + k]), acc[e][v]);
            }
        }
    }
}

/// A state is the sums of the widest layer, then h and c of each LSTM layer, each with the room behind it.
struct StatePlan {
    size_t x_stride;      ///< floats between the inputs of two events
    size_t state_stride;  ///< floats between their states
};

/// `vectors` vectors of sums from row `row` on, for `events` events.
template <class V, int vectors, int events>
inline void rows_step(Lstm const& layer, size_t row, float const* x, float const* h, float* sums, StatePlan plan,
                      bool first) {
    V acc[events][vectors];
    for (int e = 0; e < events; ++e) {
        for (int v = 0; v < vectors; ++v) acc[e][v] = V::load(layer.b + row + v * V::width);
    }
    size_t const rows = 4 * layer.stride;
    accumulate<V, vectors, events>(acc, layer.w + row, rows, x, plan.x_stride, layer.inputs);
    if (!first) accumulate<V, vectors, events>(acc, layer.u + row, rows, h, plan.state_stride, layer.cells);
    for (int e = 0; e < events; ++e) {
        for (int v = 0; v < vectors; ++v) {
            V::store(sums + static_cast<size_t>(e) * plan.state_stride + row + v * V::width, acc[e][v]);
        }
    }
}

/// Vectors of sums that are kept in registers at once: enough to hide the latency of fma, few enough not to spill.
template <class V, int events>
constexpr int vectors_at_once = events == 1 ? 8 : V::vectors_for_four;

template <class V, int events>
inline void layer_step(Lstm const& layer, float const* x, float* h, float* c, float* sums, StatePlan plan, bool first) {
    constexpr int block = vectors_at_once<V, events>;
    size_t const rows = 4 * layer.stride;
    size_t row = 0;
    for (; row + block * V::width <= rows; row += block * V::width) {
        rows_step<V, block, events>(layer, row, x, h, sums, plan, first);
    }
    for (; row < rows; row += V::width) rows_step<V, 1, events>(layer, row, x, h, sums, plan, first);
    for (int e = 0; e < events; ++e) {
        size_t const at = static_cast<size_t>(e) * plan.state_stride;
        cells_step<V>(sums + at, layer.stride, h + at, c + at, first);
    }
}

template <class V, int events>
void step_events(Layers const& layers, float const* x, float* states, bool first) {
    float* h = states + layers.sums;
    StatePlan plan{4, layers.state};
    for (size_t n = 0; n < layers.lstm_count; ++n) {
        Lstm const& layer = layers.lstm[n];
        float* const c = h + with_slack(layer.cells);
        layer_step<V, events>(layer, x, h, c, states, plan, first);
        x = h;
        plan.x_stride = layers.state;
        h = c + with_slack(layer.cells);
    }
}

/// 1 / (1 + 2^z), z already scaled by -log2(e).
template <class V>
inline V logistic(V z) {
    return V::of(1.0F) / (V::of(1.0F) + exp2(z));
}

template <class V>
inline float activated(int activation, float sum) {
    V const x = V::of(sum);
    float lanes[V::width];
    switch (activation) {
        case 1:
            return sum < 0 ? 0.0F : sum;  // rectified; NaN stays
        case 2:
            V::store(lanes, V::of(2.0F) * logistic(x * V::of(2 * minus_log2_e)) - V::of(1.0F));
            return lanes[0];
        case 3:
            V::store(lanes, logistic(x * V::of(minus_log2_e)));
            return lanes[0];
        default:
            return sum;
    }
}

/// Sum of a[k] b[k] over `count` values, a whole number of row blocks, in `row_block` strands that are added up in
/// pairs: the same order for each width.
template <class V>
inline float dot(float const* a, float const* b, size_t count) {
    constexpr int vectors = row_block / V::width;
    V acc[vectors];
    for (int v = 0; v < vectors; ++v) acc[v] = V::of(0.0F);
    for (size_t k = 0; k < count; k += row_block) {
        for (int v = 0; v < vectors; ++v) {
            acc[v] = V::fma(V::load(a + k + v * V::width), V::load(b + k + v * V::width), acc[v]);
        }
    }
    float strands[row_block];
    for (int v = 0; v < vectors; ++v) V::store(strands + v * V::width, acc[v]);
    for (size_t half = row_block / 2; half > 0; half /= 2) {
        for (size_t k = 0; k < half; ++k) strands[k] += strands[k + half];
    }
    return strands[0];
}

template <class V>
float output_of(Layers const& layers, float* state) {
    float* x = state + layers.sums;  // h of the last LSTM layer
    for (size_t n = 0; n + 1 < layers.lstm_count; ++n) x += 2 * with_slack(layers.lstm[n].cells);
    for (size_t n = 0; n < layers.dense_count; ++n) {
        Dense const& layer = layers.dense[n];
        for (size_t k = layer.inputs; k < layer.columns; ++k) x[k] = 0;  // whatever stood there: NaN * 0 is not 0
        float* const y = state + (n % 2) * (layers.sums / 2);            // to and fro between the halves of the sums
        for (size_t row = 0; row < layer.outputs; ++row) {
            float const sum = layer.b[row] + dot<V>(layer.w + row * layer.columns, x, layer.columns);
            y[row] = activated<V>(layer.activation, sum);
        }
        x = y;
    }
    return x[0];
}

template <class V>
constexpr Kernel kernel_of(char const* name, bool fused) {
    return {name, fused, V::width, step_events<V, 1>, step_events<V, events_side_by_side>, output_of<V>};
}

}  // namespace
}  // namespace jetseq::kernel
