#pragma once
#include "train/cuda/tile_backward.hpp"

/// The work of one block in a step, and in scoring, written for a `run` that calls a phase for all threads of the block
/// and waits for them: a block of the GPU, or a loop on the CPU.
namespace jetseq::train::cuda {

/// A batch cut into tiles, which are dealt to shards back and forth, so that each shard gets as much work. Gradients
/// are summed shard by shard: the bits depend on the number of shards, not on that of the blocks.
struct Batch {
    uint32_t const* indices;  ///< longest sequence first
    int size;
    int most_shards;

    JETSEQ_BOTH int tiles(int events) const { return (size + events - 1) / events; }
    JETSEQ_BOTH int shards(int events) const {
        int const all = tiles(events);
        return all < most_shards ? all : most_shards;
    }
};

/// Copies the parameters into the block's memory.
template <int events, class Run>
JETSEQ_BOTH void take_parameters(Run const& run, Memory<events> const& memory, float const* parameters) {
    run([&](int thread, int threads) {
        for (int n = thread; n < memory.shape.floats(); n += threads) memory.parameters[n] = fresh(parameters + n);
    });
}

/// Loads events into a tile and calls work(tile). `spare`: history of those with more than `room` steps.
template <int events, class Run, class Work>
JETSEQ_BOTH void with_tile(Run const& run, Memory<events> const& memory, FusedEvents const& data,
                           uint32_t const* indices, int count, int room, float* spare, Work const& work) {
    run([&](int thread, int threads) { load_events(memory, data, indices, count, thread, threads); });
    int const steps = longest<events>(memory.event);
    if (steps <= room) {  // two calls, so that the compiler knows which memory each reads
        work(Tile<events>{memory, {memory.shape, steps, memory.history}, steps});
    } else {
        work(Tile<events>{memory, {memory.shape, steps, spare}, steps});
    }
}

/// Writes gradient and loss of shard `shard` to `gradient` and `loss`.
template <int events, int together, class Run>
JETSEQ_BOTH void learn_shard(Run const& run, Memory<events> const& memory, FusedEvents const& data, Batch const& batch,
                             int shard, fused::Dropout const& dropout, int room, float* spare, float* gradient,
                             double* loss) {
    int const tiles = batch.tiles(events), shards = batch.shards(events);
    for (int round = 0; round * shards < tiles; ++round) {
        int const tile_number = round * shards + (round % 2 == 0 ? shard : shards - 1 - shard);
        if (tile_number >= tiles) continue;
        int const first = tile_number * events, rest = batch.size - first;
        with_tile(run, memory, data, batch.indices + first, rest < events ? rest : events, room, spare,
                  [&](Tile<events> const& tile) {
                      forward<events, together>(run, tile, data, dropout);
                      run([&](int thread, int threads) { logits_of(tile, thread, threads); });
                      run([&](int thread, int threads) { loss_of(tile, thread, threads); });
                      bool const set = round == 0;
                      run([&](int thread, int threads) { head_backward(tile, set, gradient, loss, thread, threads); });
                      backward<events, together>(run, tile, dropout, set, gradient);
                  });
    }
}

/// Logits [count, outputs] of events, without dropout.
template <int events, int together, class Run>
JETSEQ_BOTH void score_tile(Run const& run, Memory<events> const& memory, FusedEvents const& data,
                            uint32_t const* indices, int count, int room, float* spare, float* logits) {
    with_tile(run, memory, data, indices, count, room, spare, [&](Tile<events> const& tile) {
        forward<events, together>(run, tile, data, fused::Dropout{0, 1.0F, 0, 0});
        run([&](int thread, int threads) { logits_of(tile, thread, threads); });
        run([&](int thread, int threads) {
            int const outputs = memory.shape.outputs;
            for (int n = thread; n < count * outputs; n += threads) {
                logits[n] = memory.logits()[n % outputs * events + n / outputs];
            }
        });
    });
}

}  // namespace jetseq::train::cuda
