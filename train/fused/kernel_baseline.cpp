// For every processor.
#include "jetseq/simd/baseline.hpp"
#include "jetseq/train/fused/kernel_body.hpp"

namespace jetseq::fused {

Kernel const baseline = kernel_of<simd::Floats>("baseline", false);

}  // namespace jetseq::fused
