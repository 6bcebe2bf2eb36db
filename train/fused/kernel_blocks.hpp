#pragma once
#include "train/fused/kernel.hpp"

/// The building blocks of all products of the step: blocks of sums that stay in registers.
namespace jetseq::train::fused {
namespace {

/// Numbers of outputs and vectors in a block of sums, so that it and its operands fit into the registers.
template <class V>
struct Blocks {
    static constexpr int vectors = 2;                            ///< of events, in the products with weights
    static constexpr int cells = V::registers == 32 ? 3 : 1;     ///< with four gates each
    static constexpr int outputs = V::registers == 32 ? 12 : 6;  ///< backward
    static constexpr int row_vectors = 4;                        ///< of gates, in the gradients of the weights
    static constexpr int columns = V::registers == 32 ? 6 : 2;
};

/// A compile-time number as a type.
template <int n>
struct Count {
    static constexpr int value = n;
};

/// Calls work(Count<n>{}) for n from 1 to `most`.
template <int most, class Work>
inline void with_count(size_t n, Work const& work) {
    if constexpr (most > 0) {
        if (n == most) return work(Count<most>{});
        with_count<most - 1>(n, work);
    }
}

/// sum[j][v] += over k: a[k, j] * b[k, v], where a[k, j] = a[k * a_next + j * a_step] and b[k] is `vectors` vectors.
template <class V, int outputs, int vectors, size_t a_step>
inline void accumulate(V (&sum)[outputs][vectors], float const* a, size_t a_next, float const* b, size_t b_next,
                       size_t count) {
    for (size_t k = 0; k < count; ++k, a += a_next, b += b_next) {
        V factor[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) factor[v] = V::load(b + v * V::width);
#pragma GCC unroll 16
        for (int j = 0; j < outputs; ++j) {
            V const one = V::of(a[j * a_step]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v) sum[j][v] = V::fma(one, factor[v], sum[j][v]);
        }
    }
}

/// Calls work(first, count) for blocks of at most `most` of `total`, nearly of the same size.
template <size_t most, class Work>
inline void in_blocks(size_t total, Work const& work) {
    size_t const blocks = (total + most - 1) / most;
    for (size_t n = 0, first = 0; n < blocks; ++n) {
        size_t const count = (total - first + blocks - n - 1) / (blocks - n);
        work(first, count);
        first += count;
    }
}

/// Calls work(count, first), `count` a compile-time number, for blocks of at most `most` of `total`.
template <int most, class Work>
inline void for_blocks(size_t total, Work const& work) {
    in_blocks<most>(
        total, [&](size_t first, size_t count) { with_count<most>(count, [&](auto known) { work(known, first); }); });
}

/// Calls work(vectors, lane), `vectors` a compile-time number of vectors, until all of the first `used` lanes are done.
template <class V, class Work>
inline void for_vectors(size_t used, Work const& work) {
    constexpr int together = Blocks<V>::vectors;
    size_t lane = 0;
    for (; lane + together * V::width <= used; lane += together * V::width) work(Count<together>{}, lane);
    for (; lane < used; lane += V::width) work(Count<1>{}, lane);
}

}  // namespace
}  // namespace jetseq::train::fused
