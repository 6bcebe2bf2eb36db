#pragma once
#include <cmath>

#include "train/cuda/numbers.hpp"
#include "train/cuda/shape.hpp"
#include "train/fused/kernel.hpp"

/// Sums the gradients of all shards in a fixed order and applies Adam. Parameters are cut into chunks, which are dealt
/// to the blocks.
namespace jetseq::train::cuda {

constexpr int chunk = 64;   ///< parameters
constexpr int strands = 4;  ///< of a sum over shards: n, n + 4, n + 8 ...
constexpr int strand_floats = chunk * strands;

JETSEQ_BOTH inline int chunks(Shape const& shape) { return (shape.floats() + chunk - 1) / chunk; }

/// Gradients of the shards: [shards, floats].
struct Slots {
    float const* first;
    int shards, floats;
};

/// sums [strands, chunk] of chunk `n`.
JETSEQ_BOTH inline void add_strands(Slots const& slots, int n, float* sums, int thread, int threads) {
    for (int unit = thread; unit < strand_floats; unit += threads) {
        int const place = n * chunk + unit % chunk;
        float sum = 0;
        if (place < slots.floats) {
            for (int shard = unit / chunk; shard < slots.shards; shard += strands) {
                sum += fresh(slots.first + static_cast<size_t>(shard) * static_cast<size_t>(slots.floats) + place);
            }
        }
        sums[unit] = sum;
    }
}

JETSEQ_BOTH inline float sum_of_strands(float const* sums, int place) {
    return (sums[place] + sums[2 * chunk + place]) + (sums[chunk + place] + sums[3 * chunk + place]);
}

/// The step of one parameter, as in fused::Kernel::adam.
JETSEQ_BOTH inline void adam_at(fused::AdamStep const& step, float sum, fused::Parameters const& at, int k) {
    float const g = sum * step.gradient_scale;
    float const m = multiply_add(step.beta1, at.moment1[k], (1 - step.beta1) * g);
    float const v = multiply_add(step.beta2, at.moment2[k], (1 - step.beta2) * g * g);
    at.moment1[k] = m, at.moment2[k] = v;
    float const by = step.rate * at.rate[k] * m / multiply_add(sqrtf(v), step.inverse_root, step.epsilon);
    at.value[k] = fresh(at.value + k) * step.decay - by;
}

/// Adam on chunk `n`. `sums`: the block's memory for strand_floats.
template <class Run>
JETSEQ_BOTH void adam_chunk(Run const& run, fused::AdamStep const& step, Slots const& slots, int n, float* sums,
                            fused::Parameters const& at) {
    run([&](int thread, int threads) { add_strands(slots, n, sums, thread, threads); });
    run([&](int thread, int threads) {
        for (int place = thread; place < chunk && n * chunk + place < slots.floats; place += threads) {
            adam_at(step, sum_of_strands(sums, place), at, n * chunk + place);
        }
    });
}

/// Writes the gradient of chunk `n` to `gradient`, and its part of the squared norm to squares[n]. Both biases of
/// LibTorch's LSTM are counted: `rate` says how often each parameter counts.
template <class Run>
JETSEQ_BOTH void gradient_chunk(Run const& run, Slots const& slots, int n, float* sums, float const* rate,
                                float* gradient, double* squares) {
    run([&](int thread, int threads) { add_strands(slots, n, sums, thread, threads); });
    run([&](int thread, int) {
        if (thread != 0) return;
        double all = 0;
        for (int place = 0; place < chunk && n * chunk + place < slots.floats; ++place) {
            float const g = sum_of_strands(sums, place);
            gradient[n * chunk + place] = g;
            all += static_cast<double>(rate[n * chunk + place]) * static_cast<double>(g) * static_cast<double>(g);
        }
        squares[n] = all;
    });
}

/// The factor for the gradient of `events` events that limits the norm of the mean gradient to `clip`.
JETSEQ_BOTH inline double shrink_of(double const* squares, int count, double clip, int events) {
    double sum = 0;
    for (int n = 0; n < count; ++n) sum += fresh(squares + n);
    double const shrink = clip / (std::sqrt(sum) / events + 1e-6);
    return shrink < 1 ? shrink : 1.0;
}

}  // namespace jetseq::train::cuda
