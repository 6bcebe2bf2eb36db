#pragma once
#include <string>
#include <vector>

#include "core/io/old_outputs.hpp"
#include "core/io/output_file.hpp"
#include "workflow/fit/fit_job.hpp"

namespace jetseq::workflow {

/// Adds the files of a fit in the folder `out`: fit.json, fit.html, the plots, config.yaml unless `configuration` is
/// empty and, of events, the workspace.
void add_fit(OutputFiles& files, std::string const& out, FitOutcome const& outcome, std::string const& configuration);

/// The files of the earlier fit in `out`, according to its fit.json. To be called before fit.json is replaced.
std::vector<OwnFiles> files_of_fits(std::string const& out);

}  // namespace jetseq::workflow
