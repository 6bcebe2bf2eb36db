// Compiled with -mavx512f -mavx512dq -mfma; run only where the processor has all.
#include "infer/kernels/kernel_x86.hpp"
#include "simd/avx512.hpp"

namespace jetseq::kernel {
namespace {

struct Floats : simd::Floats {
    Floats() = default;
    Floats(simd::Floats a) : simd::Floats{a} {}
    Floats(decltype(v) a) : simd::Floats{a} {}

    static constexpr int groups_at_once = 2;
    static constexpr int sums = 24;
    static constexpr int rest_vectors = 2;
    static constexpr int vectors_of_events = 2;
    using Quarter = FourFloats;

    static Quarter narrowed(Floats a) { return {_mm512_castps512_ps128(a.v)}; }
    static Floats widened(Quarter a) { return {_mm512_zextps128_ps512(a.v)}; }
    static Gates<Floats> transposed(Floats a, Floats b, Floats c, Floats d) {
        __m512d const ab = _mm512_castps_pd(_mm512_unpacklo_ps(a.v, b.v));
        __m512d const cd = _mm512_castps_pd(_mm512_unpacklo_ps(c.v, d.v));
        __m512d const ab_high = _mm512_castps_pd(_mm512_unpackhi_ps(a.v, b.v));
        __m512d const cd_high = _mm512_castps_pd(_mm512_unpackhi_ps(c.v, d.v));
        return {{_mm512_castpd_ps(_mm512_unpacklo_pd(ab, cd))},
                {_mm512_castpd_ps(_mm512_unpackhi_pd(ab, cd))},
                {_mm512_castpd_ps(_mm512_unpacklo_pd(ab_high, cd_high))},
                {_mm512_castpd_ps(_mm512_unpackhi_pd(ab_high, cd_high))}};
    }
    static Floats in_order(Floats a) {
        __m512i const from = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 3, 6, 7, 10, 11, 14, 15);
        return {_mm512_permutexvar_ps(from, a.v)};
    }
    static Floats as_transposed(Floats a) {
        __m512i const from = _mm512_setr_epi32(0, 4, 8, 9, 1, 5, 10, 11, 2, 6, 12, 13, 3, 7, 14, 15);
        return {_mm512_permutexvar_ps(from, a.v)};
    }
    static Floats common_bits(Floats a, Floats b) { return {_mm512_and_ps(a.v, b.v)}; }
    static Quarter sum_in_pairs(Floats a) {
        __m256 const half = _mm256_add_ps(_mm512_castps512_ps256(a.v), _mm512_extractf32x8_ps(a.v, 1));
        return Quarter::sum_in_pairs({_mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1))});
    }
};

}  // namespace

Kernel const avx512 = kernel_of<Floats>("AVX-512", true);

}  // namespace jetseq::kernel
