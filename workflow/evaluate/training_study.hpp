#pragma once
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/trust.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::workflow {

/// The run directories in `folder`: those that its summary.json names; all if it has none. Throws Error if there are no
/// trainings.
std::vector<std::string> trainings_in(std::string const& folder);

/// Each training in `folder`, measured on those of the events, read for `contract`, that are its test part. Throws
/// Error, also if one was trained on other jets.
std::vector<evaluate::TrainingOfMany> study_trainings(std::string const& folder, data::Sequences const& read,
                                                      InputContract const& contract);

}  // namespace jetseq::workflow
