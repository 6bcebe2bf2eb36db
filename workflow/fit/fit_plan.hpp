#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fit/summary/summary.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// The options of a fit apart from its events. Keys: docs/reference/configuration.md.
struct FitPlan {
    std::string title, workspace, measurement;
    std::optional<std::string> poi;  ///< replaces the workspace's; "": none
    fit::Notes notes;
    std::map<std::string, double> fixed;           ///< parameter -> value
    std::map<std::string, double> data_strengths;  ///< of Asimov data and pseudo-data; others 1
    fit::DataKind data_kind = fit::DataKind::observed;
    std::map<std::string, std::string> kappas;  ///< strength -> "VBF VV"
    fit::SummaryOptions summary;
};

/// Reads the keys of a fit apart from those of events. Throws Error.
FitPlan read_fit_plan(Config& config);

/// The parameters that `plan` fixes. Throws Error for one that is unknown, or a value that it can't have.
std::vector<fit::Fixed> fixed_parameters(fit::Likelihood const& likelihood, FitPlan const& plan);

/// "0.5" -> 0.5. Throws Error, naming the key.
double number_of(Config const& config, std::string const& key, std::string const& text);

}  // namespace jetseq::workflow
