#include "infer/kernels/kernels_of_this_machine.hpp"

#include "simd/processor.hpp"

namespace jetseq {

std::vector<kernel::Kernel const*> kernels_of_this_machine() {
    std::vector<kernel::Kernel const*> kernels;
#if defined(__x86_64__)
    auto const processor = simd::this_processor();
    if (processor.avx512) kernels.push_back(&kernel::avx512);
    if (processor.avx2) kernels.push_back(&kernel::avx2);
#elif defined(__aarch64__)
    kernels.push_back(&kernel::neon);
#endif
    kernels.push_back(&kernel::baseline);
    return kernels;
}

}  // namespace jetseq
