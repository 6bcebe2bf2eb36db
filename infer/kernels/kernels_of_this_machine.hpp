#pragma once
#include <vector>

#include "infer/kernels/kernel.hpp"

namespace jetseq {

/// The kernels that this machine can run, the fastest first; `baseline` is always among them.
std::vector<kernel::Kernel const*> kernels_of_this_machine();

}  // namespace jetseq
