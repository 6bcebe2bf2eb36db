#pragma once
#include <vector>

#include "fit/workspace/categories.hpp"
#include "workflow/fit/fit_plan.hpp"
#include "workflow/listener.hpp"

namespace jetseq {

/// What is asked of events.
struct FitEvents {
    std::vector<fit::ScoredSample> samples;
    fit::Binning binning;
    fit::CategoryOptions options;
    fit::ScoredSample data;  ///< what was observed; empty where data are made
    int n_thresholds = 1;    ///< 0: those of `binning`
    double step = 0.02;
};

/// Reads the keys of events, and the events. Adds to `plan.notes` what is a stand-in. Throws Error.
FitEvents read_fit_events(Config& config, FitPlan& plan, Listener& listener);

}  // namespace jetseq
