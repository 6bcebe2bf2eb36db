// For every processor: vectors of four floats in the compiler's own terms (SSE2 on x86-64), no fused arithmetic.
#include "jetseq/infer/kernel_body.hpp"

namespace jetseq::kernel {
namespace {

using Four = float __attribute__((vector_size(16)));
using FourInts = int __attribute__((vector_size(16)));

struct Floats {
    static constexpr size_t width = 4;
    static constexpr int vectors_for_four = 2;
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
