#pragma once
#include "infer/kernels/kernel_body.hpp"
#include "simd/four_floats.hpp"

namespace jetseq::kernel {
namespace {

/// The quarters of x86's kernels with fused arithmetic.
struct FourFloats : simd::FourFloats {
    FourFloats() = default;
    FourFloats(simd::FourFloats a) : simd::FourFloats{a} {}
    FourFloats(decltype(v) a) : simd::FourFloats{a} {}

    static Gates<FourFloats> transposed(FourFloats a, FourFloats b, FourFloats c, FourFloats d) {
        _MM_TRANSPOSE4_PS(a.v, b.v, c.v, d.v);
        return {a, b, c, d};
    }
    static FourFloats common_bits(FourFloats a, FourFloats b) { return {_mm_and_ps(a.v, b.v)}; }
    static FourFloats sum_in_pairs(FourFloats a) {
        __m128 const two = _mm_add_ps(a.v, _mm_movehl_ps(a.v, a.v));
        return {_mm_add_ss(two, _mm_shuffle_ps(two, two, 1))};
    }
};

}  // namespace
}  // namespace jetseq::kernel
