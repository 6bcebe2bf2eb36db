// Compiled with -mavx2 -mfma; run only where the processor has both.
#include <immintrin.h>

#include "jetseq/infer/kernel_body.hpp"

namespace jetseq::kernel {
namespace {

struct Floats {
    static constexpr size_t width = 8;
    static constexpr int vectors_for_four = 2;
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
    friend Floats operator+(Floats a, Floats b) { return {_mm256_add_ps(a.v, b.v)}; }
    friend Floats operator-(Floats a, Floats b) { return {_mm256_sub_ps(a.v, b.v)}; }
    friend Floats operator*(Floats a, Floats b) { return {_mm256_mul_ps(a.v, b.v)}; }
    friend Floats operator/(Floats a, Floats b) { return {_mm256_div_ps(a.v, b.v)}; }
};

}  // namespace

Kernel const avx2 = kernel_of<Floats>("AVX2", true);

}  // namespace jetseq::kernel
