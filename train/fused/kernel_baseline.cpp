// For every processor.
#include "simd/baseline.hpp"
#include "train/fused/kernel_body.hpp"

namespace jetseq::train::fused {

Kernel const baseline = kernel_of<simd::Floats>("baseline", false);

}  // namespace jetseq::train::fused
