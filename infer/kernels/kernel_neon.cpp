// 64-bit ARM, every processor of which has NEON with fused multiplication and addition.
#include "infer/kernels/kernel_body.hpp"
#include "simd/neon.hpp"

namespace jetseq::kernel {
namespace {

struct Floats : simd::Floats {
    Floats() = default;
    Floats(simd::Floats a) : simd::Floats{a} {}
    Floats(decltype(v) a) : simd::Floats{a} {}

    static constexpr int groups_at_once = 3;
    static constexpr int sums = 24;
    static constexpr int rest_vectors = 0;
    static constexpr int vectors_of_events = 3;
    using Quarter = Floats;

    static Floats narrowed(Floats a) { return a; }
    static Floats widened(Floats a) { return a; }
    static Gates<Floats> transposed(Floats a, Floats b, Floats c, Floats d) {
        float64x2_t const ab = vreinterpretq_f64_f32(vzip1q_f32(a.v, b.v));
        float64x2_t const cd = vreinterpretq_f64_f32(vzip1q_f32(c.v, d.v));
        float64x2_t const ab_high = vreinterpretq_f64_f32(vzip2q_f32(a.v, b.v));
        float64x2_t const cd_high = vreinterpretq_f64_f32(vzip2q_f32(c.v, d.v));
        return {{vreinterpretq_f32_f64(vzip1q_f64(ab, cd))},
                {vreinterpretq_f32_f64(vzip2q_f64(ab, cd))},
                {vreinterpretq_f32_f64(vzip1q_f64(ab_high, cd_high))},
                {vreinterpretq_f32_f64(vzip2q_f64(ab_high, cd_high))}};
    }
    static Floats common_bits(Floats a, Floats b) {
        return {vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(a.v), vreinterpretq_u32_f32(b.v)))};
    }
    static Floats sum_in_pairs(Floats a) {
        float32x2_t const two = vadd_f32(vget_low_f32(a.v), vget_high_f32(a.v));
        return of(vget_lane_f32(two, 0) + vget_lane_f32(two, 1));
    }
};

}  // namespace

Kernel const neon = kernel_of<Floats>("NEON", true);

}  // namespace jetseq::kernel
