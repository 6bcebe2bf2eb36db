#include "bench/limit.hpp"

#include <algorithm>
#include <array>

#include "bench/clock.hpp"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace jetseq::bench {

Work work_of(FrozenModel const& model, data::Sequences const& sequences) {
    Work work;
    auto const events = static_cast<double>(sequences.size()), jets = static_cast<double>(sequences.jets.size());
    double with_jets = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) with_jets += sequences.length(n) > 0;
    for (auto const& layer : model.lstm_layers()) {
        auto const inputs = static_cast<double>(layer.inputs), cells = static_cast<double>(layer.cells);
        work.macs += (jets * 4 * cells * inputs + (jets - with_jets) * 4 * cells * cells) / events;
        work.transcendentals += 5 * cells * jets / events;
    }
    for (auto const& layer : model.dense_layers()) work.macs += static_cast<double>(layer.inputs * layer.outputs);
    work.transcendentals += 1;
    return work;
}

#if defined(__x86_64__)
namespace {

constexpr int sums = 12;  // more than latency x instructions per cycle; with two factors they fit into 16 registers
constexpr std::size_t turns = 200'000;
constexpr std::size_t listed = 2048, times = 200;  // 8 kB

alignas(64) std::array<float, listed> list, powers;
volatile float sink;  // prevents the compiler from removing the work

// 2^x as in the kernels, without limits: range reduction with a magic number, degree 5, addition to the exponent.
constexpr float magic = 12582912.0F;
constexpr std::array<float, 6> series{1.3276472e-3F, 9.675541e-3F, 5.550713e-2F, 2.402212e-1F, 6.931469e-1F, 1.0F};

__attribute__((target("avx512f"))) void multiply_add_512() {
    __m512 acc[sums], factor = _mm512_set1_ps(0.999F), term = _mm512_set1_ps(0.001F);
    for (auto& one : acc) one = term;
    for (std::size_t turn = 0; turn < turns; ++turn) {
#pragma GCC unroll 12
        for (auto& one : acc) one = _mm512_fmadd_ps(one, factor, term);
    }
    for (auto& one : acc) term = _mm512_add_ps(term, one);
    sink = _mm512_cvtss_f32(term);
}

__attribute__((target("avx2,fma"))) void multiply_add_256() {
    __m256 acc[sums], factor = _mm256_set1_ps(0.999F), term = _mm256_set1_ps(0.001F);
    for (auto& one : acc) one = term;
    for (std::size_t turn = 0; turn < turns; ++turn) {
#pragma GCC unroll 12
        for (auto& one : acc) one = _mm256_fmadd_ps(one, factor, term);
    }
    for (auto& one : acc) term = _mm256_add_ps(term, one);
    sink = _mm256_cvtss_f32(term);
}

__attribute__((target("avx512f"))) void exp2_512_list() {
    __m512 const round = _mm512_set1_ps(magic);
    for (std::size_t turn = 0; turn < times; ++turn) {
        for (std::size_t n = 0; n < listed; n += 16) {
            __m512 const x = _mm512_load_ps(&list[n]), shifted = _mm512_add_ps(x, round);
            __m512 const f = _mm512_sub_ps(x, _mm512_sub_ps(shifted, round));
            __m512 p = _mm512_set1_ps(series[0]);
            for (int k = 1; k < 6; ++k) p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(series[k]));
            __m512i const power = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
            p = _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(p), power));
            _mm512_store_ps(&powers[n], p);
        }
        asm volatile("" ::: "memory");  // repeat in each turn
    }
    sink = powers[0];
}

__attribute__((target("avx2,fma"))) void exp2_256_list() {
    __m256 const round = _mm256_set1_ps(magic);
    for (std::size_t turn = 0; turn < times; ++turn) {
        for (std::size_t n = 0; n < listed; n += 8) {
            __m256 const x = _mm256_load_ps(&list[n]), shifted = _mm256_add_ps(x, round);
            __m256 const f = _mm256_sub_ps(x, _mm256_sub_ps(shifted, round));
            __m256 p = _mm256_set1_ps(series[0]);
            for (int k = 1; k < 6; ++k) p = _mm256_fmadd_ps(p, f, _mm256_set1_ps(series[k]));
            __m256i const power = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
            p = _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), power));
            _mm256_store_ps(&powers[n], p);
        }
        asm volatile("" ::: "memory");  // repeat in each turn
    }
    sink = powers[0];
}

/// Best of a few short runs: even a busy machine leaves some of them undisturbed.
double best_seconds(void (*work)()) {
    double best = 1e30;
    for (int n = 0; n < 10; ++n) best = std::min(best, seconds_of(work));
    return best;
}

}  // namespace

void Peak::measure() {
    constexpr double macs = sums * turns, count = listed * times;
    if (__builtin_cpu_supports("avx512f")) {
        gmac_512 = std::max(gmac_512, 16e-9 * macs / best_seconds(multiply_add_512));
        exp2_512 = std::min(exp2_512, 1e9 / count * best_seconds(exp2_512_list));
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        gmac_256 = std::max(gmac_256, 8e-9 * macs / best_seconds(multiply_add_256));
        exp2_256 = std::min(exp2_256, 1e9 / count * best_seconds(exp2_256_list));
    }
}
#else
void Peak::measure() {}  // unknown for this processor
#endif

}  // namespace jetseq::bench
