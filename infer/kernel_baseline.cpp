// For every processor: vectors of four floats in the compiler's own terms (SSE2 on x86-64), no fused arithmetic.
#include "jetseq/infer/kernel_body.hpp"

namespace jetseq::kernel {
namespace {

using Four = float __attribute__((vector_size(16)));
using FourInts = int __attribute__((vector_size(16)));

struct Floats {
    static constexpr size_t width = 4;
    static constexpr int groups_at_once = 1;
    static constexpr int sums = 8;
    static constexpr int rest_vectors = 0;
    static constexpr int vectors_of_events = 1;
    using Quarter = Floats;
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
    static Floats fma(Floats a, Floats b, Floats c) { return {a.v * b.v + c.v}; }
    static Floats scaled_by_power(Floats p, Floats n) {
        FourInts const exponent = reinterpret_cast<FourInts>(n.v) << 23;
        return {reinterpret_cast<Four>(reinterpret_cast<FourInts>(p.v) + exponent)};
    }
    static Floats split(Floats z, Floats& f) { return split_by_addition(z, f); }
    static Floats narrowed(Floats a) { return a; }
    static Floats widened(Floats a) { return a; }
    static Gates<Floats> transposed(Floats a, Floats b, Floats c, Floats d) {
        return {{Four{a.v[0], b.v[0], c.v[0], d.v[0]}},
                {Four{a.v[1], b.v[1], c.v[1], d.v[1]}},
                {Four{a.v[2], b.v[2], c.v[2], d.v[2]}},
                {Four{a.v[3], b.v[3], c.v[3], d.v[3]}}};
    }
    static Floats common_bits(Floats a, Floats b) {
        return {reinterpret_cast<Four>(reinterpret_cast<FourInts>(a.v) & reinterpret_cast<FourInts>(b.v))};
    }
    static Floats sum_in_pairs(Floats a) { return of((a.v[0] + a.v[2]) + (a.v[1] + a.v[3])); }
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

}  // namespace

Kernel const baseline = kernel_of<Floats>("baseline", false);

}  // namespace jetseq::kernel
