#pragma once
#include "bench/infer/engine.hpp"
#include "infer/network.hpp"

namespace jetseq::bench {

/// One event at a time, then batches of 64, 512 and 4096. `sequences` must outlive them.
std::vector<Competitor> our_competitors(FrozenModel const& model, data::Sequences const& sequences,
                                        kernel::Kernel const& kernel);

}  // namespace jetseq::bench
