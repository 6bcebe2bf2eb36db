#pragma once
#include <cstddef>
#include <cstdint>

#include "train/fused/kernel.hpp"

namespace jetseq::train {

/// One more sequence of each event.
struct FusedObjects {
    float const* inputs;           ///< [objects, inputs of the sequence], standardised
    std::uint64_t const* offsets;  ///< [events + 1]
};

/// Events for the fused step; the lists are owned elsewhere.
struct FusedEvents {
    float const* inputs;                   ///< [jets, 4], standardised
    std::uint64_t const* offsets;          ///< [events + 1]
    float const* labels;                   ///< [events] 1: signal; of a softmax the class
    float const* weights;                  ///< [events]
    std::uint64_t const* hashes;           ///< [events] for dropout
    FusedObjects const* others = nullptr;  ///< the sequences after the first
    float const* variables = nullptr;      ///< [events, variables], standardised
};

/// The settings of one step of the optimiser.
struct FusedStep {
    double learning_rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    double clip = 0;  ///< largest norm of the gradient of the mean over the batch; 0: any
    double dropout = 0;
    std::uint64_t seed = 1;
    std::uint32_t epoch = 1;
};

/// The factor that limits the norm of a gradient to `clip`, as PyTorch's clip_grad_norm_ does.
double shrink_to(double clip, double norm);

fused::Dropout dropout_of(FusedStep const& step);

/// The `t`-th step (from 1) on a batch of `events`; the gradient is multiplied by `shrink` first.
fused::AdamStep adam_step(FusedStep const& step, std::int64_t t, std::size_t events, double shrink = 1);

}  // namespace jetseq::train
