#pragma once
#include "train/cuda/adam.hpp"
#include "train/cuda/shard.hpp"

/// Many steps in one launch. Blocks of one model wait for each other; models are independent.
namespace jetseq::train::cuda {

struct Step {
    uint64_t first;  ///< its first event among the model's indices
    int events;
    fused::AdamStep adam;  ///< before clipping
    fused::Dropout dropout;
    double clip;  ///< 0: none
};

/// A network in training, and the lists that its blocks share.
struct Model {
    FusedEvents data;
    uint32_t const* indices;  ///< of all steps' events
    Step const* steps;
    int step_count;
    bool only_gradient;  ///< computes the gradient of the first step, and learns nothing
    fused::Parameters at;
    float* gradient;       ///< [floats]
    double* squares;       ///< [chunks]
    float* slots;          ///< [shards, floats], 0 for padding
    double* shard_losses;  ///< [shards]
    double* losses;        ///< [step_count] written: sum over events of weight x cross-entropy
};

/// The memory of a block besides the model.
template <int events>
struct BlockMemory {
    Memory<events> memory;
    float* sums;   ///< strand_floats
    int room;      ///< steps that the history has room for
    float* spare;  ///< history of longer sequences
};

/// Floats before the history.
template <int events>
JETSEQ_BOTH inline int fixed_floats(Shape const& shape) {
    constexpr int event_floats = sizeof(Event) / sizeof(float) * events;
    return shape.floats() + strand_floats + event_floats + Memory<events>::state_floats(shape);
}

/// Cut out of `floats`: fixed_floats(), then a history of `room` steps.
template <int events>
JETSEQ_BOTH inline BlockMemory<events> block_memory(Shape const& shape, float* floats, int room, float* spare) {
    float* const sums = floats + shape.floats();
    auto* const event = reinterpret_cast<Event*>(sums + strand_floats);
    auto* const states = reinterpret_cast<float*>(event + events);
    return {{shape, floats, event, states, states + Memory<events>::state_floats(shape)}, sums, room, spare};
}

template <class Run>
JETSEQ_BOTH void add_losses(Run const& run, Model const& model, int shards, int step) {
    run([&](int thread, int) {
        if (thread != 0) return;
        double sum = 0;
        for (int n = 0; n < shards; ++n) sum += fresh(model.shard_losses + n);
        model.losses[step] = sum;
    });
}

/// The work of block `block` of `blocks` in all steps of a model. `wait` waits for all blocks of the model.
template <int events, int together, class Run, class Wait>
JETSEQ_BOTH void learn_steps(Run const& run, Wait const& wait, Model const& model, int most_shards,
                             BlockMemory<events> const& own, int block, int blocks) {
    Shape const& shape = own.memory.shape;
    int const floats = shape.floats();
    for (int n = 0; n < model.step_count; ++n) {
        Step const& step = model.steps[n];
        Batch const batch{model.indices + step.first, step.events, most_shards};
        int const shards = batch.shards(events);
        take_parameters(run, own.memory, model.at.value);
        for (int shard = block; shard < shards; shard += blocks) {
            learn_shard<events, together>(run, own.memory, model.data, batch, shard, step.dropout, own.room, own.spare,
                                          model.slots + static_cast<size_t>(shard) * static_cast<size_t>(floats),
                                          model.shard_losses + shard);
        }
        wait();
        Slots const slots{model.slots, shards, floats};
        if (block == 0) add_losses(run, model, shards, n);
        fused::AdamStep adam = step.adam;
        if (step.clip > 0 || model.only_gradient) {
            for (int k = block; k < chunks(shape); k += blocks) {
                gradient_chunk(run, slots, k, own.sums, model.at.rate, model.gradient, model.squares);
            }
            if (model.only_gradient) return;
            wait();
            double const shrink = shrink_of(model.squares, chunks(shape), step.clip, step.events);
            adam.gradient_scale = static_cast<float>(shrink / step.events);
        }
        for (int k = block; k < chunks(shape); k += blocks) adam_chunk(run, adam, slots, k, own.sums, model.at);
        wait();
    }
}

}  // namespace jetseq::train::cuda
