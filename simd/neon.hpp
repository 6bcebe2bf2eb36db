#pragma once
#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

// For 64-bit ARM, every processor of which has NEON with fused multiplication and addition.
namespace jetseq::simd {
namespace {

/// 2 words of 64 bits: 4 of 32, in pairs.
struct Words {
    uint64x2_t v;

    static Words load(uint32_t const* from) { return {vreinterpretq_u64_u32(vld1q_u32(from))}; }
    static void store(uint32_t* to, Words a) { vst1q_u32(to, vreinterpretq_u32_u64(a.v)); }
    static Words of(uint32_t lower) { return {vdupq_n_u64(lower)}; }
    static Words product(Words a, Words b) {
        return {vmull_u32(vmovn_u64(a.v), vmovn_u64(b.v))};
    }  // of the lower halves
    static Words upper(Words a) { return {vshrq_n_u64(a.v, 32)}; }
    static Words joined(Words lower, Words upper) {  // of their lower halves
        return {vsliq_n_u64(lower.v, upper.v, 32)};
    }
    friend Words operator^(Words a, Words b) { return {veorq_u64(a.v, b.v)}; }
};

/// 4 floats.
struct Floats {
    using Words = simd::Words;
    static constexpr size_t width = 4;
    static constexpr size_t registers = 32;
    float32x4_t v;

    static Floats load(float const* from) { return {vld1q_f32(from)}; }
    static void store(float* to, Floats a) { vst1q_f32(to, a.v); }
    static Floats of(float x) { return {vdupq_n_f32(x)}; }
    static Floats smallest(Floats a, Floats b) { return {vminq_f32(a.v, b.v)}; }  // NaN stays
    static Floats largest(Floats a, Floats b) { return {vmaxq_f32(a.v, b.v)}; }
    static Floats root(Floats a) { return {vsqrtq_f32(a.v)}; }
    static Floats fma(Floats a, Floats b, Floats c) { return {vfmaq_f32(c.v, a.v, b.v)}; }
    struct Whole {
        float32x4_t value, shifted;
    };
    static Whole whole(Floats z) {
        float32x4_t const magic = vdupq_n_f32(12582912.0F);  // 1.5 * 2^23: adding it rounds to a whole number
        float32x4_t const shifted = vaddq_f32(z.v, magic);
        return {vsubq_f32(shifted, magic), shifted};
    }
    static Floats fraction(Floats z, Whole n) { return {vsubq_f32(z.v, n.value)}; }
    static Floats scaled_by_power(Floats p, Whole n) {
        int32x4_t const exponent = vshlq_n_s32(vreinterpretq_s32_f32(n.shifted), 23);
        return {vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(p.v), exponent))};
    }
    static Floats not_below(float least, Floats z) { return largest(of(least), z); }
    friend Floats operator+(Floats a, Floats b) { return {vaddq_f32(a.v, b.v)}; }
    friend Floats operator-(Floats a, Floats b) { return {vsubq_f32(a.v, b.v)}; }
    friend Floats operator*(Floats a, Floats b) { return {vmulq_f32(a.v, b.v)}; }
    friend Floats operator/(Floats a, Floats b) { return {vdivq_f32(a.v, b.v)}; }
};

/// The 4 x 4 block at `from`, rows `from_stride` floats apart, turned on its diagonal.
inline void transpose(float const* from, size_t from_stride, float* to, size_t to_stride) {
    for (size_t row = 0; row < 4; ++row) {
        for (size_t column = 0; column < 4; ++column) to[column * to_stride + row] = from[row * from_stride + column];
    }
}

}  // namespace
}  // namespace jetseq::simd
