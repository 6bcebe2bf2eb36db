#pragma once
#include "train/cuda/tile_loss.hpp"

/// Backward pass: from the gradients of the last layer's output to those of all weights; phases as in tile_forward.hpp.
namespace jetseq::train::cuda {

/// The step of a layer in a wave: the top layer begins with the last step; each layer goes back one step per wave.
template <int events>
JETSEQ_BOTH inline int step_backward(Tile<events> const& tile, int layer, int wave) {
    return tile.steps - 1 - (wave - (tile.memory.shape.layers - 1 - layer));
}

/// Replaces the gates of each layer's step by the gradients of their sums.
template <int events, int together>
JETSEQ_BOTH inline void gates_wave(Tile<events> const& tile, fused::Dropout const& dropout, int wave, int thread,
                                   int threads) {
    Shape const& shape = tile.memory.shape;
    auto const& history = tile.history;
    CellUnits<events, together>{shape.cells}.each(shape.layers, thread, threads, [&](int layer, int cell, int first) {
        int const t = step_backward(tile, layer, wave);
        if (t < 0 || t >= tile.steps) return;
        bool const last = t + 1 == tile.steps, gave = last || layer + 1 < shape.layers;
        for (int e = first; e < first + together; ++e) {
            int const place = cell * events + e;
            bool const begun = tile.begun(e, t);
            float dh = last ? 0.0F : tile.memory.ahead(layer)[place];
            if (gave && begun) {
                bool const drops = dropout.threshold > 0;
                float const scale = !drops ? 1.0F : history.kept(layer, t, e, cell) ? dropout.scale : 0.0F;
                dh = multiply_add(tile.memory.up(layer)[place], scale, dh);
            }
            float dc = last ? 0.0F : tile.memory.cell_gradient(layer)[place];
            dh = begun ? dh : 0.0F, dc = begun ? dc : 0.0F;
            float* const gates = history.gates(layer, t, e) + 4 * cell;
            auto const at = read<4>(gates);
            float const i = at.at[0], f = at.at[1], g = at.at[2], o = at.at[3];
            float const tanh_c = history.tanh_c(layer, t)[place];
            float const before = t == 0 ? 0.0F : history.c(layer, t - 1)[place];
            dc = multiply_add(dh * o, 1 - tanh_c * tanh_c, dc);
            tile.memory.cell_gradient(layer)[place] = dc * f;
            write<4>(gates, {{dc * g * i * (1 - i), dc * before * f * (1 - f), dc * i * (1 - g * g),
                              dh * tanh_c * o * (1 - o)}});
        }
    });
}

/// Propagates these gradients to the layer below and to the previous step.
template <int events, int together>
JETSEQ_BOTH inline void send_wave(Tile<events> const& tile, int wave, int thread, int threads) {
    Shape const& shape = tile.memory.shape;
    int const cells = shape.cells;
    CellUnits<events, together>{2 * cells}.each(shape.layers, thread, threads, [&](int layer, int column, int first) {
        int const t = step_backward(tile, layer, wave);
        bool const below = column < cells;
        if (t < 0 || t >= tile.steps || (below ? layer == 0 : t == 0)) return;
        int const operand = below ? 1 + column : shape.hidden(layer) + column - cells;
        float const* const weights = tile.memory.parameters + shape.matrix(layer) + operand * shape.rows();
        float sum[together] = {};
        for (int j = 0; j < cells; ++j) {
            auto const w = read<4>(weights + 4 * j);
            for (int e = 0; e < together; ++e) {
                auto const dz = read<4>(tile.history.gates(layer, t, first + e) + 4 * j);
                for (int row = 0; row < 4; ++row) sum[e] = multiply_add(w.at[row], dz.at[row], sum[e]);
            }
        }
        float* const to =
            below ? tile.memory.up(layer - 1) + column * events : tile.memory.ahead(layer) + (column - cells) * events;
        for (int e = 0; e < together; ++e) to[first + e] = sum[e];
    });
}

/// gradient[operands, rows] of one cell's rows and `columns` operands from `first` on: the sum over steps and events.
template <int events, int columns>
JETSEQ_BOTH inline void cell_weights(Tile<events> const& tile, int layer, int cell, int first, bool set,
                                     float* gradient) {
    Shape const& shape = tile.memory.shape;
    int const operands = shape.operands(layer);
    float sum[columns][4] = {};
    for (int t = 0; t < tile.steps; ++t) {
        float const* const x = tile.history.operands(layer, t);
        for (int e = 0; e < events; e += 4) {
            Floats<4> dz[4];
            for (int n = 0; n < 4; ++n) dz[n] = read<4>(tile.history.gates(layer, t, e + n) + 4 * cell);
            for (int k = 0; k < columns; ++k) {
                int const operand = first + k < operands ? first + k : operands - 1;  // surplus operands are not stored
                auto const values = read<4>(x + operand * events + e);
                for (int n = 0; n < 4; ++n) {
                    for (int row = 0; row < 4; ++row) {
                        sum[k][row] = multiply_add(values.at[n], dz[n].at[row], sum[k][row]);
                    }
                }
            }
        }
    }
    for (int k = 0; k < columns && first + k < operands; ++k) {
        float* const to = gradient + shape.matrix(layer) + (first + k) * shape.rows() + 4 * cell;
        Floats<4> all = {{sum[k][0], sum[k][1], sum[k][2], sum[k][3]}};
        for (int row = 0; !set && row < 4; ++row) all.at[row] += to[row];
        write<4>(to, all);
    }
}

/// Gradients of all weights of all layers, written or added to `gradient`.
template <int events>
JETSEQ_BOTH inline void weights_backward(Tile<events> const& tile, bool set, float* gradient, int thread, int threads) {
    constexpr int together = 8;  // operands whose sums a thread keeps in registers
    Shape const& shape = tile.memory.shape;
    int const blocks_first = (shape.operands(0) + together - 1) / together;
    int const blocks = (1 + 2 * shape.cells + together - 1) / together;
    int const all = (blocks_first + (shape.layers - 1) * blocks) * shape.cells;
    for (int n = thread; n < all; n += threads) {
        int const block = n / shape.cells, above = block - blocks_first;
        int const layer = above < 0 ? 0 : 1 + above / blocks, first = (above < 0 ? block : above % blocks) * together;
        cell_weights<events, together>(tile, layer, n % shape.cells, first, set, gradient);
    }
}

template <int events, int together, class Run>
JETSEQ_BOTH void backward(Run const& run, Tile<events> const& tile, fused::Dropout const& dropout, bool set,
                          float* gradient) {
    int const waves = tile.steps == 0 ? 0 : tile.steps + tile.memory.shape.layers - 1;
    for (int wave = 0; wave < waves; ++wave) {
        run([&](int thread, int threads) { gates_wave<events, together>(tile, dropout, wave, thread, threads); });
        run([&](int thread, int threads) { send_wave<events, together>(tile, wave, thread, threads); });
    }
    run([&](int thread, int threads) { weights_backward(tile, set, gradient, thread, threads); });
}

}  // namespace jetseq::train::cuda
