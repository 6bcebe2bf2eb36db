#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/sequences/normalisation.hpp"
#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::train {

/// The objects of one kind as inputs of a network, standardised.
struct ObjectInputs {
    std::size_t features = 4;
    data::Column<float> inputs;           ///< [objects, features]
    data::Column<std::uint64_t> offsets;  ///< [N + 1]: objects of event n are offsets[n] ... offsets[n + 1] - 1
};

/// Sequences as inputs of a network: in its frame, standardised, with labels and weights; all flat.
struct TrainingData {
    std::size_t features = 4;               ///< numbers per jet; or per event, which is then one row
    data::Column<float> inputs;             ///< [jets, features]
    data::Column<std::uint64_t> offsets;    ///< [N + 1]: jets of event n are offsets[n] ... offsets[n + 1] - 1
    data::Column<float> labels;             ///< [N] 1: VBF, 0: ggF/DY, 2 ... other classes
    data::Column<float> weights;            ///< [N]
    data::Column<std::uint64_t> hashes;     ///< [N] event_hash()
    std::vector<ObjectInputs> others = {};  ///< the sequences after the first, of a network that joins several
    std::size_t variable_count = 0;         ///< variables of the event beside the sequences
    data::Column<float> variables = {};     ///< [N, variable_count], standardised

    std::size_t length(std::size_t n) const noexcept { return offsets[n + 1] - offsets[n]; }
};

/// `mean_weight`: divisor of the event weights; 0: all weights are 1. If the sequences are in files, so is the result,
/// in `directory`.
TrainingData training_data(data::Sequences const& sequences, data::Normalisation const& normalisation, Frame frame,
                           double mean_weight, std::string const& directory = ".");

/// The same for the objects and variables that `network` reads, found by their names among those that were read, and
/// standardised by it; its layers are not used. Throws Error if one is missing.
TrainingData training_data(data::Sequences const& sequences, JoinedNetwork const& network, double mean_weight,
                           std::string const& directory = ".");

/// The same for the variables of events, standardised by `inputs`: one row per event.
TrainingData training_data(data::Sequences const& sequences, std::vector<InputVariable> const& inputs,
                           double mean_weight, std::string const& directory = ".");

}  // namespace jetseq::train
