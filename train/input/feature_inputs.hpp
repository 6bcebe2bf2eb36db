#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::train {

/// The features `names` of the jets of `sequences`, standardised by mean and standard deviation over the jets of the
/// events `indices` (the training part only); each jet counts once. A feature that never changes has the scale 1, and
/// without jets the offset is 0 too. Throws Error if the jets have other features, or one is too small for floats.
std::vector<InputVariable> feature_inputs(data::Sequences const& sequences, std::vector<std::size_t> const& indices,
                                          std::vector<std::string> const& names);

}  // namespace jetseq::train
