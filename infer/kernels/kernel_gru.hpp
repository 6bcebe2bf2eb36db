#pragma once
#include "infer/kernels/kernel_many.hpp"
#include "infer/kernels/kernel_one.hpp"

/// Steps of GRU layers: for one event, whose cells are spread over lanes, and for many, with events spread over lanes.
/// Each sums in the same order: the bias, the inputs, the cells.
namespace jetseq::kernel {
namespace {

/// One layer's lists of a state.
struct GruState {
    float const* h;  ///< after the previous object
    float* next_h;   ///< 2^row of gate z first, then h
    float* reset_h;  ///< r h
    float* n;        ///< row of gate n without the part of h
};

/// The lists of `size` floats that begin at `state`, for object `n`.
inline GruState gru_state(float* state, size_t size, size_t n) {
    bool const even = n % 2 == 0;
    return {state + (even ? size : 0), state + (even ? 0 : size), state + 2 * size, state + 3 * size};
}

/// z h + (1 - z) tanh(n), with one division, from 2^row of the gates z and n.
template <class V>
inline V next_h(V ez, V en, V h) {
    V const one = V::of(1.0F);
    return V::fma(h, one + en, ez * (one - en)) / ((one + ez) * (one + en));
}

/// Floats of a block of Gru::by_cell; `width` times as many has one of Gru::blocks.
inline size_t block_of(Gru const& layer) { return 3 * (1 + layer.inputs) + 3 * layer.cells; }

/// acc[gates v + gate] += sum over k of weights[v, k, gate] * x[k], vectors of cells being `stride` apart.
template <class V, int gates, int vectors>
inline void add_columns(V (&acc)[gates * vectors], float const* weights, size_t stride, float const* x, size_t count) {
    for (size_t k = 0; k < count; ++k) {
        V const xk = V::of(x[k]);
#pragma GCC unroll 16
        for (int row = 0; row < gates * vectors; ++row) {
            float const* const from = weights + static_cast<size_t>(row / gates) * stride + row % gates * V::width;
            acc[row] = V::fma(V::load(from), xk, acc[row]);
        }
        weights += gates * V::width;
    }
}

/// The gates z and r of `vectors` vectors of cells from `weights` on, and what gate n needs, at `at` in the lists.
template <class V, int vectors>
void gates_of(Gru const& layer, float const* weights, size_t at, float const* x, GruState state, bool first) {
    size_t const stride = block_of(layer) * V::width;
    V acc[3 * vectors], both[2 * vectors];
#pragma GCC unroll 16
    for (int row = 0; row < 3 * vectors; ++row) {
        acc[row] = V::load(weights + static_cast<size_t>(row / 3) * stride + row % 3 * V::width);
    }
    add_columns<V, 3, vectors>(acc, weights + 3 * V::width, stride, x, layer.inputs);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) both[2 * v] = acc[3 * v], both[2 * v + 1] = acc[3 * v + 1];
    float const* const of_h = weights + 3 * (1 + layer.inputs) * V::width;
    if (!first) add_columns<V, 2, vectors>(both, of_h, stride, state.h, layer.cells);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) {
        size_t const place = at + v * V::width;
        V::store(state.next_h + place, exp2(both[2 * v]));
        V::store(state.n + place, acc[3 * v + 2]);
        if (first) continue;
        V::store(state.reset_h + place, V::load(state.h + place) / (V::of(1.0F) + exp2(both[2 * v + 1])));
    }
}

/// The next h of these cells.
template <class V, int vectors>
void finish(Gru const& layer, float const* weights, size_t at, GruState state, bool first) {
    size_t const stride = block_of(layer) * V::width;
    V n[vectors];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) n[v] = V::load(state.n + at + v * V::width);
    float const* const of_reset_h = weights + (3 * (1 + layer.inputs) + 2 * layer.cells) * V::width;
    if (!first) add_columns<V, 1, vectors>(n, of_reset_h, stride, state.reset_h, layer.cells);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) {
        size_t const place = at + v * V::width;
        V const h = first ? V::of(0.0F) : V::load(state.h + place);
        V::store(state.next_h + place, next_h<V>(V::load(state.next_h + place), exp2(n[v]), h));
    }
}

/// Calls `work(vectors, weights, at)` for all vectors of cells, four together while there are.
template <class V, class Work>
inline void for_all_cells(Gru const& layer, Work const& work) {
    size_t const size = block_of(layer) * V::width;
    size_t v = 0;
    for (; v + 4 <= layer.vectors; v += 4) work.template run<4>(layer.blocks + v * size, v * V::width);
    for (; v < layer.vectors; ++v) work.template run<1>(layer.blocks + v * size, v * V::width);
}

template <class V>
struct GatesOfCells {
    Gru const& layer;
    float const* x;
    GruState state;
    bool first;
    template <int vectors>
    void run(float const* weights, size_t at) const {
        gates_of<V, vectors>(layer, weights, at, x, state, first);
    }
};

template <class V>
struct FinishOfCells {
    Gru const& layer;
    GruState state;
    bool first;
    template <int vectors>
    void run(float const* weights, size_t at) const {
        finish<V, vectors>(layer, weights, at, state, first);
    }
};

template <class V>
void gru_step(Layers const& layers, float const* x, float* state, size_t n) {
    for (size_t l = 0; l < layers.gru_count; ++l) {
        Gru const& layer = layers.gru[l];
        size_t const size = with_slack(layer.cells);
        GruState const lists = gru_state(state, size, n);
        for_all_cells<V>(layer, GatesOfCells<V>{layer, x, lists, n == 0});
        for_all_cells<V>(layer, FinishOfCells<V>{layer, lists, n == 0});
        x = lists.next_h;
        state += gru_lists * size;
    }
}

/// gates_of() for `cells` cells from number `cell` on, in `vectors` vectors of events.
template <class V, int cells, int vectors>
void gates_of_many(Gru const& layer, size_t cell, float const* x, GruState state, bool first) {
    size_t const stride = block_of(layer);
    float const* const weights = layer.by_cell + cell * stride;
    V acc[3 * cells][vectors], both[2 * cells][vectors];
#pragma GCC unroll 32
    for (int row = 0; row < 3 * cells; ++row) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) acc[row][v] = V::of(weights[row / 3 * stride + row % 3]);
    }
    add_many<V, 3, 3 * cells, vectors>(acc, weights + 3, stride, x, layer.inputs);
#pragma GCC unroll 32
    for (int row = 0; row < 2 * cells; ++row) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) both[row][v] = acc[row / 2 * 3 + row % 2][v];
    }
    float const* const of_h = weights + 3 * (1 + layer.inputs);
    if (!first) add_many<V, 2, 2 * cells, vectors>(both, of_h, stride, state.h, layer.cells);
#pragma GCC unroll 8
    for (int j = 0; j < cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            size_t const place = (cell + j) * lanes_of<V> + v * V::width;
            V::store(state.next_h + place, exp2(both[2 * j][v]));
            V::store(state.n + place, acc[3 * j + 2][v]);
            if (first) continue;
            V::store(state.reset_h + place, V::load(state.h + place) / (V::of(1.0F) + exp2(both[2 * j + 1][v])));
        }
    }
}

/// finish() for these cells.
template <class V, int cells, int vectors>
void finish_many(Gru const& layer, size_t cell, GruState state, bool first) {
    size_t const stride = block_of(layer);
    float const* const weights = layer.by_cell + cell * stride + 3 * (1 + layer.inputs) + 2 * layer.cells;
    V n[cells][vectors];
#pragma GCC unroll 8
    for (int j = 0; j < cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) n[j][v] = V::load(state.n + (cell + j) * lanes_of<V> + v * V::width);
    }
    if (!first) add_many<V, 1, cells, vectors>(n, weights, stride, state.reset_h, layer.cells);
#pragma GCC unroll 8
    for (int j = 0; j < cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            size_t const place = (cell + j) * lanes_of<V> + v * V::width;
            V const h = first ? V::of(0.0F) : V::load(state.h + place);
            V::store(state.next_h + place, next_h<V>(V::load(state.next_h + place), exp2(n[j][v]), h));
        }
    }
}

template <class V, int vectors>
void gru_step_vectors(Layers const& layers, float const* x, float* states, size_t step) {
    constexpr int fitting = V::sums / (3 * vectors), most = 4, block = fitting < most ? fitting : most;
    for (size_t l = 0; l < layers.gru_count; ++l) {
        Gru const& layer = layers.gru[l];
        size_t const size = layer.cells * lanes_of<V>;
        GruState const lists = gru_state(states, size, step);
        bool const first = step == 0;
        size_t cell = 0;
        for (; cell + block <= layer.cells; cell += block) {
            gates_of_many<V, block, vectors>(layer, cell, x, lists, first);
        }
        for (; cell < layer.cells; ++cell) gates_of_many<V, 1, vectors>(layer, cell, x, lists, first);
        for (cell = 0; cell + 4 <= layer.cells; cell += 4) finish_many<V, 4, vectors>(layer, cell, lists, first);
        for (; cell < layer.cells; ++cell) finish_many<V, 1, vectors>(layer, cell, lists, first);
        x = lists.next_h;
        states += gru_lists * size;
    }
}

template <class V>
void gru_step_many(Layers const& layers, float const* x, float* states, size_t n, size_t events) {
    if (events <= V::width) return gru_step_vectors<V, 1>(layers, x, states, n);
    gru_step_vectors<V, V::vectors_of_events>(layers, x, states, n);
}

}  // namespace
}  // namespace jetseq::kernel
