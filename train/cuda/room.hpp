#pragma once
#include <algorithm>
#include <cstddef>
#include <string>

#include "core/error.hpp"
#include "train/cuda/steps.hpp"
#include "train/fused/layout.hpp"

/// The memory that the kernels need: shared memory of each block, and memory of the GPU for what does not fit there.
namespace jetseq::train::cuda {

inline Shape shape_of(NetworkSize const& size) {
    return {static_cast<int>(size.inputs), static_cast<int>(size.layers), static_cast<int>(size.cells),
            static_cast<int>(size.outputs)};
}

/// The shared memory of a block.
struct BlockRoom {
    int steps = 0;  ///< of the history
    std::size_t bytes = 0;
};

/// Room for the history of as many steps as fit, at most `longest`. Throws Error if not even the rest fits.
template <int events>
BlockRoom block_room(Shape const& shape, std::size_t available, std::size_t longest) {
    auto const fixed = static_cast<std::size_t>(fixed_floats<events>(shape));
    auto const bytes = [&](std::size_t steps) {
        return (fixed + (steps > 0 ? Memory<events>::history_floats(shape, steps) : 0)) * sizeof(float);
    };
    if (bytes(0) > available) {
        throw Error{"device cuda: the network does not fit into a block's shared memory (" + std::to_string(bytes(0)) +
                    " bytes of " + std::to_string(available) + "). Train by LibTorch, or use fewer cells"};
    }
    std::size_t steps = std::min(longest, available / sizeof(float));  // a step takes more than a float
    while (steps > 0 && bytes(steps) > available) --steps;
    return {static_cast<int>(steps), bytes(steps)};
}

/// Histories in the GPU's memory, for sequences that are too long for a block's room.
struct SpareRoom {
    std::size_t floats = 0;  ///< per block; 0: none is needed
    int blocks = 0;          ///< with a history
};

/// The kernels count the floats of a history in int.
constexpr std::size_t most_history_floats = std::size_t{1} << 30;

/// Histories of `longest` steps for up to `blocks` blocks, as many as fit into a quarter of the `free` bytes: one long
/// event makes fewer blocks run at once, but does not exhaust the memory. Zero blocks: not one fits.
template <int events>
SpareRoom spare_room(Shape const& shape, BlockRoom const& room, std::size_t longest, int blocks, std::size_t free) {
    if (longest <= static_cast<std::size_t>(room.steps)) return {0, blocks};
    std::size_t const floats = std::max<std::size_t>(1, Memory<events>::history_floats(shape, longest));
    if (floats > most_history_floats) return {floats, 0};
    std::size_t const fit = free / 4 / (floats * sizeof(float));
    return {floats, static_cast<int>(std::min(fit, static_cast<std::size_t>(blocks)))};
}

/// The same. Throws Error if not one fits.
template <int events>
SpareRoom needed_spare_room(Shape const& shape, BlockRoom const& room, std::size_t longest, int blocks,
                            std::size_t free) {
    auto const spare = spare_room<events>(shape, room, longest, blocks, free);
    if (spare.blocks > 0) return spare;
    std::size_t const most = std::min(free / 4, most_history_floats * sizeof(float));
    throw Error{"device cuda: an event of " + std::to_string(longest) + " jets is too long (its history takes " +
                std::to_string(spare.floats * sizeof(float) >> 20) + " MiB of the GPU, at most " +
                std::to_string(most >> 20) + " are for it). Use the CPU, or leave such events out"};
}

constexpr int score_tile_events = 8;

/// True if events of up to `longest` jets can be learnt from and scored in `free` bytes: scoring needs the larger
/// history, from the memory that learning leaves.
inline bool histories_fit(Shape const& shape, std::size_t longest, std::size_t free) {
    return spare_room<score_tile_events>(shape, {}, longest, 1, free - free / 4).blocks > 0;
}

}  // namespace jetseq::train::cuda
