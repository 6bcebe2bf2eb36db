#pragma once

namespace jetseq::simd {
namespace {

constexpr float log2_e = 1.44269504088896341F;

/// 2^z, relative error below 3e-7, for z clamped to [-125, 40]: beyond, a gate is 0 or 1 to 12 digits. NaN stays NaN.
/// V: a vector of this folder. Degree-5 minimax polynomial of 2^f over [-1/2, 1/2].
template <class V>
inline V exp2(V z) {
    z = V::largest(V::of(-125.0F), V::smallest(V::of(40.0F), z));
    V const magic = V::of(12582912.0F);  // 1.5 * 2^23: adding it rounds to a whole number
    V const shifted = z + magic;
    V const f = z - (shifted - magic);
    V p = V::of(1.3276472454890609e-3F);
    p = V::fma(p, f, V::of(9.675540961325169e-3F));
    p = V::fma(p, f, V::of(5.550713092088699e-2F));
    p = V::fma(p, f, V::of(2.4022120237350464e-1F));
    p = V::fma(p, f, V::of(6.931469440460205e-1F));
    p = V::fma(p, f, V::of(1.0000001192092896F));
    return V::scaled_by_power(p, shifted);
}

}  // namespace
}  // namespace jetseq::simd
