// For every processor: vectors of four floats in the compiler's own terms (SSE2 on x86-64), no fused arithmetic.
#include "infer/kernels/kernel_body.hpp"
#include "simd/baseline.hpp"

namespace jetseq::kernel {
namespace {

struct Floats : simd::Floats {
    Floats() = default;
    Floats(simd::Floats a) : simd::Floats{a} {}
    Floats(decltype(v) a) : simd::Floats{a} {}

    static constexpr int groups_at_once = 1;
    static constexpr int sums = 8;
    static constexpr int rest_vectors = 0;
    static constexpr int vectors_of_events = 1;
    using Quarter = Floats;

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
};

}  // namespace

Kernel const baseline = kernel_of<Floats>("baseline", false);

}  // namespace jetseq::kernel
