#pragma once
#include "train/cuda/memory.hpp"
#include "train/cuda/numbers.hpp"
#include "train/fused/dropout_bits.hpp"
#include "train/fused/kernel.hpp"
#include "train/fused/step.hpp"

/// Forward pass: from the events of a tile to the output of the last layer. Each function is a phase, called once for
/// each of `threads` threads in any order: none reads what another thread writes in the same phase.
namespace jetseq::train::cuda {

/// A tile at the beginning of a phase.
template <int events>
struct Tile {
    Memory<events> memory;
    History<events> history;
    int steps;  ///< jets of the longest sequence

    JETSEQ_BOTH bool begun(int event, int t) const { return t + memory.event[event].length >= steps; }
};

/// A unit of work on layer `layer`: cell `cell` of the events from `event` on, `together` of them. Units of a layer
/// fill whole warps; neighbours are neighbouring cells.
template <int events, int together>
struct CellUnits {
    int cells, stride;

    JETSEQ_BOTH explicit CellUnits(int cells_of_layer)
        : cells{cells_of_layer}, stride{(events / together * cells_of_layer + 31) / 32 * 32} {}

    /// Calls work(layer, cell, event) for this thread's units.
    template <class Work>
    JETSEQ_BOTH void each(int layers, int thread, int threads, Work const& work) const {
        for (int unit = thread; unit < layers * stride; unit += threads) {
            int const layer = unit / stride, place = unit % stride, group = place / cells;
            if (group < events / together) work(layer, place % cells, group * together);
        }
    }
};

/// Loads the events indices[0 ... count - 1].
template <int events>
JETSEQ_BOTH inline void load_events(Memory<events> const& memory, FusedEvents const& data, uint32_t const* indices,
                                    int count, int thread, int threads) {
    for (int e = thread; e < events; e += threads) {
        Event& event = memory.event[e];
        event = Event{0, 0, 0, 0, 0};
        if (e >= count) continue;
        uint64_t const n = indices[e], first = data.offsets[n];
        event.first = first, event.length = static_cast<int>(data.offsets[n + 1] - first);
        if (data.labels == nullptr) continue;  // for scoring only
        event.hash = data.hashes[n], event.label = data.labels[n], event.weight = data.weights[n];
    }
}

template <int events>
JETSEQ_BOTH inline int longest(Event const* event) {
    int most = 0;
    for (int e = 0; e < events; ++e) most = event[e].length > most ? event[e].length : most;
    return most;
}

/// Sets the bias operands, the inputs, and the states before the first step.
template <int events>
JETSEQ_BOTH inline void fill(Tile<events> const& tile, FusedEvents const& data, int thread, int threads) {
    Shape const& shape = tile.memory.shape;
    for (int n = thread; n < shape.cells * events; n += threads) tile.memory.last()[n] = 0;
    for (int n = thread; n < shape.layers * tile.steps * events; n += threads) {
        tile.history.operands(n / events / tile.steps, n / events % tile.steps)[n % events] = 1;
    }
    if (tile.steps == 0) return;
    for (int n = thread; n < shape.layers * shape.cells * events; n += threads) {
        int const layer = n / events / shape.cells, cell = n / events % shape.cells;
        tile.history.operands(layer, 0)[(shape.hidden(layer) + cell) * events + n % events] = 0;
    }
    for (int n = thread; n < tile.steps * events * shape.inputs; n += threads) {
        int const input = n % shape.inputs, e = n / shape.inputs % events, t = n / shape.inputs / events;
        Event const& event = tile.memory.event[e];
        uint64_t const jet = event.first + static_cast<uint64_t>(t + event.length - tile.steps);
        tile.history.operands(0, t)[(1 + input) * events + e] =
            tile.begun(e, t) ? data.inputs[jet * static_cast<uint64_t>(shape.inputs) + static_cast<uint64_t>(input)]
                             : 0.0F;
    }
}

/// The dropout masks: only the last step of the top layer is used.
template <int events>
JETSEQ_BOTH inline void draw_masks(Tile<events> const& tile, fused::Dropout const& dropout, int thread, int threads) {
    Shape const& shape = tile.memory.shape;
    int const bytes = shape.mask_bytes(), all = shape.layers * tile.steps * events * bytes;
    for (int n = thread; n < all; n += threads) {
        int const block = n % bytes, e = n / bytes % events, t = n / bytes / events % tile.steps;
        int const layer = n / bytes / events / tile.steps;
        bool const used = layer + 1 < shape.layers || t + 1 == tile.steps;
        if (!used || !tile.begun(e, t)) continue;
        Event const& event = tile.memory.event[e];
        auto const bits =
            fused::dropout_bits(dropout.seed, event.hash, dropout.epoch, static_cast<uint32_t>(layer),
                                static_cast<uint32_t>(t + event.length - tile.steps), static_cast<uint32_t>(block));
        unsigned kept = 0;
        for (uint32_t cell = 0; cell < fused::cells_per_draw; ++cell) {
            kept |= (fused::bits_of_cell(bits, cell) < dropout.threshold ? 0U : 1U) << cell;
        }
        tile.history.mask(layer, t, e)[block] = static_cast<unsigned char>(kept);
    }
}

/// The four gates and tanh of the new c: sigmoid(z) = 1 / (1 + e^-z), tanh(z) = 2 sigmoid(2 z) - 1.
struct Cell {
    Floats<4> gates;  ///< i, f, g, o
    float c, tanh_c;

    JETSEQ_BOTH Cell(Floats<4> const& sums, float before) {
        float const ei = 1 + power_of_e(-sums.at[0]), ef = 1 + power_of_e(-sums.at[1]);
        float const eg = power_of_e(-2 * sums.at[2]), eo = 1 + power_of_e(-sums.at[3]);
        float const inverse_if = inverse(ei * ef), inverse_go = inverse((1 + eg) * eo);
        float const i = inverse_if * ef, f = inverse_if * ei, g = (1 - eg) * eo * inverse_go;
        gates = {{i, f, g, (1 + eg) * inverse_go}};
        c = multiply_add(f, before, i * g);
        float const ec = power_of_e(-2 * c);
        tanh_c = (1 - ec) * inverse(1 + ec);
    }
};

/// Adds to sum[row][event] the products of one cell's gates with the operands.
template <int events, int together>
JETSEQ_BOTH inline void add_operands(float const* matrix, int rows, float const* operands, int columns,
                                     float (&sum)[4][together]) {
    for (int k = 0; k < columns; ++k) {
        auto const weights = read<4>(matrix + k * rows);
        auto const x = read<together>(operands + k * events);
        for (int row = 0; row < 4; ++row) {
            for (int e = 0; e < together; ++e) sum[row][e] = multiply_add(weights.at[row], x.at[e], sum[row][e]);
        }
    }
}

/// Step `wave` - n of each layer n, whose operands were computed in the previous wave.
template <int events, int together>
JETSEQ_BOTH inline void forward_wave(Tile<events> const& tile, fused::Dropout const& dropout, int wave, int thread,
                                     int threads) {
    Shape const& shape = tile.memory.shape;
    auto const& history = tile.history;
    CellUnits<events, together>{shape.cells}.each(shape.layers, thread, threads, [&](int layer, int cell, int first) {
        int const t = wave - layer;
        if (t < 0 || t >= tile.steps) return;
        float sum[4][together] = {};
        add_operands<events, together>(tile.memory.parameters + shape.matrix(layer) + 4 * cell, shape.rows(),
                                       history.operands(layer, t) + first,
                                       t == 0 ? shape.hidden(layer) : shape.operands(layer), sum);
        bool const top = layer + 1 == shape.layers, gives = !top || t + 1 == tile.steps;
        float* const out =
            top ? tile.memory.last() + cell * events : history.operands(layer + 1, t) + (1 + cell) * events;
        for (int n = 0; n < together; ++n) {
            int const e = first + n, place = cell * events + e;
            float const before = t == 0 ? 0.0F : history.c(layer, t - 1)[place];
            Cell const next{{{sum[0][n], sum[1][n], sum[2][n], sum[3][n]}}, before};
            bool const begun = tile.begun(e, t);
            float const h = begun ? next.gates.at[3] * next.tanh_c : 0.0F;
            write<4>(history.gates(layer, t, e) + 4 * cell, next.gates);
            history.c(layer, t)[place] = begun ? next.c : 0.0F;
            history.tanh_c(layer, t)[place] = next.tanh_c;
            history.operands(layer, t + 1)[(shape.hidden(layer) + cell) * events + e] = h;
            if (!gives) continue;
            bool const drops = dropout.threshold > 0 && begun;
            out[e] = !drops ? h : history.kept(layer, t, e, cell) ? h * dropout.scale : 0.0F;
        }
    });
}

/// All steps. `run` calls a phase for all threads and waits for them.
template <int events, int together, class Run>
JETSEQ_BOTH void forward(Run const& run, Tile<events> const& tile, FusedEvents const& data,
                         fused::Dropout const& dropout) {
    run([&](int thread, int threads) {
        fill(tile, data, thread, threads);
        if (dropout.threshold > 0) draw_masks(tile, dropout, thread, threads);
    });
    int const waves = tile.steps == 0 ? 0 : tile.steps + tile.memory.shape.layers - 1;
    for (int wave = 0; wave < waves; ++wave) {
        run([&](int thread, int threads) { forward_wave<events, together>(tile, dropout, wave, thread, threads); });
    }
}

}  // namespace jetseq::train::cuda
