#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "workflow/train/trials.hpp"

namespace jetseq {

/// Mean of some values and their standard deviation (with n - 1); NaN for one value.
struct MeanAndSpread {
    double mean, spread;
};
MeanAndSpread mean_and_spread(std::vector<double> const& values);

/// A row for each trial, the mean and the spread, as text for a terminal.
std::string table_of(std::vector<Trial> const& trials, std::vector<TrialResult> const& results);

/// The same as JSON: `trainings`, `mean`, `spread`, and on which events they are measured.
Json summary_of(std::vector<Trial> const& trials, std::vector<TrialResult> const& results);

/// {"value", "low", "high"}; NaN is null.
Json as_json(Interval const& share);
/// NaN and infinity have no place in JSON: null.
Json as_json(double value);

}  // namespace jetseq
