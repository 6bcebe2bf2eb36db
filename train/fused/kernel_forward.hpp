#pragma once
#include "simd/exp2.hpp"
#include "train/fused/kernel_blocks.hpp"
#include "train/fused/kernel_dropout.hpp"

/// Forward pass: from the inputs of a tile to the output of the last layer.
namespace jetseq::train::fused {
namespace {

/// The four gates and tanh of the new c, from e^-z of the sums z (e^-2z for g): sigmoid(z) = 1 / (1 + e^-z), tanh(z) =
/// 2 sigmoid(2 z) - 1.
template <class V>
struct Cell {
    V i, f, g, o, c, tanh_c;

    Cell(V ei, V ef, V eg, V eo, V before) {
        V const one = V::of(1.0F);
        ei = one + ei, ef = one + ef, eo = one + eo;
        V const inverse_if = one / (ei * ef), inverse_go = one / ((one + eg) * eo);
        i = inverse_if * ef, f = inverse_if * ei;
        g = (one - eg) * eo * inverse_go, o = (one + eg) * inverse_go;
        c = V::fma(f, before, i * g);
        V const ec = simd::exp2(c * V::of(-2 * simd::log2_e));
        tanh_c = (one - ec) / (one + ec);
    }
};

/// The memory of layer `n` of a tile at step t.
struct Place {
    float const* operands;       ///< [operands, lanes]
    float *h_before, *c_before;  ///< [cells, lanes], null at the first step
    float *gates, *c, *tanh_c, *kept;
    float* h;    ///< [cells, lanes]: among the operands of the next step
    float* out;  ///< output, among the operands of the next layer; null if it is not used

    Place(Shape const& shape, Workspace const& work, Tile const& tile, size_t n, size_t t) {
        Layer const& layer = shape.layers[n];
        auto const& states = work.layers[n];
        size_t const step = layer.cells * lanes, at = t * step;
        operands = states.operands + t * layer.operands() * lanes;
        h = states.operands + ((t + 1) * layer.operands() + layer.hidden()) * lanes;
        gates = states.gates + t * layer.rows * lanes;
        c = states.c + at, tanh_c = states.tanh_c + at, kept = states.kept + at;
        c_before = t == 0 ? nullptr : c - step;
        h_before = t == 0 ? nullptr : h - layer.operands() * lanes;
        if (n + 1 < shape.layer_count) {
            out = work.layers[n + 1].operands + (t * shape.layers[n + 1].operands() + 1) * lanes;
        } else {
            out = t + 1 == tile.steps ? work.last : nullptr;  // only the last state of the last layer is used
        }
    }
};

/// Computes `cells` cells from `cell` on, for `vectors` vectors of events from `lane` on.
template <class V, int cells, int vectors>
inline void cells_forward(Layer const& layer, float const* matrix, Place const& at, size_t cell, size_t lane,
                          float const* active, bool dropout) {
    float const* const weights = matrix + 4 * cell;
    V sum[4 * cells][vectors];
#pragma GCC unroll 16
    for (int j = 0; j < 4 * cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sum[j][v] = V::of(weights[j]);
    }
    accumulate<V, 4 * cells, vectors, 1>(sum, weights + layer.rows, layer.rows, at.operands + lanes + lane, lanes,
                                         layer.inputs + (at.c_before ? layer.cells : 0));
#pragma GCC unroll 16
    for (int j = 0; j < 4 * cells; ++j) {
        V const scale = V::of(j % 4 == 2 ? -2 * simd::log2_e : -simd::log2_e);
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sum[j][v] = simd::exp2(sum[j][v] * scale);
    }
#pragma GCC unroll 4
    for (int j = 0; j < cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            size_t const place = (cell + j) * lanes + lane + v * V::width;
            V const before = at.c_before ? V::load(at.c_before + place) : V::of(0.0F);
            Cell<V> next{sum[4 * j][v], sum[4 * j + 1][v], sum[4 * j + 2][v], sum[4 * j + 3][v], before};
            V h = next.o * next.tanh_c;
            if (active) {
                V const begun = V::load(active + lane + v * V::width);
                next.c = next.c * begun, h = h * begun;
            }
            float* const gates = at.gates + 4 * (cell + j) * lanes + lane + v * V::width;
            V::store(gates, next.i), V::store(gates + lanes, next.f);
            V::store(gates + 2 * lanes, next.g), V::store(gates + 3 * lanes, next.o);
            V::store(at.c + place, next.c), V::store(at.tanh_c + place, next.tanh_c);
            V::store(at.h + place, h);
            if (at.out) V::store(at.out + place, dropout ? h * V::load(at.kept + place) : h);
        }
    }
}

/// Computes all cells, for `vectors` vectors of events from `lane` on.
template <class V, int vectors>
inline void vectors_forward(Layer const& layer, float const* matrix, Place const& at, size_t lane, float const* active,
                            bool dropout) {
    constexpr int block = Blocks<V>::cells;
    size_t cell = 0;
    for (; cell + block <= layer.cells; cell += block) {
        cells_forward<V, block, vectors>(layer, matrix, at, cell, lane, active, dropout);
    }
    if (block > 2 && cell + 2 <= layer.cells) {
        cells_forward<V, 2, vectors>(layer, matrix, at, cell, lane, active, dropout);
        cell += 2;
    }
    for (; cell < layer.cells; ++cell) {
        cells_forward<V, 1, vectors>(layer, matrix, at, cell, lane, active, dropout);
    }
}

template <class V>
inline void step_forward(Layer const& layer, float const* matrix, Place const& at, size_t used, float const* active,
                         bool dropout) {
    for_vectors<V>(used, [&](auto vectors, size_t lane) {
        vectors_forward<V, vectors.value>(layer, matrix, at, lane, active, dropout);
    });
}

/// The number of lanes to compute at step t: events are sorted by falling length, so the second half often begins
/// later. At the last step all lanes are computed, also those without jets.
inline size_t used_lanes(Tile const& tile, size_t t) {
    bool const half = t + 1 < tile.steps && t + tile.lengths[lanes / 2] < tile.steps;
    return half ? lanes / 2 : lanes;
}

/// Fills `active`; true if all lanes in use have begun at step t.
inline bool all_begun(Tile const& tile, size_t t, size_t used, float* active) {
    bool all = true;
    for (size_t e = 0; e < used; ++e) {
        bool const begun = t + tile.lengths[e] >= tile.steps;
        active[e] = begun ? 1.0F : 0.0F;
        all = all && begun;
    }
    return all;
}

/// Clears the state before step t of lanes that were not computed until then.
inline void clear_state(Layer const& layer, Place const& at, size_t from) {
    if (!at.c_before) return;
    for (size_t j = 0; j < layer.cells; ++j) {
        for (size_t e = from; e < lanes; ++e) {
            at.h_before[j * lanes + e] = 0, at.c_before[j * lanes + e] = 0;
        }
    }
}

template <class V>
[[gnu::noinline]] void forward(Shape const& shape, float const* parameters, Dropout const* dropout,
                               Workspace const& work, Tile const& tile) {
    size_t before = tile.steps == 0 ? 0 : used_lanes(tile, 0);
    for (size_t t = 0; t < tile.steps; ++t) {
        size_t const used = used_lanes(tile, t);
        float* const active = work.active + t * lanes;
        float const* const mask = all_begun(tile, t, used, active) ? nullptr : active;
        for (size_t n = 0; n < shape.layer_count; ++n) {
            Layer const& layer = shape.layers[n];
            Place const at{shape, work, tile, n, t};
            if (used > before) clear_state(layer, at, before);
            if (dropout && at.out) draw_dropout<V>(*dropout, n, layer.cells, tile, t, used, at.kept);
            step_forward<V>(layer, parameters + layer.offset, at, used, mask, dropout != nullptr);
        }
        before = used;
    }
}

}  // namespace
}  // namespace jetseq::train::fused
