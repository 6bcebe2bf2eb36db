#pragma once
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "workflow/evaluate/trust_study.hpp"

namespace jetseq {

/// The network with a calibrated score, made with the validation part: its last layer scaled ("temperature",
/// "logistic"), or two layers behind it ("isotonic"). The canaries are scored again by LibTorch. Throws Error, also for
/// an ensemble.
Classifier calibrated(Classifier const& classifier, std::string const& how, Sequences const& read);

/// Thresholds for `given`, each NAME=AIM (evaluate/metrics/working_points.hpp), chosen with the validation part; what they keep
/// of it and of `test`. Throws Error.
std::vector<ChosenPoint> chosen_points(std::vector<std::string> const& given, Classifier const& classifier,
                                       Sequences const& read, LabelledScores const& test);

/// Adds a file at `path` to `files`: the network with these working points; those of the same name are replaced. Throws
/// Error.
void add_with_points(OutputFiles& files, std::string const& path, FrozenModel model,
                     std::vector<ChosenPoint> const& points);

}  // namespace jetseq
