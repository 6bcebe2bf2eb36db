#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "workflow/train/trials.hpp"

namespace jetseq::workflow {

/// Mean and standard deviation (with n - 1) of some values; the latter is NaN for one value.
struct MeanAndSpread {
    double mean, spread;
};
MeanAndSpread mean_and_spread(std::vector<double> const& values);

/// A text with a row for each trial, the mean and the standard deviation.
std::string table_of(std::vector<Trial> const& trials, std::vector<TrialResult> const& results);

/// The same as JSON: `trainings`, `mean`, `spread` (standard deviation), and the events they are measured on.
Json summary_of(std::vector<Trial> const& trials, std::vector<TrialResult> const& results);

/// {"value", "low", "high"}; NaN is null.
Json as_json(Interval const& share);

}  // namespace jetseq::workflow
