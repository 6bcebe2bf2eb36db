// Compiled with -mavx512f; runs only on processors that have it.
#include "simd/avx512.hpp"
#include "train/fused/kernel_body.hpp"

namespace jetseq::train::fused {

Kernel const avx512 = kernel_of<simd::Floats>("AVX-512", true);

}  // namespace jetseq::train::fused
