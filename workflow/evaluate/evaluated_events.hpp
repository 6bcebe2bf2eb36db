#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/scores/scored_events.hpp"
#include "evaluate/studies/samples.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq::workflow {

/// Such as "test part (30 %)".
std::string name_of_test_part(Fold const& fold);

/// Events with a known label: all of them, or those in the test part of a training of `fold`. Throws Error if there are
/// none.
std::vector<std::size_t> chosen_events(data::Sequences const& sequences, bool all, Fold const& fold);

/// The events of the classes VBF and ggF/DY, or of unknown class.
data::Sequences of_two_classes(data::Sequences sequences);

/// The columns that the report needs. No events of other `classes` than ggF/DY and VBF pass the cut-based category. If
/// objects were read by names, their numbers are among the columns, and what the file does not say counts as unknown.
evaluate::ScoredEvents scored_events(data::Sequences const& sequences, std::vector<float> const& scores,
                                     std::vector<std::string> const& classes = {"ggF", "VBF"});

/// Whether the cut-based category applies: to classes of VBF and ggF/DY, and events whose jets are known.
bool has_cut_based(data::Sequences const& sequences, std::vector<std::string> const& classes);

/// A name for each sampleId and label, such as "VBF, 1000 GeV, 2-lepton"; with the sampleId if two names are equal; of
/// other `classes` their names.
std::map<evaluate::SampleAndLabel, std::string> names_of_samples(data::Sequences const& sequences,
                                                                 std::vector<std::string> const& classes);

}  // namespace jetseq::workflow
