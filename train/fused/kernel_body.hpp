#pragma once
#include "jetseq/simd/exp2.hpp"
#include "jetseq/train/fused/dropout_bits.hpp"
#include "jetseq/train/fused/kernel.hpp"

/// The arithmetic of the fused training step, written once for a vector V of simd/. An event stands in each lane.
namespace jetseq::fused {
namespace {

/// Outputs and vectors that a block of sums keeps in registers, with the operands beside them.
template <class V>
struct Blocks {
    static constexpr int vectors = 2;                            ///< of events, in the products with weights
    static constexpr int cells = V::registers == 32 ? 3 : 1;     ///< with four gates each
    static constexpr int outputs = V::registers == 32 ? 12 : 6;  ///< backward
    static constexpr int row_vectors = 4;                        ///< of gates, in the gradients of the weights
    static constexpr int columns = V::registers == 32 ? 6 : 2;
};

/// A number as a type.
template <int n>
struct Count {
    static constexpr int value = n;
};

/// sum[j][v] += over k: a[k, j] * b[k, v], where a[k, j] = a[k * a_next + j * a_step] and b[k] is `vectors` vectors.
template <class V, int outputs, int vectors, size_t a_step>
inline void accumulate(V (&sum)[outputs][vectors], float const* a, size_t a_next, float const* b, size_t b_next,
                       size_t count) {
    for (size_t k = 0; k < count; ++k, a += a_next, b += b_next) {
        V factor[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) factor[v] = V::load(b + v * V::width);
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
            V const one = V::of(a[j * a_step]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) sum[j][v] = V::fma(one, factor[v], sum[j][v]);
        }
    }
}

/// Calls work(first, count) for blocks of at most `most` of `total`, nearly of the same size.
template <size_t most, class Work>
inline void in_blocks(size_t total, Work const& work) {
    size_t const blocks = (total + most - 1) / most;
    for (size_t n = 0, first = 0; n < blocks; ++n) {
        size_t const count = (total - first + blocks - n - 1) / (blocks - n);
        work(first, count);
        first += count;
    }
}

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

/// Where layer `n` of a tile stands at step t.
struct Place {
    float const* operands;       ///< [operands, lanes]
    float *h_before, *c_before;  ///< [cells, lanes], null at the first step
    float *gates, *c, *tanh_c, *kept;
    float* h;    ///< [cells, lanes]: among the operands of the next step
    float* out;  ///< what goes up, null where nothing does: among the operands of the layer above

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
            out = t + 1 == tile.steps ? work.last : nullptr;  // of the last layer only the last state
        }
    }
};

/// `cells` cells from `cell` on, for `vectors` vectors of events from `lane` on.
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

/// All cells, for `vectors` vectors of events from `lane` on.
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

/// Calls work(vectors, lane), `vectors` a compile-time number of vectors, until all of the first `used` lanes are done.
template <class V, class Work>
inline void for_vectors(size_t used, Work const& work) {
    constexpr int together = Blocks<V>::vectors;
    size_t lane = 0;
    for (; lane + together * V::width <= used; lane += together * V::width) work(Count<together>{}, lane);
    for (; lane < used; lane += V::width) work(Count<1>{}, lane);
}

template <class V>
inline void step_forward(Layer const& layer, float const* matrix, Place const& at, size_t used, float const* active,
                         bool dropout) {
    for_vectors<V>(used, [&](auto vectors, size_t lane) {
        vectors_forward<V, vectors.value>(layer, matrix, at, lane, active, dropout);
    });
}

/// Philox's rounds on words of 64 bits, of whose upper halves nothing depends.
template <class Words>
inline void philox(Words (&counter)[4], uint32_t const* key) {
    Words const a = Words::of(0xd2511f53U), b = Words::of(0xcd9e8d57U);
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; ++round, k0 += 0x9e3779b9U, k1 += 0xbb67ae85U) {
        Words const first = Words::product(counter[0], a), third = Words::product(counter[2], b);
        counter[0] = Words::upper(third) ^ counter[1] ^ Words::of(k0);
        counter[2] = Words::upper(first) ^ counter[3] ^ Words::of(k1);
        counter[1] = third, counter[3] = first;
    }
}

/// Which values behind a layer are kept at step t: [cells, lanes] of 0 or the scale. The bits are dropout_bits();
/// even events are drawn in the lower halves of words, odd events beside them.
template <class V>
inline void draw_dropout(Dropout const& dropout, size_t layer, size_t cells, Tile const& tile, size_t t, size_t used,
                         float* kept) {
    using Words = typename V::Words;
    uint32_t const threshold = dropout.threshold;
    float const scale = dropout.scale;
    uint32_t const seed[2] = {static_cast<uint32_t>(dropout.seed), static_cast<uint32_t>(dropout.seed >> 32)};
    uint32_t low[lanes], high[lanes], jet[lanes], words[4][V::width];
    for (size_t e = 0; e < lanes; ++e) {
        low[e] = static_cast<uint32_t>(tile.hashes[e]), high[e] = static_cast<uint32_t>(tile.hashes[e] >> 32);
        // a lane that has not begun draws in vain
        jet[e] = static_cast<uint32_t>(t + tile.lengths[e] - tile.steps) << 12;
    }
    for (size_t lane = 0; lane < used; lane += V::width) {
        Words const event_low = Words::load(low + lane), event_high = Words::load(high + lane);
        Words const jets = Words::load(jet + lane);
        for (size_t cell = 0; cell < cells; cell += cells_per_draw) {
            Words const block = Words::of(static_cast<uint32_t>(cell / cells_per_draw | layer << 8));
            Words const epoch = Words::of(dropout.epoch);
            Words even[4] = {event_low, event_high, jets ^ block, epoch};
            Words odd[4] = {Words::upper(event_low), Words::upper(event_high), Words::upper(jets) ^ block, epoch};
            philox(even, seed);
            philox(odd, seed);
            for (int n = 0; n < 4; ++n) Words::store(words[n], Words::joined(even[n], odd[n]));
            size_t const count = cells - cell < cells_per_draw ? cells - cell : cells_per_draw;
            for (size_t j = 0; j < count; ++j) {
                uint32_t const shift = 16 * (j % 2);
                float* const to = kept + (cell + j) * lanes + lane;
                for (size_t e = 0; e < V::width; ++e) {
                    to[e] = (words[j / 2][e] >> shift & 0xffffU) < threshold ? 0.0F : scale;
                }
            }
        }
    }
}

/// Lanes that are computed at step t: of a tile's events, longest first, the second half often begins later. At the
/// last step all are, those without jets too.
inline size_t used_lanes(Tile const& tile, size_t t) {
    bool const half = t + 1 < tile.steps && t + tile.lengths[lanes / 2] < tile.steps;
    return half ? lanes / 2 : lanes;
}

/// Fills `active`; true where all lanes in use have begun at step t.
inline bool all_begun(Tile const& tile, size_t t, size_t used, float* active) {
    bool all = true;
    for (size_t e = 0; e < used; ++e) {
        bool const begun = t + tile.lengths[e] >= tile.steps;
        active[e] = begun ? 1.0F : 0.0F;
        all = all && begun;
    }
    return all;
}

/// The state before step t of lanes that were not computed until then.
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

/// Logits [outputs, lanes] from what the last layer gives, null for a tile of events without jets.
inline void logits_of(Shape const& shape, float const* parameters, float const* last, float* logits) {
    size_t const cells = shape.layers[0].cells;
    for (size_t k = 0; k < shape.outputs; ++k, logits += lanes) {
        float const* const head = parameters + shape.head + k * (cells + 1);
        for (size_t e = 0; e < lanes; ++e) logits[e] = head[cells];
        for (size_t j = 0; last && j < cells; ++j) {
            for (size_t e = 0; e < lanes; ++e) logits[e] += head[j] * last[j * lanes + e];
        }
    }
}

/// Loss and its gradient with respect to the logits: w (log(1 + e^z) - y z), w (sigmoid(z) - y).
template <class V>
inline void loss_of(Tile& tile, float* gradient) {
    float losses[lanes];
    V const one = V::of(1.0F), zero = V::of(0.0F);
    for (size_t e = 0; e < lanes; e += V::width) {
        V const z = V::load(tile.logits + e), y = V::load(tile.labels + e), w = V::load(tile.weights + e);
        V const size = V::largest(z, zero - z);
        V const small = simd::exp2(size * V::of(-simd::log2_e));  // e^-|z|
        V const s = small / (V::of(2.0F) + small), s2 = s * s;    // log(1 + x) = 2 artanh(x / (2 + x))
        V p = V::of(2.0F / 13);
        p = V::fma(p, s2, V::of(2.0F / 11)), p = V::fma(p, s2, V::of(2.0F / 9)), p = V::fma(p, s2, V::of(2.0F / 7));
        p = V::fma(p, s2, V::of(2.0F / 5)), p = V::fma(p, s2, V::of(2.0F / 3)), p = V::fma(p, s2, V::of(2.0F));
        V::store(losses + e, w * (V::largest(z, zero) + p * s - y * z));
        V::store(gradient + e, w * (one / (one + simd::exp2(z * V::of(-simd::log2_e))) - y));
    }
    tile.loss = 0;
    for (size_t e = 0; e < lanes; ++e) tile.loss += static_cast<double>(losses[e]);
}

/// The same of a softmax: w (log(sum over k of e^z_k) - z_y), w (p_k - [k = y]); gradient [outputs, lanes].
template <class V>
inline void softmax_loss_of(size_t outputs, Tile& tile, float* gradient) {
    float tops[lanes], sums[lanes];
    for (size_t e = 0; e < lanes; e += V::width) {
        V top = V::load(tile.logits + e), sum = V::of(0.0F);
        for (size_t k = 1; k < outputs; ++k) top = V::largest(top, V::load(tile.logits + k * lanes + e));
        for (size_t k = 0; k < outputs; ++k) {
            V const p = simd::exp2((V::load(tile.logits + k * lanes + e) - top) * V::of(simd::log2_e));
            V::store(gradient + k * lanes + e, p);
            sum = sum + p;
        }
        V::store(tops + e, top), V::store(sums + e, sum);
    }
    tile.loss = 0;
    for (size_t e = 0; e < lanes; ++e) {
        size_t const label = static_cast<size_t>(tile.labels[e]);
        for (size_t k = 0; k < outputs; ++k) {
            float& one = gradient[k * lanes + e];
            one = tile.weights[e] * (one / sums[e] - (k == label ? 1.0F : 0.0F));
        }
        double const distance = static_cast<double>(tops[e]) - static_cast<double>(tile.logits[label * lanes + e]);
        tile.loss += static_cast<double>(tile.weights[e]) * (distance + __builtin_log(static_cast<double>(sums[e])));
    }
}

/// The sum of 16 numbers, the halves added to each other until one is left.
inline float sum_of_halves(float* x) {
    for (size_t half = 8; half > 0; half /= 2) {
        for (size_t k = 0; k < half; ++k) x[k] += x[k + half];
    }
    return x[0];
}

/// Gradient of an output's weights and bias: sums over the lanes in a fixed order, in 16 strands.
template <class V>
inline void head_backward(size_t cells, float const* last, float const* dz, float* gradient) {
    constexpr size_t strands = 16, vectors = strands / V::width;
    for (size_t j = last ? 0 : cells; j <= cells; ++j) {
        V sum[vectors];
        for (size_t v = 0; v < vectors; ++v) sum[v] = V::of(0.0F);
        for (size_t e = 0; e < lanes; e += strands) {
            for (size_t v = 0; v < vectors; ++v) {
                size_t const lane = e + v * V::width;
                V const one = V::load(dz + lane);
                sum[v] = sum[v] + (j < cells ? V::load(last + j * lanes + lane) * one : one);
            }
        }
        float strand[strands];
        for (size_t v = 0; v < vectors; ++v) V::store(strand + v * V::width, sum[v]);
        gradient[j] += sum_of_halves(strand);
    }
}

/// Turns the gates of a step into the gradients of their sums, and dc into that of the step before.
/// `above`, `ahead`: gradients with respect to what goes up and to what goes to the next step, null where nothing does.
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

/// to[j] = sum over the gates' rows r of turned[r, first + j] * dz[r], for `outputs` columns.
template <class V, int outputs>
inline void columns_backward(Layer const& layer, float const* turned, float const* dz, size_t used, float* to) {
    for_vectors<V>(used, [&](auto count, size_t lane) {
        constexpr int vectors = count.value;
        V sum[outputs][vectors];
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) sum[j][v] = V::of(0.0F);
        }
        accumulate<V, outputs, vectors, 1>(sum, turned, layer.turned_columns, dz + lane, lanes, 4 * layer.cells);
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) V::store(to + j * lanes + lane + v * V::width, sum[j][v]);
        }
    });
}

/// The same for any number of columns, in blocks of nearly the same size.
template <class V, int largest = Blocks<V>::outputs>
inline void block_backward(size_t outputs, Layer const& layer, float const* turned, float const* dz, size_t used,
                           float* to) {
    if constexpr (largest > 0) {
        if (outputs == largest) return columns_backward<V, largest>(layer, turned, dz, used, to);
        block_backward<V, largest - 1>(outputs, layer, turned, dz, used, to);
    }
}

/// to [columns, lanes] = what `columns` columns of the matrix send back.
template <class V>
inline void operands_backward(Layer const& layer, float const* turned, size_t columns, float const* dz, size_t used,
                              float* to) {
    in_blocks<Blocks<V>::outputs>(columns, [&](size_t first, size_t count) {
        block_backward<V>(count, layer, turned + first, dz, used, to + first * lanes);
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

/// The same where only `columns`, `vectors` up to a largest number are known.
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
inline void turn_gates(Layer const& layer, float const* dz, size_t used, float* turned) {
    for (size_t row = 0; row < 4 * layer.cells; row += V::width) {
        for (size_t lane = 0; lane < used; lane += V::width) {
            simd::transpose(dz + row * lanes + lane, lanes, turned + lane * layer.rows + row, layer.rows);
        }
    }
}

template <class V>
inline void layer_backward(Shape const& shape, size_t n, float const* turned, bool dropout, Workspace const& work,
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
        turn_gates<V>(layer, at.gates, used, work.turned);
        size_t const inputs = n > 0 ? layer.inputs : 0, cells = t > 0 ? layer.cells : 0;
        operands_backward<V>(layer, turned + layer.inputs - inputs, inputs + cells, at.gates, used,
                             sent + state - inputs * lanes);
        weights_backward<V>(layer, at.operands, 1 + layer.inputs + cells, work.turned, used, gradient);
    }
}

template <class V>
void learn(Shape const& shape, float const* parameters, float const* turned, Dropout const& dropout,
           Workspace const& work, Tile& tile, float* gradient) {
    bool const drops = dropout.threshold > 0;
    size_t const cells = shape.layers[0].cells;
    forward<V>(shape, parameters, drops ? &dropout : nullptr, work, tile);
    float const* const last = tile.steps == 0 ? nullptr : work.last;
    logits_of(shape, parameters, last, tile.logits);
    float dz[most_outputs * lanes];
    if (shape.outputs == 1) {
        loss_of<V>(tile, dz);
    } else {
        softmax_loss_of<V>(shape.outputs, tile, dz);
    }
    for (size_t k = 0; k < shape.outputs; ++k) {
        head_backward<V>(cells, last, dz + k * lanes, gradient + shape.head + k * (cells + 1));
    }
    if (tile.steps == 0) return;
    float* const above = work.sent + 2 * (tile.steps - 1) * cells * lanes;
    for (size_t j = 0; j < cells; ++j) {
        for (size_t e = 0; e < lanes; ++e) above[j * lanes + e] = parameters[shape.head + j] * dz[e];
        for (size_t k = 1; k < shape.outputs; ++k) {
            float const weight = parameters[shape.head + k * (cells + 1) + j];
            for (size_t e = 0; e < lanes; ++e) above[j * lanes + e] += weight * dz[k * lanes + e];
        }
    }
    for (size_t n = shape.layer_count; n-- > 0;) {
        Layer const& layer = shape.layers[n];
        layer_backward<V>(shape, n, turned + layer.turned, drops, work, tile, gradient + layer.offset);
    }
}

template <class V>
void score(Shape const& shape, float const* parameters, Workspace const& work, Tile& tile) {
    forward<V>(shape, parameters, nullptr, work, tile);
    logits_of(shape, parameters, tile.steps == 0 ? nullptr : work.last, tile.logits);
}

template <class V>
void turn(Layer const& layer, float const* parameters, float* turned) {
    float const* const matrix = parameters + layer.offset + layer.rows;  // behind the bias
    for (size_t column = 0; column < layer.turned_columns; column += V::width) {
        for (size_t row = 0; row < layer.rows; row += V::width) {
            simd::transpose(matrix + column * layer.rows + row, layer.rows,
                            turned + layer.turned + row * layer.turned_columns + column, layer.turned_columns);
        }
    }
}

template <class V>
void adam(AdamStep const& step, size_t count, float const* const* gradients, size_t gradient_count,
          Parameters const& at) {
    V const beta1 = V::of(step.beta1), beta2 = V::of(step.beta2);
    V const rest1 = V::of(1 - step.beta1), rest2 = V::of(1 - step.beta2);
    V const rate = V::of(step.rate), root = V::of(step.inverse_root), epsilon = V::of(step.epsilon);
    for (size_t k = 0; k < count; k += V::width) {
        V g = V::load(gradients[0] + k);
        for (size_t n = 1; n < gradient_count; ++n) g = g + V::load(gradients[n] + k);
        g = g * V::of(step.gradient_scale);
        V const m = V::fma(beta1, V::load(at.moment1 + k), rest1 * g);
        V const v = V::fma(beta2, V::load(at.moment2 + k), rest2 * g * g);
        V::store(at.moment1 + k, m), V::store(at.moment2 + k, v);
        V const by = rate * V::load(at.rate + k) * m / V::fma(V::root(v), root, epsilon);
        V::store(at.value + k, V::load(at.value + k) * V::of(step.decay) - by);
    }
}

template <class V>
constexpr Kernel kernel_of(char const* name, bool fused) {
    return {name, fused, score<V>, learn<V>, turn<V>, adam<V>};
}

}  // namespace
}  // namespace jetseq::fused
