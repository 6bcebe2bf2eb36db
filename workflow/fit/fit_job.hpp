#pragma once
#include <optional>

#include "fit/summary/summary.hpp"
#include "workflow/fit/category_study.hpp"
#include "workflow/fit/fit_events.hpp"
#include "workflow/fit/fit_plan.hpp"

namespace jetseq::workflow {

/// The workspace of a fit of events, with the fitted data.
struct MadeWorkspace {
    fit::Workspace workspace;
    fit::BinEdges edges;
    fit::DataOrigin origin;
};

/// The results of a fit.
struct FitOutcome {
    fit::Summary summary;
    std::optional<CategoryStudy> categories;  ///< of a fit of events
    std::optional<MadeWorkspace> workspace;   ///< of a fit of events
};

/// Fits the workspace that `plan` names. Throws Error.
FitOutcome fit_workspace(FitPlan plan);

/// Fits the events in the first categories of `study`. Throws Error.
FitOutcome fit_events(FitPlan const& plan, FitEvents const& events, CategoryStudy study);

}  // namespace jetseq::workflow
