#pragma once
#include "train/fused/kernel_blocks.hpp"

/// The products of matrices, forward and backward.
namespace jetseq::train::fused {
namespace {

/// sum[j] = bias[j] + sum over k: weights[k, j] * x[k], for `rows` rows from `first_row` on, and `count` operands x
/// [count, lanes] after the first.
template <class V, int rows, int vectors>
inline void rows_forward(V (&sum)[rows][vectors], Matrix const& matrix, float const* first_row, float const* x,
                         size_t count) {
#pragma GCC unroll 16
    for (int j = 0; j < rows; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sum[j][v] = V::of(first_row[j]);
    }
    accumulate<V, rows, vectors, 1>(sum, first_row + matrix.rows, matrix.rows, x, lanes, count);
}

/// to[j] = sum over the rows r of transposed[r, j] * dz[r], for `outputs` columns; `adds`: to[j] += the sum.
template <class V, bool adds, int outputs>
inline void columns_backward(Matrix const& matrix, float const* transposed, float const* dz, size_t used, float* to) {
    for_vectors<V>(used, [&](auto count, size_t lane) {
        constexpr int vectors = count.value;
        V sum[outputs][vectors];
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) {
                sum[j][v] = adds ? V::load(to + j * lanes + lane + v * V::width) : V::of(0.0F);
            }
        }
        accumulate<V, outputs, vectors, 1>(sum, transposed, matrix.transposed_columns, dz + lane, lanes, matrix.used);
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) V::store(to + j * lanes + lane + v * V::width, sum[j][v]);
        }
    });
}

/// The same for any number of columns, in blocks of nearly the same size.
template <class V, bool adds, int largest = Blocks<V>::outputs>
inline void block_backward(size_t outputs, Matrix const& matrix, float const* transposed, float const* dz, size_t used,
                           float* to) {
    if constexpr (largest > 0) {
        if (outputs == largest) return columns_backward<V, adds, largest>(matrix, transposed, dz, used, to);
        block_backward<V, adds, largest - 1>(outputs, matrix, transposed, dz, used, to);
    }
}

/// to [columns, lanes] = the gradients with respect to the operands of `columns` columns of the matrix, or += them.
template <class V, bool adds = false>
inline void operands_backward(Matrix const& matrix, float const* transposed, size_t columns, float const* dz,
                              size_t used, float* to) {
    in_blocks<Blocks<V>::outputs>(columns, [&](size_t first, size_t count) {
        block_backward<V, adds>(count, matrix, transposed + first, dz, used, to + first * lanes);
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
inline void weights_backward(Matrix const& matrix, float const* x, size_t columns, float const* dz, size_t used,
                             float* gradient) {
    size_t const vectors = (matrix.used + V::width - 1) / V::width;
    in_blocks<Blocks<V>::row_vectors>(vectors, [&](size_t first, size_t count) {
        weights_rows<V>(count, columns, x, dz + first * V::width, used, matrix.rows, gradient + first * V::width);
    });
}

/// transposed [lanes, rows] = dz [rows, lanes]
template <class V>
inline void transpose_gradients(Matrix const& matrix, float const* dz, size_t used, float* transposed) {
    for (size_t row = 0; row < matrix.used; row += V::width) {
        for (size_t lane = 0; lane < used; lane += V::width) {
            simd::transpose(dz + row * lanes + lane, lanes, transposed + lane * matrix.rows + row, matrix.rows);
        }
    }
}

}  // namespace
}  // namespace jetseq::train::fused
