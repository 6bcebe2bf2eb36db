#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_ensemble.hpp"
#include "train/fused/layout.hpp"
#include "train/fused/step.hpp"

namespace jetseq {

/// Logits [count, outputs] of events; labels, weights and hashes are null.
using LogitsOf = std::function<void(FusedEvents const& events, std::size_t count, float* to)>;

/// What computes the logits of a network with these parameters (as ParameterLayout has them).
using MakeLogits = std::function<LogitsOf(NetworkSize const& size, std::vector<float> const& parameters)>;

/// Throws Error where this build has no CUDA, or there is no GPU.
void require_cuda();

/// CudaScorer on the GPU. Throws Error where there is none, or where it does not serve the network.
LogitsOf cuda_logits(NetworkSize const& size, std::vector<float> const& parameters);

/// Probabilities [events, classes] of all events by the GPU's kernel; of an ensemble by the network that has not seen
/// the event. Each network first scores its canaries, which must agree to 1e-5. Throws Error, also where a network is
/// not one of LSTM layers of one size with one dense layer behind them. `make`: another machine, for tests.
std::vector<float> cuda_probabilities(FrozenEnsemble const& ensemble, Sequences const& sequences,
                                      MakeLogits const& make = cuda_logits);

}  // namespace jetseq
