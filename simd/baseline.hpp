#pragma once
#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// For every processor: vectors in the compiler's own terms (SSE2 on x86-64), no fused arithmetic.
namespace jetseq::simd {
namespace {

/// 2 words of 64 bits: 4 of 32, in pairs.
struct Words {
    using Two = uint64_t __attribute__((vector_size(16)));
    static constexpr uint64_t lower_half = 0xffffffff;
    Two v;

    static Words load(uint32_t const* from) {
        uint64_t const first = from[0], third = from[2];
        return {Two{first | uint64_t{from[1]} << 32, third | uint64_t{from[3]} << 32}};
    }
    static void store(uint32_t* to, Words a) {
        for (int n = 0; n < 2; ++n) {
            to[2 * n] = static_cast<uint32_t>(a.v[n]), to[2 * n + 1] = static_cast<uint32_t>(a.v[n] >> 32);
        }
    }
    static Words of(uint32_t lower) { return {Two{lower, lower}}; }
    static Words product(Words a, Words b) {  // of the lower halves
#if defined(__SSE2__)
        return {reinterpret_cast<Two>(_mm_mul_epu32(reinterpret_cast<__m128i>(a.v), reinterpret_cast<__m128i>(b.v)))};
#else
        return {(a.v & lower_half) * (b.v & lower_half)};
#endif
    }
    static Words upper(Words a) { return {a.v >> 32}; }
    static Words joined(Words lower, Words upper) {  // of their lower halves
        return {(lower.v & lower_half) | upper.v << 32};
    }
    friend Words operator^(Words a, Words b) { return {a.v ^ b.v}; }
};

/// 4 floats.
struct Floats {
    using Words = simd::Words;
    using Four = float __attribute__((vector_size(16)));
    using FourInts = int __attribute__((vector_size(16)));
    static constexpr size_t width = 4;
    static constexpr size_t registers = 16;
    Four v;

    static Floats load(float const* from) {
        Floats a;
        __builtin_memcpy(&a.v, from, sizeof a.v);
        return a;
    }
    static void store(float* to, Floats a) { __builtin_memcpy(to, &a.v, sizeof a.v); }
    static Floats of(float x) { return {Four{x, x, x, x}}; }
    static Floats smallest(Floats a, Floats b) { return chosen(a.v < b.v, a, b); }  // NaN in b stays
    static Floats largest(Floats a, Floats b) { return chosen(a.v > b.v, a, b); }
    static Floats root(Floats a) {
        for (int n = 0; n < 4; ++n) a.v[n] = __builtin_sqrtf(a.v[n]);
        return a;
    }
    static Floats fma(Floats a, Floats b, Floats c) { return {a.v * b.v + c.v}; }
    struct Whole {
        Four value, shifted;
    };
    static Whole whole(Floats z) {
        Four const magic = of(12582912.0F).v;  // 1.5 * 2^23: adding it rounds to a whole number
        return {z.v + magic - magic, z.v + magic};
    }
    static Floats fraction(Floats z, Whole n) { return {z.v - n.value}; }
    static Floats scaled_by_power(Floats p, Whole n) {
        FourInts const exponent = reinterpret_cast<FourInts>(n.shifted) << 23;
        return {reinterpret_cast<Four>(reinterpret_cast<FourInts>(p.v) + exponent)};
    }
    static Floats not_below(float least, Floats z) { return largest(of(least), z); }
    friend Floats operator+(Floats a, Floats b) { return {a.v + b.v}; }
    friend Floats operator-(Floats a, Floats b) { return {a.v - b.v}; }
    friend Floats operator*(Floats a, Floats b) { return {a.v * b.v}; }
    friend Floats operator/(Floats a, Floats b) { return {a.v / b.v}; }

private:
    static Floats chosen(FourInts mask, Floats a, Floats b) {
        FourInts const bits = (mask & reinterpret_cast<FourInts>(a.v)) | (~mask & reinterpret_cast<FourInts>(b.v));
        return {reinterpret_cast<Four>(bits)};
    }
};

/// The 4 x 4 block at `from`, rows `from_stride` floats apart, turned on its diagonal.
inline void transpose(float const* from, size_t from_stride, float* to, size_t to_stride) {
    for (size_t row = 0; row < 4; ++row) {
        for (size_t column = 0; column < 4; ++column) to[column * to_stride + row] = from[row * from_stride + column];
    }
}

}  // namespace
}  // namespace jetseq::simd
