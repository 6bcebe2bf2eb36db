#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/events/normalisation.hpp"
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// Sequences as a network sees them: in its frame, standardised, with labels and weights; all flat.
struct TrainingData {
    std::size_t features = 4;       ///< of a jet; or of an event, which then is one row
    Column<float> inputs;           ///< [jets, features]
    Column<std::uint64_t> offsets;  ///< [N + 1]: jets of event n are offsets[n] ... offsets[n + 1] - 1
    Column<float> labels;           ///< [N] 1: VBF, 0: ggF/DY, 2 ... other classes
    Column<float> weights;          ///< [N]
    Column<std::uint64_t> hashes;   ///< [N] event_hash()

    std::size_t length(std::size_t n) const noexcept { return offsets[n + 1] - offsets[n]; }
};

/// `mean_weight`: what event weights are divided by; 0: all weights are 1. Where the sequences lie in files, so does
/// the result, in `directory`.
TrainingData training_data(Sequences const& sequences, Normalisation const& normalisation, Frame frame,
                           double mean_weight, std::string const& directory = ".");

/// The same of the events' variables, standardised as `inputs` say: one row for each event.
TrainingData training_data(Sequences const& sequences, std::vector<InputVariable> const& inputs, double mean_weight,
                           std::string const& directory = ".");

}  // namespace jetseq
