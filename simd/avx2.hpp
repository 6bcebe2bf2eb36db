#pragma once
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

// For files compiled with -mavx2 -mfma, and run only where the processor has both.
namespace jetseq::simd {
namespace {

/// 4 words of 64 bits: 8 of 32, in pairs.
struct Words {
    __m256i v;

    static Words load(uint32_t const* from) { return {_mm256_loadu_si256(reinterpret_cast<__m256i const*>(from))}; }
    static void store(uint32_t* to, Words a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), a.v); }
    static Words of(uint32_t lower) { return {_mm256_set1_epi64x(lower)}; }
    static Words product(Words a, Words b) { return {_mm256_mul_epu32(a.v, b.v)}; }  // of the lower halves
    static Words upper(Words a) { return {_mm256_srli_epi64(a.v, 32)}; }
    static Words joined(Words lower, Words upper) {  // of their lower halves
        return {_mm256_blend_epi32(lower.v, _mm256_slli_epi64(upper.v, 32), 0xaa)};
    }
    friend Words operator^(Words a, Words b) { return {_mm256_xor_si256(a.v, b.v)}; }
};

/// 8 floats.
struct Floats {
    using Words = simd::Words;
    static constexpr size_t width = 8;
    static constexpr size_t registers = 16;
    __m256 v;

    static Floats load(float const* from) { return {_mm256_loadu_ps(from)}; }
    static void store(float* to, Floats a) { _mm256_storeu_ps(to, a.v); }
    static Floats of(float x) { return {_mm256_set1_ps(x)}; }
    static Floats smallest(Floats a, Floats b) { return {_mm256_min_ps(a.v, b.v)}; }  // NaN in b stays
    static Floats largest(Floats a, Floats b) { return {_mm256_max_ps(a.v, b.v)}; }
    static Floats root(Floats a) { return {_mm256_sqrt_ps(a.v)}; }
    static Floats fma(Floats a, Floats b, Floats c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
    struct Whole {
        __m256 value, shifted;
    };
    static Whole whole(Floats z) {
        __m256 const magic = _mm256_set1_ps(12582912.0F);  // 1.5 * 2^23: adding it rounds to a whole number
        __m256 const shifted = _mm256_add_ps(z.v, magic);
        return {_mm256_sub_ps(shifted, magic), shifted};
    }
    static Floats fraction(Floats z, Whole n) { return {_mm256_sub_ps(z.v, n.value)}; }
    static Floats scaled_by_power(Floats p, Whole n) {
        __m256i const exponent = _mm256_slli_epi32(_mm256_castps_si256(n.shifted), 23);
        return {_mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p.v), exponent))};
    }
    static Floats not_below(float least, Floats z) { return largest(of(least), z); }
    friend Floats operator+(Floats a, Floats b) { return {_mm256_add_ps(a.v, b.v)}; }
    friend Floats operator-(Floats a, Floats b) { return {_mm256_sub_ps(a.v, b.v)}; }
    friend Floats operator*(Floats a, Floats b) { return {_mm256_mul_ps(a.v, b.v)}; }
    friend Floats operator/(Floats a, Floats b) { return {_mm256_div_ps(a.v, b.v)}; }
};

/// The 8 x 8 block at `from`, rows `from_stride` floats apart, turned on its diagonal.
inline void transpose(float const* from, size_t from_stride, float* to, size_t to_stride) {
    __m256 a[8], b[8];
    for (size_t n = 0; n < 8; ++n) a[n] = _mm256_loadu_ps(from + n * from_stride);
    for (int n = 0; n < 8; n += 2) {  // pairs of rows, then fours, within halves
        b[n] = _mm256_unpacklo_ps(a[n], a[n + 1]);
        b[n + 1] = _mm256_unpackhi_ps(a[n], a[n + 1]);
    }
    for (int n = 0; n < 8; n += 4) {
        for (int k = 0; k < 2; ++k) {
            a[n + 2 * k] = _mm256_shuffle_ps(b[n + k], b[n + k + 2], 0x44);
            a[n + 2 * k + 1] = _mm256_shuffle_ps(b[n + k], b[n + k + 2], 0xee);
        }
    }
    for (size_t n = 0; n < 4; ++n) {
        _mm256_storeu_ps(to + n * to_stride, _mm256_permute2f128_ps(a[n], a[n + 4], 0x20));
        _mm256_storeu_ps(to + (n + 4) * to_stride, _mm256_permute2f128_ps(a[n], a[n + 4], 0x31));
    }
}

}  // namespace
}  // namespace jetseq::simd
