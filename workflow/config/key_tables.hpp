#pragma once
#include "workflow/config/keys.hpp"

namespace jetseq::workflow {

/// All keys of each configuration, by command.
Keys training_keys();    ///< train, scan
Keys selection_keys();   ///< select
Keys tagger_keys();      ///< tagger
Keys fit_keys();         ///< fit
Keys simulation_keys();  ///< simulate
Keys event_keys();       ///< files of events that score and evaluate read; also in training_keys()

}  // namespace jetseq::workflow
