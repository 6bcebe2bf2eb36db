// Compiled with -mavx512f; run only where the processor has it.
#include <immintrin.h>

#include "jetseq/infer/kernel_body.hpp"

namespace jetseq::kernel {
namespace {

struct Floats {
    static constexpr size_t width = 16;
    static constexpr int vectors_for_four = 4;
    __m512 v;

    static Floats load(float const* from) { return {_mm512_loadu_ps(from)}; }
    static void store(float* to, Floats a) { _mm512_storeu_ps(to, a.v); }
    static Floats of(float x) { return {_mm512_set1_ps(x)}; }
    static Floats smallest(Floats a, Floats b) { return {_mm512_min_ps(a.v, b.v)}; }  // NaN in b stays
    static Floats largest(Floats a, Floats b) { return {_mm512_max_ps(a.v, b.v)}; }
    static Floats fma(Floats a, Floats b, Floats c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
    static Floats scaled_by_power(Floats p, Floats n) {
        __m512i const exponent = _mm512_slli_epi32(_mm512_castps_si512(n.v), 23);
        return {_mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p.v), exponent))};
    }
    friend Floats operator+(Floats a, Floats b) { return {_mm512_add_ps(a.v, b.v)}; }
    friend Floats operator-(Floats a, Floats b) { return {_mm512_sub_ps(a.v, b.v)}; }
    friend Floats operator*(Floats a, Floats b) { return {_mm512_mul_ps(a.v, b.v)}; }
    friend Floats operator/(Floats a, Floats b) { return {_mm512_div_ps(a.v, b.v)}; }
};

}  // namespace

Kernel const avx512 = kernel_of<Floats>("AVX-512", true);

}  // namespace jetseq::kernel
