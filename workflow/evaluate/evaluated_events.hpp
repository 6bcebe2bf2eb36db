#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/metrics/scored_events.hpp"
#include "evaluate/studies/report.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// Events with a known label: those of the test part of a training of `fold`, or all of them. Throws Error where none
/// is left.
std::vector<std::size_t> chosen_events(Sequences const& sequences, bool all, Fold const& fold);

/// Those of the classes VBF and ggF/DY, or of unknown class.
Sequences of_two_classes(Sequences sequences);

/// What the report needs of each event.
ScoredEvents scored_events(Sequences const& sequences, std::vector<float> const& scores);

/// "VBF, 1000 GeV, 2-lepton" for each sampleId and label; with its sampleId where another one is called the same.
std::map<SampleAndLabel, std::string> names_of_samples(Sequences const& sequences);

}  // namespace jetseq
