#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fit/summary/summary.hpp"
#include "workflow/config/config.hpp"

namespace jetseq {

/// What `jetseq fit` is asked for beside the events or the workspace. Keys: configs/fit_*.yaml.
struct FitPlan {
    std::string title, workspace, measurement;
    std::optional<std::string> poi;  ///< in place of the workspace's; "": none
    fit::Notes notes;
    std::map<std::string, double> fixed;           ///< parameter -> value
    std::map<std::string, double> data_strengths;  ///< of Asimov data and pseudo-data; others 1
    fit::DataKind data_kind = fit::DataKind::observed;
    std::map<std::string, std::string> kappas;  ///< strength -> "VBF VV"
    fit::SummaryOptions summary;
};

/// Throws Error.
FitPlan read_fit_plan(Config& config);

/// "0.5" -> 0.5. Throws Error, naming the key.
double number_of(Config const& config, std::string const& key, std::string const& text);

}  // namespace jetseq
