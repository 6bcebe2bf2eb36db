#pragma once
#include <immintrin.h>
#include <stddef.h>

// For x86 files compiled with -mfma: what is left over by a wider vector.
namespace jetseq::simd {
namespace {

/// 4 floats.
struct FourFloats {
    static constexpr size_t width = 4;
    __m128 v;

    static FourFloats load(float const* from) { return {_mm_loadu_ps(from)}; }
    static void store(float* to, FourFloats a) { _mm_storeu_ps(to, a.v); }
    static FourFloats of(float x) { return {_mm_set1_ps(x)}; }
    static FourFloats smallest(FourFloats a, FourFloats b) { return {_mm_min_ps(a.v, b.v)}; }  // NaN in b stays
    static FourFloats largest(FourFloats a, FourFloats b) { return {_mm_max_ps(a.v, b.v)}; }
    static FourFloats fma(FourFloats a, FourFloats b, FourFloats c) { return {_mm_fmadd_ps(a.v, b.v, c.v)}; }
    struct Whole {
        __m128 value, shifted;
    };
    static Whole whole(FourFloats z) {
        __m128 const magic = _mm_set1_ps(12582912.0F);  // 1.5 * 2^23: adding it rounds to a whole number
        __m128 const shifted = _mm_add_ps(z.v, magic);
        return {_mm_sub_ps(shifted, magic), shifted};
    }
    static FourFloats fraction(FourFloats z, Whole n) { return {_mm_sub_ps(z.v, n.value)}; }
    static FourFloats scaled_by_power(FourFloats p, Whole n) {
        __m128i const exponent = _mm_slli_epi32(_mm_castps_si128(n.shifted), 23);
        return {_mm_castsi128_ps(_mm_add_epi32(_mm_castps_si128(p.v), exponent))};
    }
    static FourFloats not_below(float least, FourFloats z) { return largest(of(least), z); }
    friend FourFloats operator+(FourFloats a, FourFloats b) { return {_mm_add_ps(a.v, b.v)}; }
    friend FourFloats operator-(FourFloats a, FourFloats b) { return {_mm_sub_ps(a.v, b.v)}; }
    friend FourFloats operator*(FourFloats a, FourFloats b) { return {_mm_mul_ps(a.v, b.v)}; }
    friend FourFloats operator/(FourFloats a, FourFloats b) { return {_mm_div_ps(a.v, b.v)}; }
};

}  // namespace
}  // namespace jetseq::simd
