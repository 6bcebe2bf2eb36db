#pragma once
#include "infer/kernels/kernel_math.hpp"

/// One event, its gates spread over lanes. V has, beyond kernel_math.hpp: V::Quarter, the same arithmetic for four
/// floats; widened(quarter), with anything finite in the other lanes, and narrowed(v); transposed(a, b, c, d), within
/// quarters; rest_vectors of Lstm::rest and, if there are any, in_order(v) and as_transposed(v) for their cells;
/// common_bits(a, b); sum_in_pairs(v), of lanes n and n + half, in the first lane of a quarter; groups_at_once, such
/// that the sums stay in registers.
namespace jetseq::kernel {
namespace {

/// The beginning of the weights of a column.
struct Column {
    float const* vectors;
    float const* quarter;
};

/// Sums of a row of vectors and, with `quarter`, of a quarter.
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

/// One layer's lists of one event's state.
struct State {
    float const* h;  ///< after the previous jet
    float* next_h;
    float* c;
};

/// How sums begin: with the bias and the products of W and x.
struct FromInputs {
    float const* x;

    /// Returns the first column of U.
    template <class Sums>
    Column begin(Sums& sums, Lstm const& layer, Column column, size_t stride) const {
        sums.load(column);
        return sums.add({column.vectors + stride, column.quarter + 4}, stride, x, layer.inputs);
    }
};

/// The next h and c of the cells in `groups` groups from number `group` on and, with `rest`, of the rest after them.
template <class V, int groups, bool rest, class Start>
void pass(Lstm const& layer, size_t group, Start start, State state, bool first) {
    constexpr int count = groups + (rest ? 1 : 0), vectors = 4 * groups + (rest ? V::rest_vectors : 0);
    size_t const stride = (4 * layer.groups + (layer.rest ? V::rest_vectors : 0)) * V::width;
    Column column{layer.vectors + 4 * V::width * group, layer.quarters};
    Sums<V, vectors, rest> sums;
    column = start.begin(sums, layer, column, stride);
    if (!first) sums.add(column, stride, state.h, layer.cells);
    V acc[4 * count], last;
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) acc[v] = exp2(sums.acc[v]);
    if constexpr (rest) last = V::widened(exp2(sums.last));
#pragma GCC unroll 4
    for (int v = vectors; v < 4 * count; ++v) acc[v] = last;  // only the first is used
    Gates<V> e[count];
    V c[count], h[count];
#pragma GCC unroll 4
    for (int n = 0; n < count; ++n) {
        e[n] = V::transposed(acc[4 * n], acc[4 * n + 1], acc[4 * n + 2], acc[4 * n + 3]);
        c[n] = first ? V::of(0.0F) : V::load(state.c + (group + n) * V::width);
    }
    if constexpr (rest && V::rest_vectors > 0) c[groups] = V::as_transposed(c[groups]);
    next_cells(e, c, h);
    if constexpr (rest && V::rest_vectors > 0) c[groups] = V::in_order(c[groups]), h[groups] = V::in_order(h[groups]);
#pragma GCC unroll 4
    for (int n = 0; n < count; ++n) {
        V::store(state.c + (group + n) * V::width, c[n]);
        V::store(state.next_h + (group + n) * V::width, h[n]);
    }
}

/// pass() for a number of groups that is known only at run time, 1 ... V::groups_at_once.
template <class V, bool rest, int most = V::groups_at_once, class Start>
inline void pass_of(size_t groups, Lstm const& layer, size_t group, Start start, State state, bool first) {
    if constexpr (most > 1) {
        if (groups < most) return pass_of<V, rest, most - 1>(groups, layer, group, start, state, first);
    }
    pass<V, most, rest>(layer, group, start, state, first);
}

/// The fewest passes, about equally long.
template <class V>
inline void layer_step(Lstm const& layer, float const* x, State state, bool first) {
    FromInputs const start{x};
    size_t const passes = (layer.groups + V::groups_at_once - 1) / V::groups_at_once;
    size_t const each = (layer.groups + passes - 1) / passes;
    size_t group = 0;
    for (; group + each < layer.groups; group += each) pass_of<V, false>(each, layer, group, start, state, first);
    size_t const left = layer.groups - group;
    if (layer.rest) return pass_of<V, true>(left, layer, group, start, state, first);
    pass_of<V, false>(left, layer, group, start, state, first);
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

/// The first `count` lanes of v, then zeros.
template <class V>
inline V first_lanes(V v, size_t count) {
    static constexpr unsigned bits[2 * slack] = {~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U,
                                                 ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U, ~0U};
    if (count >= V::width) return v;
    V mask;
    __builtin_memcpy(&mask, bits + slack - count, sizeof mask);
    return V::common_bits(v, mask);
}

/// The product of a row of weights, padded with zeros, and x, in the first lane. Adds up in `strands`, then in pairs:
/// the same order for each width.
template <class V>
inline typename V::Quarter dot(float const* row, float const* x, size_t count) {
    constexpr int vectors = strands / V::width;
    V acc[vectors];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) acc[v] = V::of(0.0F);
    for (size_t k = 0; k < count; k += strands) {
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) {
            size_t const at = k + v * V::width;
            V const xs = first_lanes<V>(V::load(x + at), at < count ? count - at : 0);  // anything may follow
            acc[v] = V::fma(V::load(row + at), xs, acc[v]);
        }
    }
#pragma GCC unroll 4
    for (int half = vectors / 2; half > 0; half /= 2) {
#pragma GCC unroll 4
        for (int v = 0; v < half; ++v) acc[v] = acc[v] + acc[v + half];
    }
    return V::sum_in_pairs(acc[0]);
}

template <class V>
float const* output_one(Layers const& layers, float* state, size_t count) {
    using Quarter = typename V::Quarter;
    auto [x, y] = dense_lists(layers, state, count, with_slack);
    float* other = y + with_slack(layers.widest_dense);
    for (size_t n = 0; n < layers.dense_count; ++n) {
        Dense const& layer = layers.dense[n];
        for (size_t row = 0; row < layer.outputs; ++row) {
            Quarter const sum = Quarter::of(layer.b[row]) + dot<V>(layer.w + row * layer.columns, x, layer.inputs);
            Quarter::store(y + row, activated(layer.activation, sum));
        }
        x = y;
        y = other;
        other = x;
    }
    return x;
}

}  // namespace
}  // namespace jetseq::kernel
