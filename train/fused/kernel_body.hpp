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

/// The four gates and tanh of the new c, from the sums z: sigmoid(z) = 1 / (1 + e^-z), tanh(z) = 2 sigmoid(2 z) - 1.
template <class V>
struct Cell {
    V i, f, g, o, c, tanh_c;

    Cell(V zi, V zf, V zg, V zo, V before) {
        V const one = V::of(1.0F), k = V::of(-simd::log2_e), k2 = V::of(-2 * simd::log2_e);
        V const ei = one + simd::exp2(zi * k), ef = one + simd::exp2(zf * k);
        V const eg = simd::exp2(zg * k2), eo = one + simd::exp2(zo * k);
        V const inverse_if = one / (ei * ef), inverse_go = one / ((one + eg) * eo);
        i = inverse_if * ef, f = inverse_if * ei;
        g = (one - eg) * eo * inverse_go, o = (one + eg) * inverse_go;
        c = V::fma(f, before, i * g);
        V const ec = simd::exp2(c * k2);
        tanh_c = (one - ec) / (one + ec);
    }
};

/// Where layer `layer` of a tile stands at step t.
struct Place {
    float const* x;         ///< [inputs, lanes]
    float const* h_before;  ///< [cells, lanes], null at the first step
    float const* c_before;
    float *gates, *c, *tanh_c, *h, *out, *kept;

    Place(Shape const& shape, Workspace const& work, size_t n, size_t t, bool dropout) {
        Layer const& layer = shape.layers[n];
        auto const& states = work.layers[n];
        size_t const at = t * layer.cells * lanes, back = layer.cells * lanes;
        x = (n == 0 ? work.x : dropout ? work.layers[n - 1].out : work.layers[n - 1].h) + t * layer.inputs * lanes;
        gates = states.gates + t * layer.rows * lanes;
        c = states.c + at, tanh_c = states.tanh_c + at, h = states.h + at;
        out = states.out + at, kept = states.kept + at;
        h_before = t == 0 ? nullptr : h - back;
        c_before = t == 0 ? nullptr : c - back;
    }
};

/// `cells` cells from `cell` on, for `vectors` vectors of events from `lane` on.
template <class V, int cells>
inline void cells_forward(Layer const& layer, float const* matrix, Place const& at, size_t cell, size_t lane,
                          float const* active) {
    constexpr int vectors = Blocks<V>::vectors;
    float const* const weights = matrix + 4 * cell;
    V sum[4 * cells][vectors];
#pragma GCC unroll 16
    for (int j = 0; j < 4 * cells; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sum[j][v] = V::of(weights[layer.bias() * layer.rows + j]);
    }
    accumulate<V, 4 * cells, vectors, 1>(sum, weights, layer.rows, at.x + lane, lanes, layer.inputs);
    if (at.h_before) {
        accumulate<V, 4 * cells, vectors, 1>(sum, weights + layer.hidden() * layer.rows, layer.rows, at.h_before + lane,
                                             lanes, layer.cells);
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
            if (at.out != at.h) V::store(at.out + place, h * V::load(at.kept + place));
        }
    }
}

template <class V>
inline void step_forward(Layer const& layer, float const* matrix, Place const& at, float const* active) {
    constexpr int block = Blocks<V>::cells;
    for (size_t lane = 0; lane < lanes; lane += Blocks<V>::vectors * V::width) {
        size_t cell = 0;
        for (; cell + block <= layer.cells; cell += block) {
            cells_forward<V, block>(layer, matrix, at, cell, lane, active);
        }
        if (block > 2 && cell + 2 <= layer.cells) {
            cells_forward<V, 2>(layer, matrix, at, cell, lane, active);
            cell += 2;
        }
        for (; cell < layer.cells; ++cell) cells_forward<V, 1>(layer, matrix, at, cell, lane, active);
    }
}

/// Which values behind a layer are kept at step t: [cells, lanes] of 0 or the scale.
inline void draw_dropout(Dropout const& dropout, size_t layer, size_t cells, Tile const& tile, size_t t, float* kept) {
    uint32_t const threshold = dropout.threshold;
    float const scale = dropout.scale;
    uint32_t const seed[2] = {static_cast<uint32_t>(dropout.seed), static_cast<uint32_t>(dropout.seed >> 32)};
    uint32_t low[lanes], high[lanes], jet[lanes], words[4][lanes];
    for (size_t e = 0; e < lanes; ++e) {
        low[e] = static_cast<uint32_t>(tile.hashes[e]), high[e] = static_cast<uint32_t>(tile.hashes[e] >> 32);
        jet[e] = static_cast<uint32_t>(t + tile.lengths[e] - tile.steps);  // a lane that has not begun draws in vain
    }
    for (size_t cell = 0; cell < cells; cell += cells_per_draw) {
        uint32_t const block = static_cast<uint32_t>(cell / cells_per_draw | layer << 8);
        for (size_t e = 0; e < lanes; ++e) {
            Philox const bits = philox(low[e], high[e], block | jet[e] << 12, dropout.epoch, seed[0], seed[1]);
            words[0][e] = bits.word[0], words[1][e] = bits.word[1];
            words[2][e] = bits.word[2], words[3][e] = bits.word[3];
        }
        size_t const count = cells - cell < cells_per_draw ? cells - cell : cells_per_draw;
        for (size_t j = 0; j < count; ++j) {
            uint32_t const shift = 16 * (j % 2);
            float* const to = kept + (cell + j) * lanes;
            for (size_t e = 0; e < lanes; ++e) {
                to[e] = (words[j / 2][e] >> shift & 0xffffU) < threshold ? 0.0F : scale;
            }
        }
    }
}

/// Fills `active`; true where all lanes have begun at step t.
inline bool all_begun(Tile const& tile, size_t t, float* active) {
    bool all = true;
    for (size_t e = 0; e < lanes; ++e) {
        bool const begun = t + tile.lengths[e] >= tile.steps;
        active[e] = begun ? 1.0F : 0.0F;
        all = all && begun;
    }
    return all;
}

template <class V>
inline void forward(Shape const& shape, float const* parameters, Dropout const* dropout, Workspace const& work,
                    Tile const& tile) {
    for (size_t t = 0; t < tile.steps; ++t) {
        float* const active = work.active + t * lanes;
        float const* const mask = all_begun(tile, t, active) ? nullptr : active;
        for (size_t n = 0; n < shape.layer_count; ++n) {
            Layer const& layer = shape.layers[n];
            bool const used =
                n + 1 < shape.layer_count || t + 1 == tile.steps;  // of the last layer only the last state
            Place at{shape, work, n, t, dropout != nullptr};
            if (!dropout || !used) at.out = at.h;
            if (at.out != at.h) draw_dropout(*dropout, n, layer.cells, tile, t, at.kept);
            step_forward<V>(layer, parameters + layer.offset, at, mask);
        }
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

/// The last layer's output at the last step.
inline float* last_output(Shape const& shape, Workspace const& work, Tile const& tile, bool dropout) {
    if (tile.steps == 0) return nullptr;
    auto const& states = work.layers[shape.layer_count - 1];
    return (dropout ? states.out : states.h) + (tile.steps - 1) * shape.layers[0].cells * lanes;
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

/// Gradient of an output's weights and bias: sums over the lanes in a fixed order.
inline void head_backward(size_t cells, float const* last, float const* dz, float* gradient) {
    constexpr size_t strands = 16;
    for (size_t j = last ? 0 : cells; j <= cells; ++j) {
        float sum[strands] = {};
        for (size_t e = 0; e < lanes; ++e) sum[e % strands] += j < cells ? last[j * lanes + e] * dz[e] : dz[e];
        for (size_t half = strands / 2; half > 0; half /= 2) {
            for (size_t k = 0; k < half; ++k) sum[k] += sum[k + half];
        }
        gradient[j] += sum[0];
    }
}

/// Turns the gates of a step into the gradients of their sums, and dc into that of the step before.
/// `above`: gradient with respect to what goes up, null where nothing does.
template <class V>
inline void gates_backward(Layer const& layer, Place const& at, float const* above, bool dropout, float const* active,
                           Workspace const& work, bool last) {
    V const one = V::of(1.0F), zero = V::of(0.0F);
    for (size_t place = 0; place < layer.cells * lanes; place += V::width) {
        size_t const cell = place / lanes, lane = place % lanes;
        float* const gates = at.gates + 4 * cell * lanes + lane;
        V dh = last ? zero : V::load(work.ahead + place);
        if (above) {
            V const up = V::load(above + place);
            dh = dropout ? V::fma(up, V::load(at.kept + place), dh) : dh + up;
        }
        V dc = last ? zero : V::load(work.dc + place);
        if (active) {
            V const begun = V::load(active + lane);
            dh = dh * begun, dc = dc * begun;
        }
        V const i = V::load(gates), f = V::load(gates + lanes), g = V::load(gates + 2 * lanes),
                o = V::load(gates + 3 * lanes), tanh_c = V::load(at.tanh_c + place);
        V const before = at.c_before ? V::load(at.c_before + place) : zero;
        dc = V::fma(dh * o, one - tanh_c * tanh_c, dc);
        V::store(work.dc + place, dc * f);
        V::store(gates, dc * g * i * (one - i));
        V::store(gates + lanes, dc * before * f * (one - f));
        V::store(gates + 2 * lanes, dc * i * (one - g * g));
        V::store(gates + 3 * lanes, dh * tanh_c * o * (one - o));
    }
}

/// to[j] = sum over the gates' rows r of turned[r, first + j] * dz[r], for `outputs` columns.
template <class V, int outputs>
inline void columns_backward(Layer const& layer, float const* turned, float const* dz, float* to) {
    constexpr int vectors = Blocks<V>::vectors;
    for (size_t lane = 0; lane < lanes; lane += vectors * V::width) {
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
    }
}

/// The same for any number of columns, in blocks of nearly the same size.
template <class V, int largest = Blocks<V>::outputs>
inline void block_backward(size_t outputs, Layer const& layer, float const* turned, float const* dz, float* to) {
    if constexpr (largest > 0) {
        if (outputs == largest) return columns_backward<V, largest>(layer, turned, dz, to);
        block_backward<V, largest - 1>(outputs, layer, turned, dz, to);
    }
}

template <class V>
inline void inputs_backward(Layer const& layer, float const* turned, size_t columns, float const* dz, float* to) {
    constexpr size_t most = Blocks<V>::outputs;
    size_t const blocks = (columns + most - 1) / most;
    for (size_t n = 0, first = 0; n < blocks; ++n) {
        size_t const count = (columns - first + blocks - n - 1) / (blocks - n);
        block_backward<V>(count, layer, turned + first, dz, to + first * lanes);
        first += count;
    }
}

/// gradient[k + j, rows of the block] += sum over the events e of x[j, e] * dz[e, rows of the block].
template <class V, int columns, int vectors>
inline void weights_block(float const* x, float const* dz, size_t rows, float* gradient) {
    V sum[columns][vectors];
#pragma GCC unroll 8
    for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) sum[j][v] = V::load(gradient + j * rows + v * V::width);
    }
    accumulate<V, columns, vectors, lanes>(sum, x, 1, dz, rows, lanes);
#pragma GCC unroll 8
    for (int j = 0; j < columns; ++j) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) V::store(gradient + j * rows + v * V::width, sum[j][v]);
    }
}

template <class V, int vectors>
inline void weights_columns(float const* x, size_t columns, float const* dz, size_t rows, float* gradient) {
    constexpr int block = Blocks<V>::columns;
    size_t k = 0;
    for (; k + block <= columns; k += block) {
        weights_block<V, block, vectors>(x + k * lanes, dz, rows, gradient + k * rows);
    }
    for (; k < columns; ++k) weights_block<V, 1, vectors>(x + k * lanes, dz, rows, gradient + k * rows);
}

template <class V, int largest = Blocks<V>::row_vectors>
inline void weights_rows(int vectors, float const* x, size_t columns, float const* dz, size_t rows, float* gradient) {
    if constexpr (largest > 0) {
        if (vectors == largest) return weights_columns<V, largest>(x, columns, dz, rows, gradient);
        weights_rows<V, largest - 1>(vectors, x, columns, dz, rows, gradient);
    }
}

/// gradient [columns, rows] += x [columns, lanes] times dz [lanes, rows].
template <class V>
inline void weights_backward(Layer const& layer, float const* x, size_t columns, float const* dz, float* gradient) {
    constexpr size_t most = Blocks<V>::row_vectors;
    size_t const vectors = (4 * layer.cells + V::width - 1) / V::width, blocks = (vectors + most - 1) / most;
    for (size_t n = 0, first = 0; n < blocks; ++n) {
        size_t const count = (vectors - first + blocks - n - 1) / (blocks - n);
        weights_rows<V>(static_cast<int>(count), x, columns, dz + first * V::width, layer.rows,
                        gradient + first * V::width);
        first += count;
    }
}

template <class V>
inline void turn_gates(Layer const& layer, float const* dz, float* turned) {
    for (size_t row = 0; row < 4 * layer.cells; row += V::width) {
        for (size_t lane = 0; lane < lanes; lane += V::width) {
            simd::transpose(dz + row * lanes + lane, lanes, turned + lane * layer.rows + row, layer.rows);
        }
    }
}

template <class V>
inline void layer_backward(Shape const& shape, size_t n, float const* turned, bool dropout, Workspace const& work,
                           Tile const& tile, float* gradient) {
    static float const ones[lanes] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    Layer const& layer = shape.layers[n];
    bool const top = n + 1 == shape.layer_count;
    for (size_t t = tile.steps; t-- > 0;) {
        Place const at{shape, work, n, t, dropout};
        bool const last = t + 1 == tile.steps;
        float* const above = work.above + t * layer.cells * lanes;
        float* const active = work.active + t * lanes;
        float const* const mask = all_begun(tile, t, active) ? nullptr : active;
        gates_backward<V>(layer, at, top && !last ? nullptr : above, dropout, mask, work, last);
        turn_gates<V>(layer, at.gates, work.turned);
        if (n > 0) inputs_backward<V>(layer, turned, layer.inputs, at.gates, above);
        if (t > 0) inputs_backward<V>(layer, turned + layer.hidden(), layer.cells, at.gates, work.ahead);
        weights_backward<V>(layer, at.x, layer.inputs, work.turned, gradient);
        if (t > 0) {
            weights_backward<V>(layer, at.h_before, layer.cells, work.turned, gradient + layer.hidden() * layer.rows);
        }
        weights_backward<V>(layer, ones, 1, work.turned, gradient + layer.bias() * layer.rows);
    }
}

template <class V>
void learn(Shape const& shape, float const* parameters, float const* turned, Dropout const& dropout,
           Workspace const& work, Tile& tile, float* gradient) {
    bool const drops = dropout.threshold > 0;
    size_t const cells = shape.layers[0].cells;
    forward<V>(shape, parameters, drops ? &dropout : nullptr, work, tile);
    float const* const last = last_output(shape, work, tile, drops);
    logits_of(shape, parameters, last, tile.logits);
    float dz[most_outputs * lanes];
    if (shape.outputs == 1) {
        loss_of<V>(tile, dz);
    } else {
        softmax_loss_of<V>(shape.outputs, tile, dz);
    }
    for (size_t k = 0; k < shape.outputs; ++k) {
        head_backward(cells, last, dz + k * lanes, gradient + shape.head + k * (cells + 1));
    }
    if (tile.steps == 0) return;
    float* const above = work.above + (tile.steps - 1) * cells * lanes;
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
    logits_of(shape, parameters, last_output(shape, work, tile, false), tile.logits);
}

template <class V>
void turn(Layer const& layer, float const* parameters, float* turned) {
    float const* const matrix = parameters + layer.offset;
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
