#pragma once
#include "train/fused/kernel_forward.hpp"

/// Backward pass: from the gradients of the last layer's output to those of all weights.
namespace jetseq::train::fused {
namespace {

/// Replaces the gates of a step by the gradients of their sums, and dc by that of the previous step.
/// `above`, `ahead`: gradients with respect to the output to the next layer and to the next step; null if there is
/// none.
template <class V>
inline void gates_backward(Layer const& layer, Place const& at, size_t used, float const* above, float const* ahead,
                           bool dropout, float const* active, float* cell_gradient) {
    V const one = V::of(1.0F), zero = V::of(0.0F);
    for (size_t n = 0; n < layer.cells * used; n += V::width) {
        size_t const cell = n / used, lane = n % used, place = cell * lanes + lane;
        float* const gates = at.gates + 4 * cell * lanes + lane;
        V dh = ahead ? V::load(ahead + place) : zero;
        if (above) {
            V const up = V::load(above + place);
            dh = dropout ? V::fma(up, V::load(at.kept + place), dh) : dh + up;
        }
        V dc = ahead ? V::load(cell_gradient + place) : zero;
        V const begun = V::load(active + lane);
        dh = dh * begun, dc = dc * begun;
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

/// to[j] = sum over the gates' rows r of transposed[r, first + j] * dz[r], for `outputs` columns.
template <class V, int outputs>
inline void columns_backward(Layer const& layer, float const* transposed, float const* dz, size_t used, float* to) {
    for_vectors<V>(used, [&](auto count, size_t lane) {
        constexpr int vectors = count.value;
        V sum[outputs][vectors];
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) sum[j][v] = V::of(0.0F);
        }
        accumulate<V, outputs, vectors, 1>(sum, transposed, layer.transposed_columns, dz + lane, lanes,
                                           4 * layer.cells);
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) V::store(to + j * lanes + lane + v * V::width, sum[j][v]);
        }
    });
}

/// The same for any number of columns, in blocks of nearly the same size.
template <class V, int largest = Blocks<V>::outputs>
inline void block_backward(size_t outputs, Layer const& layer, float const* transposed, float const* dz, size_t used,
                           float* to) {
    if constexpr (largest > 0) {
        if (outputs == largest) return columns_backward<V, largest>(layer, transposed, dz, used, to);
        block_backward<V, largest - 1>(outputs, layer, transposed, dz, used, to);
    }
}

/// to [columns, lanes] = the gradients with respect to the operands of `columns` columns of the matrix.
template <class V>
inline void operands_backward(Layer const& layer, float const* transposed, size_t columns, float const* dz, size_t used,
                              float* to) {
    in_blocks<Blocks<V>::outputs>(columns, [&](size_t first, size_t count) {
        block_backward<V>(count, layer, transposed + first, dz, used, to + first * lanes);
    });
}

/// gradient[j, rows of the block] += sum over the events e of x[j, e] * dz[e, rows of the block].
template <class V, int columns, int vectors>
inline void weights_block(float const* x, float const* dz, size_t used, size_t rows, float* gradient) {
    V sum[columns][vectors];
#pragma GCC unroll 8
    for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sum[j][v] = V::load(gradient + j * rows + v * V::width);
    }
    accumulate<V, columns, vectors, lanes>(sum, x, 1, dz, rows, used);
#pragma GCC unroll 8
    for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) V::store(gradient + j * rows + v * V::width, sum[j][v]);
    }
}

/// The same for `columns` and `vectors` below compile-time limits.
template <class V, int vectors, int largest = Blocks<V>::columns>
inline void weights_columns(size_t columns, float const* x, float const* dz, size_t used, size_t rows,
                            float* gradient) {
    if constexpr (largest > 0) {
        if (columns == largest) return weights_block<V, largest, vectors>(x, dz, used, rows, gradient);
        weights_columns<V, vectors, largest - 1>(columns, x, dz, used, rows, gradient);
    }
}

template <class V, int largest = Blocks<V>::row_vectors>
inline void weights_rows(size_t vectors, size_t columns, float const* x, float const* dz, size_t used, size_t rows,
                         float* gradient) {
    if constexpr (largest > 0) {
        if (vectors == largest) {
            return in_blocks<Blocks<V>::columns>(columns, [&](size_t first, size_t count) {
                weights_columns<V, largest>(count, x + first * lanes, dz, used, rows, gradient + first * rows);
            });
        }
        weights_rows<V, largest - 1>(vectors, columns, x, dz, used, rows, gradient);
    }
}

/// gradient [columns, rows] += x [columns, lanes] times dz [lanes, rows].
template <class V>
inline void weights_backward(Layer const& layer, float const* x, size_t columns, float const* dz, size_t used,
                             float* gradient) {
    size_t const vectors = (4 * layer.cells + V::width - 1) / V::width;
    in_blocks<Blocks<V>::row_vectors>(vectors, [&](size_t first, size_t count) {
        weights_rows<V>(count, columns, x, dz + first * V::width, used, layer.rows, gradient + first * V::width);
    });
}

template <class V>
inline void transpose_gates(Layer const& layer, float const* dz, size_t used, float* transposed) {
    for (size_t row = 0; row < 4 * layer.cells; row += V::width) {
        for (size_t lane = 0; lane < used; lane += V::width) {
            simd::transpose(dz + row * lanes + lane, lanes, transposed + lane * layer.rows + row, layer.rows);
        }
    }
}

template <class V>
inline void layer_backward(Shape const& shape, size_t n, float const* transposed, bool dropout, Workspace const& work,
                           Tile const& tile, float* gradient) {
    Layer const& layer = shape.layers[n];
    bool const top = n + 1 == shape.layer_count;
    size_t const state = layer.cells * lanes;
    for (size_t t = tile.steps; t-- > 0;) {
        Place const at{shape, work, tile, n, t};
        bool const last = t + 1 == tile.steps;
        float* const sent = work.sent + 2 * t * state;
        float const* const active = work.active + t * lanes;
        size_t const used = used_lanes(tile, t);
        gates_backward<V>(layer, at, used, top && !last ? nullptr : sent, last ? nullptr : sent + 3 * state, dropout,
                          active, work.dc);
        transpose_gates<V>(layer, at.gates, used, work.transposed);
        size_t const inputs = n > 0 ? layer.inputs : 0, cells = t > 0 ? layer.cells : 0;
        operands_backward<V>(layer, transposed + layer.inputs - inputs, inputs + cells, at.gates, used,
                             sent + state - inputs * lanes);
        weights_backward<V>(layer, at.operands, 1 + layer.inputs + cells, work.transposed, used, gradient);
    }
}

}  // namespace
}  // namespace jetseq::train::fused
