// Compiled with -mavx2 -mfma; run only where the processor has both.
#include "jetseq/infer/kernel_x86.hpp"

namespace jetseq::kernel {
namespace {

struct Floats {
    static constexpr size_t width = 8;
    static constexpr int groups_at_once = 3;
    static constexpr int sums = 12;
    static constexpr int rest_vectors = 0;
    static constexpr int vectors_of_events = 3;
    using Quarter = FourFloats;
    __m256 v;

    static Floats load(float const* from) { return {_mm256_loadu_ps(from)}; }
    static void store(float* to, Floats a) { _mm256_storeu_ps(to, a.v); }
    static Floats of(float x) { return {_mm256_set1_ps(x)}; }
    static Floats smallest(Floats a, Floats b) { return {_mm256_min_ps(a.v, b.v)}; }  // NaN in b stays
    static Floats largest(Floats a, Floats b) { return {_mm256_max_ps(a.v, b.v)}; }
    static Floats fma(Floats a, Floats b, Floats c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
    static Floats scaled_by_power(Floats p, Floats n) {
        __m256i const exponent = _mm256_slli_epi32(_mm256_castps_si256(n.v), 23);
        return {_mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p.v), exponent))};
    }
    static Floats split(Floats z, Floats& f) { return split_by_addition(z, f); }
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
    friend Floats operator+(Floats a, Floats b) { return {_mm256_add_ps(a.v, b.v)}; }
    friend Floats operator-(Floats a, Floats b) { return {_mm256_sub_ps(a.v, b.v)}; }
    friend Floats operator*(Floats a, Floats b) { return {_mm256_mul_ps(a.v, b.v)}; }
    friend Floats operator/(Floats a, Floats b) { return {_mm256_div_ps(a.v, b.v)}; }
};

}  // namespace

Kernel const avx2 = kernel_of<Floats>("AVX2", true);

}  // namespace jetseq::kernel
