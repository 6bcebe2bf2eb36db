#pragma once
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "data/sequences/sequences.hpp"
#include "evaluate/metrics/working_points.hpp"
#include "infer/classifier.hpp"

namespace jetseq::workflow {

/// The network with a score calibrated on the validation part: its last layer is scaled ("temperature", "logistic"), or
/// two layers are added ("isotonic"). LibTorch scores the canaries again. Throws Error, also for an ensemble.
Classifier calibrated(Classifier const& classifier, std::string const& how, data::Sequences const& read);

/// Thresholds for `given`, each NAME=AIM (evaluate/metrics/working_points.hpp), chosen on the validation part, with the
/// efficiencies there and in `test`. Throws Error.
std::vector<evaluate::ChosenPoint> chosen_points(std::vector<std::string> const& given, Classifier const& classifier,
                                                 data::Sequences const& read, evaluate::LabelledScores const& test);

/// Adds the network with these working points to `files`, to be written to `path`. Points of the same name are
/// replaced. Throws Error.
void add_with_points(OutputFiles& files, std::string const& path, FrozenModel model,
                     std::vector<evaluate::ChosenPoint> const& points);

}  // namespace jetseq::workflow
