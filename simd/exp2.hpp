#pragma once

namespace jetseq::simd {
namespace {

constexpr float log2_e = 1.44269504088896341F;

/// 2^z, relative error below 3e-7, for z up to 40, where a gate is 0 or 1 to 12 digits; more counts as 40. Below -125
/// some vectors give 2^-125: 1 + 2^z is 1 with either. NaN stays NaN. The same bits with each V of this folder that
/// fuses. Degree-5 minimax polynomial of 2^f over [-1/2, 1/2].
template <class V>
inline V exp2(V z) {
    z = V::not_below(-125.0F, V::smallest(V::of(40.0F), z));
    auto const n = V::whole(z);
    V const f = V::fraction(z, n);
    V p = V::of(1.3276472454890609e-3F);
    p = V::fma(p, f, V::of(9.675540961325169e-3F));
    p = V::fma(p, f, V::of(5.550713092088699e-2F));
    p = V::fma(p, f, V::of(2.4022120237350464e-1F));
    p = V::fma(p, f, V::of(6.931469440460205e-1F));
    p = V::fma(p, f, V::of(1.0000001192092896F));
    return V::scaled_by_power(p, n);
}

}  // namespace
}  // namespace jetseq::simd
