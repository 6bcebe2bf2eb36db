#pragma once
#include "infer/kernels/kernel_gru.hpp"
#include "infer/kernels/kernel_one.hpp"

/// Several objects of one event, layer by layer: the products with W of all of them first, for which each weight is
/// loaded once. The same sums in the same order as object by object.
namespace jetseq::kernel {
namespace {

/// Rows of numbers, `stride` floats apart.
struct Rows {
    float const* values;
    size_t stride;
};

/// to[t, v] = bias + W x[t] for `vectors` vectors of rows of W and `objects` objects. A column of W, the bias first, is
/// `stride` floats after the one before.
template <class V, int vectors, int objects>
void add_inputs(float const* weights, size_t stride, Rows x, size_t inputs, float* to, size_t row) {
    V acc[objects][vectors];
#pragma GCC unroll 8
    for (int t = 0; t < objects; ++t) {
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) acc[t][v] = V::load(weights + v * V::width);
    }
    for (size_t k = 0; k < inputs; ++k) {
        weights += stride;
        V w[vectors];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) w[v] = V::load(weights + v * V::width);
#pragma GCC unroll 8
        for (int t = 0; t < objects; ++t) {
            V const xk = V::of(x.values[t * x.stride + k]);
#pragma GCC unroll 4
            for (int v = 0; v < vectors; ++v) acc[t][v] = V::fma(w[v], xk, acc[t][v]);
        }
    }
#pragma GCC unroll 8
    for (int t = 0; t < objects; ++t) {
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) V::store(to + t * row + v * V::width, acc[t][v]);
    }
}

/// The same for `count` objects.
template <class V, int vectors, int together>
void add_inputs_of_all(float const* weights, size_t stride, Rows x, size_t count, size_t inputs, float* to,
                       size_t row) {
    size_t t = 0;
    for (; t + together <= count; t += together) {
        add_inputs<V, vectors, together>(weights, stride, {x.values + t * x.stride, x.stride}, inputs, to + t * row,
                                         row);
    }
    for (; t < count; ++t) {
        add_inputs<V, vectors, 1>(weights, stride, {x.values + t * x.stride, x.stride}, inputs, to + t * row, row);
    }
}

/// How sums begin: with those of add_inputs().
struct FromSums {
    float const* row;  ///< of an object: the vectors, then the quarter

    template <class Sums>
    Column begin(Sums& sums, Lstm const& layer, Column column, size_t stride) const {
        sums.load({row + (column.vectors - layer.vectors), row + stride});
        return {column.vectors + (1 + layer.inputs) * stride, column.quarter + 4 * (1 + layer.inputs)};
    }
};

/// One layer's step. Passes run forwards and backwards in turn, so that the weights of the last are still in the
/// nearest cache when they are needed again.
template <class V>
void step_of_sums(Lstm const& layer, float const* row, State state, size_t n) {
    size_t const passes = (layer.groups + V::groups_at_once - 1) / V::groups_at_once;
    size_t const each = (layer.groups + passes - 1) / passes;
    for (size_t i = 0; i < passes; ++i) {
        size_t const pass = n % 2 == 0 ? i : passes - 1 - i, group = pass * each;
        bool const is_last = pass + 1 == passes;
        size_t const groups = is_last ? layer.groups - group : each;
        if (is_last && layer.rest) {
            pass_of<V, true>(groups, layer, group, FromSums{row}, state, n == 0);
        } else {
            pass_of<V, false>(groups, layer, group, FromSums{row}, state, n == 0);
        }
    }
}

/// Copies h of an object for the next layer.
template <class V>
inline void copy_list(float const* from, float* to, size_t size) {
    for (size_t at = 0; at < size; at += V::width) V::store(to + at, V::load(from + at));
}

/// Objects whose products with a weight are computed together, if they have `vectors` vectors.
template <class V, int vectors>
constexpr int together_of = V::sums / vectors < 6 ? V::sums / vectors : 6;

template <class V>
void steps_one(Layers const& layers, float const* x, float* state, size_t n, size_t count, float* room) {
    Rows inputs{x, with_slack(layers.lstm[0].inputs)};
    size_t widest = 0;
    for (size_t l = 0; l < layers.lstm_count; ++l) {
        if (layers.lstm[l].cells > widest) widest = layers.lstm[l].cells;
    }
    float* const all_h = room + most_steps * sums_of(widest);  // behind the sums of any layer
    for (size_t l = 0; l < layers.lstm_count; ++l) {
        Lstm const& layer = layers.lstm[l];
        size_t const vectors = 4 * layer.groups + (layer.rest ? V::rest_vectors : 0), stride = vectors * V::width;
        size_t const row = sums_of(layer.cells), size = with_slack(layer.cells);
        size_t v = 0;
        for (; v < 4 * layer.groups; v += 4) {
            add_inputs_of_all<V, 4, together_of<V, 4>>(layer.vectors + v * V::width, stride, inputs, count,
                                                       layer.inputs, room + v * V::width, row);
        }
        for (; v < vectors; ++v) {
            add_inputs_of_all<V, 1, 1>(layer.vectors + v * V::width, stride, inputs, count, layer.inputs,
                                       room + v * V::width, row);
        }
        if (layer.rest) {
            add_inputs_of_all<typename V::Quarter, 1, 1>(layer.quarters, 4, inputs, count, layer.inputs, room + stride,
                                                         row);
        }
        for (size_t t = 0; t < count; ++t) {
            bool const even = (n + t) % 2 == 0;
            float* const next = state + (even ? 0 : size);
            step_of_sums<V>(layer, room + t * row, {state + (even ? size : 0), next, state + 2 * size}, n + t);
            if (l + 1 < layers.lstm_count) copy_list<V>(next, all_h + t * size, size);
        }
        inputs = {all_h, size};
        state += lstm_lists * size;
    }
}

}  // namespace
}  // namespace jetseq::kernel
