#pragma once
#include "simd/exp2.hpp"
#include "train/fused/kernel_place.hpp"
#include "train/fused/kernel_products.hpp"

/// A step of an LSTM layer, forward and backward.
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

/// Computes `cells` cells from `cell` on, for `vectors` vectors of events from `lane` on.
template <class V, int cells, int vectors>
inline void cells_forward(Layer const& layer, float const* matrix, Place const& at, size_t cell, size_t lane,
                          float const* active, bool dropout) {
    V sum[4 * cells][vectors];
    rows_forward(sum, layer.sums, matrix + 4 * cell, at.operands + lanes + lane,
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
inline void lstm_forward(Layer const& layer, float const* matrix, Place const& at, size_t lane, float const* active,
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

/// Replaces the gates of a step by the gradients of their sums, and dc by that of the previous step.
template <class V>
inline void lstm_gates_backward(Layer const& layer, Place const& at, size_t used, Incoming const& from,
                                float* cell_gradient) {
    V const one = V::of(1.0F), zero = V::of(0.0F);
    for (size_t cell = 0; cell < layer.cells; ++cell) {
        for (size_t lane = 0; lane < used; lane += V::width) {
            size_t const place = cell * lanes + lane;
            float* const gates = at.gates + 4 * cell * lanes + lane;
            V const dh = gradient_of_h<V>(from, at, place, lane);
            V dc = from.ahead ? V::load(cell_gradient + place) : zero;
            dc = dc * V::load(from.active + lane);
            V const i = V::load(gates), f = V::load(gates + lanes), g = V::load(gates + 2 * lanes),
                    o = V::load(gates + 3 * lanes), tanh_c = V::load(at.tanh_c + place);
            V const before = at.c_before ? V::load(at.c_before + place) : zero;
            dc = V::fma(dh * o, one - tanh_c * tanh_c, dc);
            V::store(cell_gradient + place, dc * f);
            V::store(gates, dc * g * i * (one - i));
            V::store(gates + lanes, dc * before * f * (one - f));
            V::store(gates + 2 * lanes, dc * i * (one - g * g));
            V::store(gates + 3 * lanes, dh * tanh_c * o * (one - o));
        }
    }
}

/// One step, for the first `used` lanes, of which `begun` have begun: the others have gradients of 0.
template <class V>
inline void lstm_backward(Layer const& layer, Place const& at, size_t begun, size_t used, Incoming const& from,
                          Outgoing const& to) {
    Matrix const& sums = layer.sums;
    lstm_gates_backward<V>(layer, at, used, from, to.work.carried);
    transpose_gradients<V>(sums, at.gates, used, to.work.transposed);
    size_t const cells = at.h_before ? layer.cells : 0;
    operands_backward<V>(sums, to.transposed + sums.transposed + layer.inputs - to.inputs, to.inputs + cells, at.gates,
                         used, to.sent + (layer.cells - to.inputs) * lanes);
    weights_backward<V>(sums, at.operands, layer.hidden() + cells, to.work.transposed, begun,
                        to.gradient + sums.offset);
}

}  // namespace
}  // namespace jetseq::train::fused
