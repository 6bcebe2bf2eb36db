#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/scores/ranking.hpp"
#include "infer/classifier.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/input/parts.hpp"

namespace jetseq::workflow {

/// Scores with labels and weights of some events.
struct ScoredPart {
    std::vector<float> score, weight;
    std::vector<std::int8_t> label;

    operator evaluate::LabelledScores() const { return {score, label, weight}; }
};

/// The `chosen` events of those read, scored by a classifier, or by a network over sets of jets.
ScoredPart scored_part(Classifier const& classifier, data::Sequences const& read,
                       std::vector<std::size_t> const& chosen);
ScoredPart scored_part(FrozenModel const& model, data::Sequences const& read, std::vector<std::size_t> const& chosen);

/// The labelled events that were one part of the network's training, scored; empty if there are none among those read.
ScoredPart part_of_training(Classifier const& classifier, data::Sequences const& read, data::Part wanted);

/// The largest absolute difference between two scores of the same event; NaN if one of them is NaN.
double largest_difference(std::span<float const> a, std::span<float const> b);

}  // namespace jetseq::workflow
