#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::train {

/// Probabilities [indices, classes], or numbers [indices], by LibTorch with the frozen weights: the reference for other
/// backends.
std::vector<float> libtorch_probabilities(FrozenModel const& model, data::Sequences const& sequences,
                                          std::vector<std::size_t> const& indices);

/// The same for VBF alone: scores.
std::vector<float> libtorch_scores(FrozenModel const& model, data::Sequences const& sequences,
                                   std::vector<std::size_t> const& indices);

/// Scores the canaries of a network over sets of jets, as Classifier does for the networks that it can run. Throws
/// Error if one misses.
void check_canaries_by_libtorch(FrozenModel const& model);

/// The events of a model's canaries, as a network of its kind reads them.
data::Sequences events_of_canaries(FrozenModel const& model);

/// The version of LibTorch, such as "1.13.1".
std::string libtorch_version();

}  // namespace jetseq::train
