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

}  // namespace jetseq
