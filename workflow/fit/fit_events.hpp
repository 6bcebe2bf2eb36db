#pragma once
#include <vector>

#include "fit/workspace/categories.hpp"
#include "workflow/fit/fit_plan.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

/// The events of a fit and how they become categories.
struct FitEvents {
    std::vector<fit::ScoredSample> samples;
    fit::Binning binning;
    fit::CategoryOptions options;
    fit::ScoredSample data;  ///< observed events; empty if data are made
    int n_thresholds = 1;    ///< 0: those of `binning`
    double step = 0.02;
};

/// Reads the keys of events, and the events. Adds notes to `plan`, such as on stand-ins. Throws Error.
FitEvents read_fit_events(Config& config, FitPlan& plan, Listener& listener);

}  // namespace jetseq::workflow
