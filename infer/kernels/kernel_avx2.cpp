// Compiled with -mavx2 -mfma; run only where the processor has both.
#include "infer/kernels/kernel_x86.hpp"
#include "simd/avx2.hpp"

namespace jetseq::kernel {
namespace {

struct Floats : simd::Floats {
    Floats() = default;
    Floats(simd::Floats a) : simd::Floats{a} {}
    Floats(decltype(v) a) : simd::Floats{a} {}

    static constexpr int groups_at_once = 3;
    static constexpr int sums = 12;
    static constexpr int rest_vectors = 0;
    static constexpr int vectors_of_events = 3;
    using Quarter = FourFloats;

    static Quarter narrowed(Floats a) { return {_mm256_castps256_ps128(a.v)}; }
    static Floats widened(Quarter a) { return {_mm256_zextps128_ps256(a.v)}; }
    static Gates<Floats> transposed(Floats a, Floats b, Floats c, Floats d) {
        __m256d const ab = _mm256_castps_pd(_mm256_unpacklo_ps(a.v, b.v));
        __m256d const cd = _mm256_castps_pd(_mm256_unpacklo_ps(c.v, d.v));
        __m256d const ab_high = _mm256_castps_pd(_mm256_unpackhi_ps(a.v, b.v));
        __m256d const cd_high = _mm256_castps_pd(_mm256_unpackhi_ps(c.v, d.v));
        return {{_mm256_castpd_ps(_mm256_unpacklo_pd(ab, cd))},
                {_mm256_castpd_ps(_mm256_unpackhi_pd(ab, cd))},
                {_mm256_castpd_ps(_mm256_unpacklo_pd(ab_high, cd_high))},
                {_mm256_castpd_ps(_mm256_unpackhi_pd(ab_high, cd_high))}};
    }
    static Floats common_bits(Floats a, Floats b) { return {_mm256_and_ps(a.v, b.v)}; }
    static Quarter sum_in_pairs(Floats a) {
        return Quarter::sum_in_pairs({_mm_add_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1))});
    }
};

}  // namespace

Kernel const avx2 = kernel_of<Floats>("AVX2", true);

}  // namespace jetseq::kernel
