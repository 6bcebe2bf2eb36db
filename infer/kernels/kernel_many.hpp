#pragma once
#include "infer/kernels/kernel_math.hpp"

/// Many events, spread over lanes. V has, beyond kernel_math.hpp, `vectors_of_events`: the vectors of events side by
/// side, and `sums`: the registers for sums.
namespace jetseq::kernel {
namespace {

template <class V>
constexpr size_t lanes_of = V::vectors_of_events* V::width;

/// One layer's lists of the state of many events, [cells, lanes].
struct States {
    float const* h;  ///< after the previous jet
    float* next_h;
    float* c;
};

/// acc[gates j + gate, v] += sum over k of weights[j, k, gate] * x[k, v], weights of cells being `stride` apart.
template <class V, int gates, int rows, int vectors>
inline void add_many(V (&acc)[rows][vectors], float const* weights, size_t stride, float const* x, size_t count) {
    for (size_t k = 0; k < count; ++k) {
        V xk[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) xk[v] = V::load(x + v * V::width);
#pragma GCC unroll 32
        for (int row = 0; row < rows; ++row) {
            V const weight = V::of(weights[row / gates * stride + row % gates]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) acc[row][v] = V::fma(weight, xk[v], acc[row][v]);
        }
        weights += gates;
        x += lanes_of<V>;
    }
}

/// The next h and c of `cells` cells from number `cell` on, in `vectors` vectors of events.
template <class V, int cells, int vectors>
void block_step(Lstm const& layer, size_t cell, float const* x, States state, bool first) {
    constexpr int rows = 4 * cells;
    size_t const stride = 4 * (1 + layer.inputs + layer.cells);
    float const* const weights = layer.by_cell + cell * stride;
    V acc[rows][vectors];
#pragma GCC unroll 32
    for (int row = 0; row < rows; ++row) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) acc[row][v] = V::of(weights[row / 4 * stride + row % 4]);
    }
    add_many<V, 4, rows, vectors>(acc, weights + 4, stride, x, layer.inputs);
    if (!first) add_many<V, 4, rows, vectors>(acc, weights + 4 * (1 + layer.inputs), stride, state.h, layer.cells);
    constexpr int count = cells * vectors;
    size_t const at = cell * lanes_of<V>;
    auto const place = [&](int n) {
        return at + static_cast<size_t>(n / vectors) * lanes_of<V> + static_cast<size_t>(n % vectors) * V::width;
    };
    Gates<V> e[count];
    V c[count], h[count];
#pragma GCC unroll 16
    for (int n = 0; n < count; ++n) {
        int const row = n / vectors * 4, v = n % vectors;
        e[n] = {exp2(acc[row][v]), exp2(acc[row + 1][v]), exp2(acc[row + 2][v]), exp2(acc[row + 3][v])};
    }
#pragma GCC unroll 16
    for (int n = 0; n < count; ++n) c[n] = first ? V::of(0.0F) : V::load(state.c + place(n));
    next_cells(e, c, h);
#pragma GCC unroll 16
    for (int n = 0; n < count; ++n) {
        V::store(state.c + place(n), c[n]);
        V::store(state.next_h + place(n), h[n]);
    }
}

template <class V, int vectors>
void step_vectors(Layers const& layers, float const* x, float* states, size_t n) {
    for (size_t l = 0; l < layers.lstm_count; ++l) {
        Lstm const& layer = layers.lstm[l];
        size_t const size = layer.cells * lanes_of<V>;
        float* const next = states + (n % 2 == 0 ? 0 : size);
        States const state{states + (n % 2 == 0 ? size : 0), next, states + 2 * size};
        constexpr int most = 3, fitting = V::sums / (4 * vectors), block = fitting < most ? fitting : most;
        size_t cell = 0;
        for (; cell + block <= layer.cells; cell += block) block_step<V, block, vectors>(layer, cell, x, state, n == 0);
        for (; cell < layer.cells; ++cell) block_step<V, 1, vectors>(layer, cell, x, state, n == 0);
        x = next;
        states += 3 * size;
    }
}

/// The next jet of `events` events: in all vectors, or in the first alone if it holds them.
template <class V>
void step_many(Layers const& layers, float const* x, float* states, size_t n, size_t events) {
    if (events <= V::width) return step_vectors<V, 1>(layers, x, states, n);
    step_vectors<V, V::vectors_of_events>(layers, x, states, n);
}

/// A dense layer's row for one vector of events, summed in the order of dot() in kernel_one.hpp.
template <class V>
inline V row_of(Dense const& layer, size_t row, float const* x) {
    V sums[strands];
    for (V& sum : sums) sum = V::of(0.0F);
    float const* w = layer.w + row * layer.columns;
    for (size_t k = 0; k < layer.inputs; ++k) {
        sums[k % strands] = V::fma(V::of(w[k]), V::load(x + k * lanes_of<V>), sums[k % strands]);
    }
    for (size_t half = strands / 2; half > 0; half /= 2) {
        for (size_t k = 0; k < half; ++k) sums[k] = sums[k] + sums[k + half];
    }
    return activated(layer.activation, V::of(layer.b[row]) + sums[0]);
}

template <class V>
float const* output_many(Layers const& layers, float* states, size_t count) {
    auto [x, y] = dense_lists(layers, states, count, [](size_t values) { return values * lanes_of<V>; });
    float* other = y + with_slack(layers.widest_dense) * lanes_of<V>;
    for (size_t n = 0; n < layers.dense_count; ++n) {
        Dense const& layer = layers.dense[n];
        for (size_t row = 0; row < layer.outputs; ++row) {
            for (size_t v = 0; v < lanes_of<V>; v += V::width) {
                V::store(y + row * lanes_of<V> + v, row_of<V>(layer, row, x + v));
            }
        }
        x = y;
        y = other;
        other = x;
    }
    return x;
}

}  // namespace
}  // namespace jetseq::kernel
