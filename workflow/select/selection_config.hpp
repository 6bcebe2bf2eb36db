#pragma once
#include <string>

#include "select/cuts/event_selector.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// True if the configuration has regions: it then describes an analysis, not only how sequences are made.
bool has_regions(Config& config);

/// Reads `channel`, `objects`, `select`, `definitions`, `shared_cuts`, `preselection` and `regions` (configs/*.yaml).
/// Throws Error "FILE:LINE: ..." for an unknown variable or name, a wrong unit, or a repeated name of a region.
Selection selection_of(Config& config);

/// The file of the boson tagger, relative to the configuration's folder; "" if it names none.
std::string tagger_file(Config& config, std::string const& config_path);

}  // namespace jetseq::workflow
