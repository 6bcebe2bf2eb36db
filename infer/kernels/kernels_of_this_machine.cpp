#include "infer/kernels/kernels_of_this_machine.hpp"

#include "simd/kernels.hpp"

namespace jetseq {
namespace {

struct AllKernels {
    static constexpr kernel::Kernel const *baseline = &kernel::baseline, *avx2 = &kernel::avx2,
                                          *avx512 = &kernel::avx512, *neon = &kernel::neon;
};

}  // namespace

std::vector<kernel::Kernel const *> kernels_of_this_machine() { return simd::kernels_of_this_machine<AllKernels>(); }

}  // namespace jetseq
