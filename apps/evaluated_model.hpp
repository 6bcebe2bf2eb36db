#pragma once
#include <string>
#include <vector>

#include "jetseq/data/sequences.hpp"
#include "jetseq/evaluate/report.hpp"
#include "jetseq/infer/classifier.hpp"

namespace jetseq {

/// Fills what a report says of the model itself: name, parity, leakage, history, provenance. `scores`: those of
/// `sequences` by the inference library.
void describe_model(ReportInputs& inputs, std::string const& file, Classifier const& classifier,
                    Sequences const& sequences, std::vector<float> const& scores);

/// How many of the events a network's training has seen; nothing of an ensemble, which scores by the one that hasn't.
Leakage leakage_of(Classifier const& classifier, Sequences const& sequences);
Leakage leakage_of(FrozenModel const& model, Sequences const& sequences);

/// What a model of more than two classes makes of `sequences`; nothing of one of two.
std::vector<ClassResult> results_of_classes(Classifier const& classifier, Sequences const& sequences);

/// How many events stand among `sequences` again.
std::uint64_t repeated_events(Sequences const& sequences);

}  // namespace jetseq
