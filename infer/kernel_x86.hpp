#pragma once
#include <immintrin.h>

#include "jetseq/infer/kernel_body.hpp"

namespace jetseq::kernel {
namespace {

/// Four floats: the quarters of x86's kernels with fused arithmetic.
struct FourFloats {
    static constexpr size_t width = 4;
    __m128 v;

    static FourFloats load(float const* from) { return {_mm_loadu_ps(from)}; }
    static void store(float* to, FourFloats a) { _mm_storeu_ps(to, a.v); }
    static FourFloats of(float x) { return {_mm_set1_ps(x)}; }
    static FourFloats smallest(FourFloats a, FourFloats b) { return {_mm_min_ps(a.v, b.v)}; }
    static FourFloats largest(FourFloats a, FourFloats b) { return {_mm_max_ps(a.v, b.v)}; }
    static FourFloats fma(FourFloats a, FourFloats b, FourFloats c) { return {_mm_fmadd_ps(a.v, b.v, c.v)}; }
    static FourFloats split(FourFloats z, FourFloats& f) { return split_by_addition(z, f); }
    static FourFloats scaled_by_power(FourFloats p, FourFloats n) {
        __m128i const exponent = _mm_slli_epi32(_mm_castps_si128(n.v), 23);
        return {_mm_castsi128_ps(_mm_add_epi32(_mm_castps_si128(p.v), exponent))};
    }
    static Gates<FourFloats> transposed(FourFloats a, FourFloats b, FourFloats c, FourFloats d) {
        _MM_TRANSPOSE4_PS(a.v, b.v, c.v, d.v);
        return {a, b, c, d};
    }
    static FourFloats common_bits(FourFloats a, FourFloats b) { return {_mm_and_ps(a.v, b.v)}; }
    static FourFloats sum_in_pairs(FourFloats a) {
        __m128 const two = _mm_add_ps(a.v, _mm_movehl_ps(a.v, a.v));
        return {_mm_add_ss(two, _mm_shuffle_ps(two, two, 1))};
    }
    friend FourFloats operator+(FourFloats a, FourFloats b) { return {_mm_add_ps(a.v, b.v)}; }
    friend FourFloats operator-(FourFloats a, FourFloats b) { return {_mm_sub_ps(a.v, b.v)}; }
    friend FourFloats operator*(FourFloats a, FourFloats b) { return {_mm_mul_ps(a.v, b.v)}; }
    friend FourFloats operator/(FourFloats a, FourFloats b) { return {_mm_div_ps(a.v, b.v)}; }
};

}  // namespace
}  // namespace jetseq::kernel
