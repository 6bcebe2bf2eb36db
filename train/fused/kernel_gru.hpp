#pragma once
#include "simd/exp2.hpp"
#include "train/fused/kernel_place.hpp"
#include "train/fused/kernel_products.hpp"

/// A step of a GRU layer, forward and backward: z, r = sigmoid(W x + U h + b), n = tanh(W x + U (r h) + b), h' = z h +
/// (1 - z) n.
namespace jetseq::train::fused {
namespace {

/// Gates z and r and the product r h of `cells` cells from `cell` on.
template <class V, int cells, int vectors>
inline void gru_gates(Layer const& layer, float const* parameters, Place const& at, size_t cell, size_t lane) {
    V sum[2 * cells][vectors];
    rows_forward(sum, layer.sums, parameters + layer.sums.offset + 2 * cell, at.operands + lanes + lane,
                 layer.inputs + (at.h_before ? layer.cells : 0));
    V const one = V::of(1.0F);
#pragma GCC unroll 8
    for (int j = 0; j < cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            size_t const place = (cell + j) * lanes + lane + v * V::width;
            V const a = one + simd::exp2(sum[2 * j][v] * V::of(-simd::log2_e));
            V const b = one + simd::exp2(sum[2 * j + 1][v] * V::of(-simd::log2_e));
            V const inverse = one / (a * b), r = inverse * a;
            float* const gates = at.gates + 2 * (cell + j) * lanes + lane + v * V::width;
            V::store(gates, inverse * b), V::store(gates + lanes, r);
            if (at.h_before) V::store(at.reset + place, r * V::load(at.h_before + place));
        }
    }
}

/// n and h of `cells` cells from `cell` on.
template <class V, int cells, int vectors>
inline void gru_states(Layer const& layer, float const* parameters, Place const& at, size_t cell, size_t lane,
                       float const* active, bool dropout) {
    V sum[cells][vectors];
    float const* const weights = parameters + layer.candidates.offset + cell;
    rows_forward(sum, layer.candidates, weights, at.operands + lanes + lane, layer.inputs);
    if (at.h_before) {
        accumulate<V, cells, vectors, 1>(sum, weights + layer.hidden() * layer.candidates.rows, layer.candidates.rows,
                                         at.reset + lane, lanes, layer.cells);
    }
    V const one = V::of(1.0F);
#pragma GCC unroll 16
    for (int j = 0; j < cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            size_t const place = (cell + j) * lanes + lane + v * V::width;
            V const e = simd::exp2(sum[j][v] * V::of(-2 * simd::log2_e)), n = (one - e) / (one + e);
            V const z = V::load(at.gates + 2 * (cell + j) * lanes + lane + v * V::width);
            V const before = at.h_before ? V::load(at.h_before + place) : V::of(0.0F);
            V h = V::fma(z, before - n, n);
            if (active) h = h * V::load(active + lane + v * V::width);
            V::store(at.gates + layer.sums.rows * lanes + place, n);
            V::store(at.h + place, h);
            if (at.out) V::store(at.out + place, dropout ? h * V::load(at.kept + place) : h);
        }
    }
}

/// Computes all cells, for `vectors` vectors of events from `lane` on.
template <class V, int vectors>
inline void gru_forward(Layer const& layer, float const* parameters, Place const& at, size_t lane, float const* active,
                        bool dropout) {
    for_blocks<Blocks<V>::outputs / 2>(layer.cells, [&](auto cells, size_t cell) {
        gru_gates<V, cells.value, vectors>(layer, parameters, at, cell, lane);
    });
    for_blocks<Blocks<V>::outputs>(layer.cells, [&](auto cells, size_t cell) {
        gru_states<V, cells.value, vectors>(layer, parameters, at, cell, lane, active, dropout);
    });
}

/// Replaces z and n of a step by the gradients of their sums, and writes the part of the gradient with respect to h of
/// the previous step that comes through h' = z h + ... to `carried`.
template <class V>
inline void gru_gates_backward(Layer const& layer, Place const& at, size_t used, Incoming const& from, float* carried) {
    V const one = V::of(1.0F), zero = V::of(0.0F);
    for (size_t cell = 0; cell < layer.cells; ++cell) {
        for (size_t lane = 0; lane < used; lane += V::width) {
            size_t const place = cell * lanes + lane;
            float* const gate = at.gates + 2 * cell * lanes + lane;
            float* const candidate = at.gates + layer.sums.rows * lanes + place;
            V const dh = gradient_of_h<V>(from, at, place, lane), z = V::load(gate), n = V::load(candidate);
            V const before = at.h_before ? V::load(at.h_before + place) : zero;
            V::store(carried + place, dh * z);
            V::store(gate, dh * (before - n) * z * (one - z));
            V::store(candidate, dh * (one - z) * (one - n * n));
        }
    }
}

/// Replaces r by the gradient of its sum, and the gradient with respect to r h by that with respect to h, as far as it
/// does not come through the sums of z and r. `of_h` [cells, lanes].
template <class V>
inline void gru_reset_backward(Layer const& layer, Place const& at, size_t used, float const* carried, float* of_h) {
    V const one = V::of(1.0F);
    for (size_t cell = 0; cell < layer.cells; ++cell) {
        for (size_t lane = 0; lane < used; lane += V::width) {
            size_t const place = cell * lanes + lane;
            float* const gate = at.gates + (2 * cell + 1) * lanes + lane;
            if (!at.h_before) {
                V::store(gate, V::of(0.0F));
                continue;
            }
            V const r = V::load(gate), d = V::load(of_h + place);
            V::store(of_h + place, V::fma(d, r, V::load(carried + place)));
            V::store(gate, d * V::load(at.h_before + place) * r * (one - r));
        }
    }
}

/// One step, for the first `used` lanes, of which `begun` have begun: the others have gradients of 0.
template <class V>
inline void gru_backward(Layer const& layer, Place const& at, size_t begun, size_t used, Incoming const& from,
                         Outgoing const& to) {
    Matrix const &sums = layer.sums, &candidates = layer.candidates;
    size_t const cells = at.h_before ? layer.cells : 0, skipped = layer.inputs - to.inputs;
    float* const sent = to.sent + (layer.cells - to.inputs) * lanes;
    float* const of_candidates = at.gates + sums.rows * lanes;
    float* const transposed = to.work.transposed;
    gru_gates_backward<V>(layer, at, used, from, to.work.carried);
    operands_backward<V>(candidates, to.transposed + candidates.transposed + skipped, to.inputs + cells, of_candidates,
                         used, sent);
    gru_reset_backward<V>(layer, at, used, to.work.carried, to.sent + layer.cells * lanes);
    operands_backward<V, true>(sums, to.transposed + sums.transposed + skipped, to.inputs + cells, at.gates, used,
                               sent);
    transpose_gradients<V>(candidates, of_candidates, used, transposed);
    float* const of_weights = to.gradient + candidates.offset;
    weights_backward<V>(candidates, at.operands, layer.hidden(), transposed, begun, of_weights);
    weights_backward<V>(candidates, at.reset, cells, transposed, begun, of_weights + layer.hidden() * candidates.rows);
    transpose_gradients<V>(sums, at.gates, used, transposed);
    weights_backward<V>(sums, at.operands, layer.hidden() + cells, transposed, begun, to.gradient + sums.offset);
}

}  // namespace
}  // namespace jetseq::train::fused
