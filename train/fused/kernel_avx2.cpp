// Compiled with -mavx2 -mfma; runs only on processors that have both.
#include "simd/avx2.hpp"
#include "train/fused/kernel_body.hpp"

namespace jetseq::train::fused {

Kernel const avx2 = kernel_of<simd::Floats>("AVX2", true);

}  // namespace jetseq::train::fused
