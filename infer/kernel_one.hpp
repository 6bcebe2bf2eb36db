#pragma once
#include "jetseq/infer/kernel_math.hpp"

/// One event: gates across lanes. Of V beyond kernel_math.hpp: V::Quarter, the same arithmetic for four floats;
/// widened(quarter), its other lanes anything; transposed(a, b, c, d), within quarters; in_order(v) and
/// as_transposed(v) for the cells of Rest::two_vectors_and_quarter; common_bits(a, b); sum_in_pairs(v), lane n with
/// lane n + half, in the first lane of a quarter; groups_at_once, such that the sums stay in registers.
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

/// One layer's lists of one event's state.
struct State {
    float const* h;  ///< after the jet before
    float* next_h;
    float* c;
};

/// The next h and c of the cells in `groups` groups from number `group` on, and of the rest behind them.
template <class V, int groups, Rest rest>
void pass(Lstm const& layer, size_t group, float const* x, State state, bool first) {
    constexpr bool two = rest == Rest::two_vectors_and_quarter;
    size_t const stride = (4 * layer.groups + (layer.rest == Rest::two_vectors_and_quarter ? 2 : 0)) * V::width;
    Column column{layer.vectors + 4 * V::width * group, layer.quarters};
    Sums<V, 4 * groups + (two ? 2 : 0), rest != Rest::nothing> sums;
    sums.load(column);
    column = sums.add({column.vectors + stride, column.quarter + 4}, stride, x, layer.inputs);
    if (!first) sums.add(column, stride, state.h, layer.cells);
    constexpr int count = groups + (rest == Rest::nothing ? 0 : 1), vectors = 4 * groups + (two ? 2 : 0);
    Gates<V> e[count];
    V c[count], h[count];
    V last;
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) sums.acc[v] = exp2(sums.acc[v]);
    if constexpr (rest != Rest::nothing) last = V::widened(exp2(sums.last));
    auto const* const acc = sums.acc;
#pragma GCC unroll 4
    for (int g = 0; g < groups; ++g) {
        e[g] = V::transposed(acc[4 * g], acc[4 * g + 1], acc[4 * g + 2], acc[4 * g + 3]);
    }
    if constexpr (two) e[groups] = V::transposed(acc[4 * groups], acc[4 * groups + 1], last, last);
    if constexpr (rest == Rest::quarter) e[groups] = V::transposed(last, last, last, last);
    size_t const at = group * V::width;
#pragma GCC unroll 4
    for (int n = 0; n < count; ++n) c[n] = first ? V::of(0.0F) : V::load(state.c + at + n * V::width);
    if constexpr (two) c[groups] = V::as_transposed(c[groups]);
    next_cells(e, c, h);
    if constexpr (two) c[groups] = V::in_order(c[groups]), h[groups] = V::in_order(h[groups]);
#pragma GCC unroll 4
    for (int n = 0; n < count; ++n) {
        V::store(state.c + at + n * V::width, c[n]);
        V::store(state.next_h + at + n * V::width, h[n]);
    }
}

/// pass() for a number of groups that is known at run time only, up to V::groups_at_once.
template <class V, Rest rest>
inline void passes(size_t groups, Lstm const& layer, size_t group, float const* x, State state, bool first) {
    if constexpr (rest != Rest::nothing) {
        if (groups == 0) return pass<V, 0, rest>(layer, group, x, state, first);
    }
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

/// Layer by layer one jet behind the other: what a layer does waits for itself alone, so its exponentials and another
/// layer's sums overlap.
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

/// Sum of a row of weights, filled up with zeros, times x, in `strands` that are added up in pairs: the same order for
/// each width. In the first lane.
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
            V const xs = first_lanes(V::load(x + at), at < count ? count - at : 0);  // behind: anything
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
float output_one(Layers const& layers, float* state, size_t count) {
    using Quarter = typename V::Quarter;
    float* x = state;
    for (size_t l = 0; l + 1 < layers.lstm_count; ++l) x += 3 * with_slack(layers.lstm[l].cells);
    size_t const size = with_slack(layers.lstm[layers.lstm_count - 1].cells);
    float* y = x + 3 * size;
    float* other = y + with_slack(layers.widest_dense);
    if (count % 2 == 0) x += size;
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
    return x[0];
}

}  // namespace
}  // namespace jetseq::kernel
