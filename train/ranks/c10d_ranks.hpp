#pragma once
#include <memory>
#include <string>

#include "train/ranks/ranks.hpp"

namespace jetseq::train {

/// Meets the other ranks by LibTorch's c10d: returns when all have come. Throws Error: one is missing, the address is
/// taken, or this jetseq was built without c10d.
std::unique_ptr<Ranks> join_ranks(RankEnvironment const& environment);

/// How ranks communicate in this build: "Gloo", or "Gloo, NCCL"; empty if they can't.
std::string ranks_transport();

}  // namespace jetseq::train
