#pragma once
#include "jetseq/infer/kernel_math.hpp"

/// One event: gates across lanes. Of V beyond kernel_math.hpp: V::Quarter, the same arithmetic for four floats;
/// widened(quarter), its other lanes anything; transposed(a, b, c, d), within quarters; in_order(v) and
/// as_transposed(v) for the cells of Rest::two_vectors_and_quarter; groups_at_once, such that the sums stay in
/// registers.
namespace jetseq::kernel {
namespace {

/// Where the weights of a column begin.
struct Column {
    float const* vectors;
    float const* quarter;
};

/// Sums of a row of vectors, and of a quarter where there is one.
template <class V, int vectors, bool quarter>
struct Sums {
    V acc[vectors > 0 ? vectors : 1];
    typename V::Quarter last;

    void load(Column column) {
#pragma GCC unroll 16
        for (int v = 0; v < vectors; ++v) acc[v] = V::load(column.vectors + v * V::width);
        if constexpr (quarter) last = V::Quarter::load(column.quarter);
    }

    /// Adds column k times x[k], k = 0 ... count - 1; a column has `stride` floats in its vectors.
    Column add(Column column, size_t stride, float const* x, size_t count) {
        for (size_t k = 0; k < count; ++k) {
            V const xk = V::of(x[k]);
#pragma GCC unroll 16
            for (int v = 0; v < vectors; ++v) {
                acc[v] = V::fma(V::load(column.vectors + v * V::width), xk, acc[v]);
            }
            if constexpr (quarter) last = V::Quarter::fma(V::Quarter::load(column.quarter), V::narrowed(xk), last);
            column.vectors += stride;
            column.quarter += 4;
        }
        return column;
    }
};

template <class V>
inline Gates<V> gates_of(V a, V b, V c, V d) {
    return V::transposed(exp2(a), exp2(b), exp2(c), exp2(d));
}

/// One layer's lists of one event's state.
struct State {
    float const* h;  ///< after the jet before
    float* next_h;
    float* c;
};

template <class V>
inline void keep(Cell<V> cell, State state, size_t at) {
    V::store(state.c + at, cell.c);
    V::store(state.next_h + at, cell.h);
}

/// The next h and c of the cells in `groups` groups from number `group` on, and of the rest behind them.
template <class V, int groups, Rest rest>
void pass(Lstm const& layer, size_t group, float const* x, State state, bool first) {
    using Quarter = typename V::Quarter;
    constexpr bool two = rest == Rest::two_vectors_and_quarter;
    size_t const stride = (4 * layer.groups + (layer.rest == Rest::two_vectors_and_quarter ? 2 : 0)) * V::width;
    Column column{layer.vectors + 4 * V::width * group, layer.quarters};
    Sums<V, 4 * groups + (two ? 2 : 0), rest != Rest::nothing> sums;
    sums.load(column);
    column = sums.add({column.vectors + stride, column.quarter + 4}, stride, x, layer.inputs);
    if (!first) sums.add(column, stride, state.h, layer.cells);
    auto const* const acc = sums.acc;
    size_t at = group * V::width;
#pragma GCC unroll 4
    for (int g = 0; g < groups; ++g, at += V::width) {
        auto const gates = gates_of(acc[4 * g], acc[4 * g + 1], acc[4 * g + 2], acc[4 * g + 3]);
        keep(next_cell(gates, first ? V::of(0.0F) : V::load(state.c + at)), state, at);
    }
    if constexpr (two) {
        V const last = V::widened(exp2(sums.last));
        auto const gates = V::transposed(exp2(acc[4 * groups]), exp2(acc[4 * groups + 1]), last, last);
        auto const cell = next_cell(gates, first ? V::of(0.0F) : V::as_transposed(V::load(state.c + at)));
        keep<V>({V::in_order(cell.h), V::in_order(cell.c)}, state, at);
    } else if constexpr (rest == Rest::quarter) {
        Quarter const e = exp2(sums.last);
        auto const gates = Quarter::transposed(e, e, e, e);
        keep(next_cell(gates, first ? Quarter::of(0.0F) : Quarter::load(state.c + at)), state, at);
    }
}

/// pass() for a number of groups that is known at run time only, up to V::groups_at_once.
template <class V, Rest rest>
inline void passes(size_t groups, Lstm const& layer, size_t group, float const* x, State state, bool first) {
    if (groups == 0) return pass<V, 0, rest>(layer, group, x, state, first);
    if (groups == 1) return pass<V, 1, rest>(layer, group, x, state, first);
    if (groups == 2 || V::groups_at_once == 2) return pass<V, 2, rest>(layer, group, x, state, first);
    return pass<V, V::groups_at_once, rest>(layer, group, x, state, first);
}

template <class V>
inline void layer_step(Lstm const& layer, float const* x, State state, bool first) {
    size_t const rounds = (layer.groups + V::groups_at_once - 1) / V::groups_at_once;
    size_t const each = rounds ? (layer.groups + rounds - 1) / rounds : 0;
    size_t group = 0;
    for (; group + each < layer.groups; group += each) passes<V, Rest::nothing>(each, layer, group, x, state, first);
    size_t const left = layer.groups - group;
    switch (layer.rest) {
        case Rest::nothing:
            return passes<V, Rest::nothing>(left, layer, group, x, state, first);
        case Rest::quarter:
            return passes<V, Rest::quarter>(left, layer, group, x, state, first);
        default:
            return passes<V, Rest::two_vectors_and_quarter>(left, layer, group, x, state, first);
    }
}

template <class V>
void step_one(Layers const& layers, float const* x, float* state, size_t n) {
    for (size_t l = 0; l < layers.lstm_count; ++l) {
        size_t const size = with_slack(layers.lstm[l].cells);
        float* const next = state + (n % 2 == 0 ? 0 : size);
        layer_step<V>(layers.lstm[l], x, {state + (n % 2 == 0 ? size : 0), next, state + 2 * size}, n == 0);
        x = next;
        state += 3 * size;
    }
}

/// Sum of a[k] b[k] over `count` values, a whole number of `strands` that are added up in pairs: the same order for
/// each width.
template <class V>
inline float dot(float const* a, float const* b, size_t count) {
    constexpr int vectors = strands / V::width;
    V acc[vectors];
    for (int v = 0; v < vectors; ++v) acc[v] = V::of(0.0F);
    for (size_t k = 0; k < count; k += strands) {
        for (int v = 0; v < vectors; ++v) {
            acc[v] = V::fma(V::load(a + k + v * V::width), V::load(b + k + v * V::width), acc[v]);
        }
    }
    float sums[strands];
    for (int v = 0; v < vectors; ++v) V::store(sums + v * V::width, acc[v]);
    for (size_t half = strands / 2; half > 0; half /= 2) {
        for (size_t k = 0; k < half; ++k) sums[k] += sums[k + half];
    }
    return sums[0];
}

template <class V>
float output_one(Layers const& layers, float* state, size_t count) {
    using Quarter = typename V::Quarter;
    float* x = state;
    for (size_t l = 0; l + 1 < layers.lstm_count; ++l) x += 3 * with_slack(layers.lstm[l].cells);
    size_t const size = with_slack(layers.lstm[layers.lstm_count - 1].cells);
    float* y = x + 3 * size;
    if (count % 2 == 0) x += size;
    for (size_t n = 0; n < layers.dense_count; ++n) {
        Dense const& layer = layers.dense[n];
        for (size_t k = layer.inputs; k < layer.columns; ++k) x[k] = 0;  // whatever stood there: NaN * 0 is not 0
        for (size_t row = 0; row < layer.outputs; ++row) {
            float const sum = layer.b[row] + dot<V>(layer.w + row * layer.columns, x, layer.columns);
            float four[4];
            Quarter::store(four, activated(layer.activation, Quarter::of(sum)));
            y[row] = four[0];
        }
        x = y;
        y += n % 2 == 0 ? with_slack(layers.widest_dense) : -with_slack(layers.widest_dense);
    }
    return x[0];
}

}  // namespace
}  // namespace jetseq::kernel
