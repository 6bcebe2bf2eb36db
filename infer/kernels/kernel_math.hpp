#pragma once
#include <stddef.h>

#include "infer/kernels/kernel.hpp"
#include "simd/exp2.hpp"

/// The arithmetic of all kernels for a vector type V: one of simd/, with the additions that kernel_one.hpp and
/// kernel_many.hpp name.
namespace jetseq::kernel {
namespace {

using simd::exp2;

constexpr float minus_log2_e = -simd::log2_e;

/// 2^row of a cell's gates i, f, g, o.
template <class V>
struct Gates {
    V i, f, g, o;
};

/// The next c and h of V::width cells each, with two divisions in all. Interleaved, to hide the latency of each chain.
template <class V, int count>
inline void next_cells(Gates<V> const (&e)[count], V (&c)[count], V (&h)[count]) {
    V const one = V::of(1.0F);
    V ec[count];
#pragma GCC unroll 16
    for (int n = 0; n < count; ++n) {
        V const ig = (one + e[n].i) * (one + e[n].g), f = one + e[n].f;
        c[n] = V::fma(c[n], ig, (one - e[n].g) * f) / (ig * f);
    }
#pragma GCC unroll 16
    for (int n = 0; n < count; ++n) ec[n] = exp2(c[n] * V::of(2 * minus_log2_e));
#pragma GCC unroll 16
    for (int n = 0; n < count; ++n) h[n] = (one - ec[n]) / ((one + e[n].o) * (one + ec[n]));
}

/// 1 / (1 + 2^z), z already scaled by -log2(e).
template <class V>
inline V logistic(V z) {
    return V::of(1.0F) / (V::of(1.0F) + exp2(z));
}

/// The values 0 ... 3 of jetseq::Activation. Network computes the softmax, which needs all outputs.
template <class V>
inline V activated(int activation, V sum) {
    if (activation == 1) return V::largest(V::of(0.0F), sum);  // NaN stays
    if (activation != 2 && activation != 3) return sum;
    bool const tanh = activation == 2;  // tanh(x) = 2 sigmoid(2 x) - 1
    V const value = logistic(sum * V::of(tanh ? 2 * minus_log2_e : minus_log2_e));
    return tanh ? V{V::of(2.0F) * value - V::of(1.0F)} : value;
}

/// The inputs of the first dense layer, and the two lists at the end of the state.
struct DenseLists {
    float *x, *y;
};

/// `size(n)`: floats of a list of n values.
template <class Size>
inline DenseLists dense_lists(Layers const& layers, float* state, size_t count, Size const& size) {
    if (layers.lstm_count == 0) return {state, state + size(layers.dense[0].inputs)};
    for (size_t l = 0; l + 1 < layers.lstm_count; ++l) state += 3 * size(layers.lstm[l].cells);
    size_t const last = size(layers.lstm[layers.lstm_count - 1].cells);
    return {state + (count % 2 == 0 ? last : 0), state + 3 * last};
}

}  // namespace
}  // namespace jetseq::kernel
