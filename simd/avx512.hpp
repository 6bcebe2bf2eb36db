#pragma once
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

// For files compiled with -mavx512f -mavx512dq, and run only where the processor has both.
namespace jetseq::simd {
namespace {

/// 8 words of 64 bits: 16 of 32, in pairs.
struct Words {
    __m512i v;

    static Words load(uint32_t const* from) { return {_mm512_loadu_si512(from)}; }
    static void store(uint32_t* to, Words a) { _mm512_storeu_si512(to, a.v); }
    static Words of(uint32_t lower) { return {_mm512_set1_epi64(lower)}; }
    static Words product(Words a, Words b) { return {_mm512_mul_epu32(a.v, b.v)}; }  // of the lower halves
    static Words upper(Words a) { return {_mm512_srli_epi64(a.v, 32)}; }
    static Words joined(Words lower, Words upper) {  // of their lower halves
        return {_mm512_mask_blend_epi32(0xaaaa, lower.v, _mm512_slli_epi64(upper.v, 32))};
    }
    friend Words operator^(Words a, Words b) { return {_mm512_xor_si512(a.v, b.v)}; }
};

/// 16 floats.
struct Floats {
    using Words = simd::Words;
    static constexpr size_t width = 16;
    static constexpr size_t registers = 32;
    static constexpr int to_nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
    __m512 v;

    static Floats load(float const* from) { return {_mm512_loadu_ps(from)}; }
    static void store(float* to, Floats a) { _mm512_storeu_ps(to, a.v); }
    static Floats of(float x) { return {_mm512_set1_ps(x)}; }
    static Floats smallest(Floats a, Floats b) { return {_mm512_min_ps(a.v, b.v)}; }  // NaN in b stays
    static Floats largest(Floats a, Floats b) { return {_mm512_max_ps(a.v, b.v)}; }
    static Floats root(Floats a) { return {_mm512_sqrt_ps(a.v)}; }
    static Floats fma(Floats a, Floats b, Floats c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
    /// The nearest whole number, and what scaled_by_power() needs of it.
    struct Whole {
        __m512 value;
    };
    static Whole whole(Floats z) { return {_mm512_roundscale_ps(z.v, to_nearest)}; }
    static Floats fraction(Floats z, Whole) { return {_mm512_reduce_ps(z.v, to_nearest)}; }
    static Floats scaled_by_power(Floats p, Whole n) { return {_mm512_scalef_ps(p.v, n.value)}; }
    static Floats not_below(float, Floats z) { return z; }  // scalef knows how to underflow
    friend Floats operator+(Floats a, Floats b) { return {_mm512_add_ps(a.v, b.v)}; }
    friend Floats operator-(Floats a, Floats b) { return {_mm512_sub_ps(a.v, b.v)}; }
    friend Floats operator*(Floats a, Floats b) { return {_mm512_mul_ps(a.v, b.v)}; }
    friend Floats operator/(Floats a, Floats b) { return {_mm512_div_ps(a.v, b.v)}; }
};

/// The 16 x 16 block at `from`, rows `from_stride` floats apart, turned on its diagonal.
inline void transpose(float const* from, size_t from_stride, float* to, size_t to_stride) {
    __m512 a[16], b[16];
    for (size_t n = 0; n < 16; ++n) a[n] = _mm512_loadu_ps(from + n * from_stride);
    for (int n = 0; n < 16; n += 2) {  // pairs of rows, then fours, within quarters
        b[n] = _mm512_unpacklo_ps(a[n], a[n + 1]);
        b[n + 1] = _mm512_unpackhi_ps(a[n], a[n + 1]);
    }
    for (int n = 0; n < 16; n += 4) {
        for (int k = 0; k < 2; ++k) {
            __m512d const low = _mm512_castps_pd(b[n + k]), high = _mm512_castps_pd(b[n + k + 2]);
            a[n + 2 * k] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
            a[n + 2 * k + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
        }
    }
    for (int n = 0; n < 4; ++n) {  // a[4 m + n] holds rows 4 m ... 4 m + 3 of columns n, n + 4, n + 8, n + 12
        __m512 const low = _mm512_shuffle_f32x4(a[n], a[n + 4], 0x88);
        __m512 const high = _mm512_shuffle_f32x4(a[n + 8], a[n + 12], 0x88);
        __m512 const low_odd = _mm512_shuffle_f32x4(a[n], a[n + 4], 0xdd);
        __m512 const high_odd = _mm512_shuffle_f32x4(a[n + 8], a[n + 12], 0xdd);
        b[n] = _mm512_shuffle_f32x4(low, high, 0x88);
        b[n + 8] = _mm512_shuffle_f32x4(low, high, 0xdd);
        b[n + 4] = _mm512_shuffle_f32x4(low_odd, high_odd, 0x88);
        b[n + 12] = _mm512_shuffle_f32x4(low_odd, high_odd, 0xdd);
    }
    for (size_t n = 0; n < 16; ++n) _mm512_storeu_ps(to + n * to_stride, b[n]);
}

}  // namespace
}  // namespace jetseq::simd
