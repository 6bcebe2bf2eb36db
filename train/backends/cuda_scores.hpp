#pragma once
#include <cstddef>
#include <functional>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_ensemble.hpp"
#include "train/fused/layout.hpp"
#include "train/fused/step.hpp"

namespace jetseq::train {

/// Logits [count, outputs] of events; labels, weights and hashes are null.
using LogitsOf = std::function<void(FusedEvents const& events, std::size_t count, float* to)>;

/// Makes the Logits of a network with these parameters (in the order of ParameterLayout).
using MakeLogits = std::function<LogitsOf(NetworkSize const& size, std::vector<float> const& parameters)>;

/// Throws Error if this build has no CUDA, or there is no GPU.
void require_cuda();

/// CudaScorer on the GPU. Throws Error if there is no GPU, or if it can't run the network.
LogitsOf cuda_logits(NetworkSize const& size, std::vector<float> const& parameters);

/// Probabilities [events, classes] of all events by the GPU's kernel; for an ensemble by the network that has not seen
/// the event. Each network first scores its canaries, which must agree to 1e-5. Throws Error, also if a network is not
/// made of LSTM layers of one size and one dense layer. `make`: a replacement of the GPU, for tests.
std::vector<float> cuda_probabilities(FrozenEnsemble const& ensemble, data::Sequences const& sequences,
                                      MakeLogits const& make = cuda_logits);

}  // namespace jetseq::train
