#pragma once
#include "simulate/options/options.hpp"
#include "workflow/config/config.hpp"

namespace jetseq::workflow {

/// The simulation that `config` describes, which has simulation_keys(). Throws Error.
simulate::SimulateOptions read_simulation(Config& config);

}  // namespace jetseq::workflow
