#pragma once
#include <type_traits>
#include <vector>

#include "simd/processor.hpp"

namespace jetseq::simd {

/// The kernels that this machine can run, the fastest first. `All` has a pointer to the kernel of each instruction set:
/// `baseline`, which every machine can run, `avx2`, `avx512` and `neon`. Those of other architectures are not used, and
/// need not be defined.
template <class All>
auto kernels_of_this_machine() {
    std::vector<std::decay_t<decltype(All::baseline)>> kernels;
#if defined(__x86_64__)
    auto const processor = this_processor();
    if (processor.avx512) kernels.push_back(All::avx512);
    if (processor.avx2) kernels.push_back(All::avx2);
#elif defined(__aarch64__)
    kernels.push_back(All::neon);
#endif
    kernels.push_back(All::baseline);
    return kernels;
}

}  // namespace jetseq::simd
