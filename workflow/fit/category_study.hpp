#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "fit/inference/hypothesis.hpp"
#include "fit/workspace/categories.hpp"
#include "workflow/fit/fit_events.hpp"
#include "workflow/fit/fit_plan.hpp"

namespace jetseq::workflow {

/// A way to sort events into categories, measured on the half of the events that chose no threshold.
struct CategoryChoice {
    std::string name;
    fit::Binning binning;
    double error;                          ///< expected, of the parameter of interest; NaN if that is fixed
    std::optional<fit::UpperLimit> limit;  ///< expected without a signal; none if out of reach or not asked for
};

/// Categories by the score, compared with the cut-based category and with no categories.
struct CategoryStudy {
    std::string parameter_of_interest;
    fit::ThresholdChoice thresholds;      ///< empty if they were given
    std::vector<CategoryChoice> choices;  ///< the categories of the fit first
};

/// Chooses the thresholds, if `events` asks for it, and measures all choices. Throws Error.
CategoryStudy study_categories(FitEvents const& events, FitPlan const& plan);

/// The object "categories" of fit.json: see docs/reference/formats.md.
Json json_of(CategoryStudy const& study);

/// The study as a section of the page.
std::string html_of(CategoryStudy const& study);

}  // namespace jetseq::workflow
