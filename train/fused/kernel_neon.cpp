// 64-bit ARM.
#include "simd/neon.hpp"
#include "train/fused/kernel_body.hpp"

namespace jetseq::train::fused {

Kernel const neon = kernel_of<simd::Floats>("NEON", true);

}  // namespace jetseq::train::fused
