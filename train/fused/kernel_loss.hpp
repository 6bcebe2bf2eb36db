#pragma once
#include "simd/exp2.hpp"
#include "train/fused/kernel.hpp"

/// Logits, losses, and the gradient of the output layer.
namespace jetseq::train::fused {
namespace {

/// Logits [outputs, lanes] from the operands of the outputs after the 1.
inline void logits_of(Shape const& shape, float const* parameters, float const* last, float* logits) {
    size_t const inputs = shape.head_inputs();
    for (size_t k = 0; k < shape.outputs; ++k, logits += lanes) {
        float const* const head = parameters + shape.head + k * (inputs + 1);
        for (size_t e = 0; e < lanes; ++e) logits[e] = head[inputs];
        for (size_t j = 0; j < inputs; ++j) {
            for (size_t e = 0; e < lanes; ++e) logits[e] += head[j] * last[j * lanes + e];
        }
    }
}

/// Loss and its gradient with respect to the logits: w (log(1 + e^z) - y z), w (sigmoid(z) - y).
template <class V>
inline void loss_of(Tile& tile, float* gradient) {
    float losses[lanes];
    V const one = V::of(1.0F), zero = V::of(0.0F);
    for (size_t e = 0; e < lanes; e += V::width) {
        V const z = V::load(tile.logits + e), y = V::load(tile.labels + e), w = V::load(tile.weights + e);
        V const size = V::largest(z, zero - z);
        V const small = simd::exp2(size * V::of(-simd::log2_e));  // e^-|z|
        V const s = small / (V::of(2.0F) + small), s2 = s * s;    // log(1 + x) = 2 artanh(x / (2 + x))
        V p = V::of(2.0F / 13);
        p = V::fma(p, s2, V::of(2.0F / 11)), p = V::fma(p, s2, V::of(2.0F / 9)), p = V::fma(p, s2, V::of(2.0F / 7));
        p = V::fma(p, s2, V::of(2.0F / 5)), p = V::fma(p, s2, V::of(2.0F / 3)), p = V::fma(p, s2, V::of(2.0F));
        V::store(losses + e, w * (V::largest(z, zero) + p * s - y * z));
        V::store(gradient + e, w * (one / (one + simd::exp2(z * V::of(-simd::log2_e))) - y));
    }
    tile.loss = 0;
    for (float const loss : losses) tile.loss += static_cast<double>(loss);
}

/// The same of a softmax: w (log(sum over k of e^z_k) - z_y), w (p_k - [k = y]); gradient [outputs, lanes].
template <class V>
inline void softmax_loss_of(size_t outputs, Tile& tile, float* gradient) {
    float tops[lanes], sums[lanes];
    for (size_t e = 0; e < lanes; e += V::width) {
        V top = V::load(tile.logits + e), sum = V::of(0.0F);
        for (size_t k = 1; k < outputs; ++k) top = V::largest(top, V::load(tile.logits + k * lanes + e));
        for (size_t k = 0; k < outputs; ++k) {
            V const p = simd::exp2((V::load(tile.logits + k * lanes + e) - top) * V::of(simd::log2_e));
            V::store(gradient + k * lanes + e, p);
            sum = sum + p;
        }
        V::store(tops + e, top), V::store(sums + e, sum);
    }
    tile.loss = 0;
    for (size_t e = 0; e < lanes; ++e) {
        size_t const label = static_cast<size_t>(tile.labels[e]);
        for (size_t k = 0; k < outputs; ++k) {
            float& one = gradient[k * lanes + e];
            one = tile.weights[e] * (one / sums[e] - (k == label ? 1.0F : 0.0F));
        }
        double const distance = static_cast<double>(tops[e]) - static_cast<double>(tile.logits[label * lanes + e]);
        tile.loss += static_cast<double>(tile.weights[e]) * (distance + __builtin_log(static_cast<double>(sums[e])));
    }
}

/// The same of a number: w loss(r), w loss'(r) with r = z - y. The derivative of |r| at 0 is 0.
inline void number_loss_of(Shape const& shape, Tile& tile, float* gradient) {
    tile.loss = 0;
    for (size_t e = 0; e < lanes; ++e) {
        float const r = tile.logits[e] - tile.labels[e], size = r < 0 ? -r : r, w = tile.weights[e];
        float loss = size, slope = r > 0 ? 1.0F : r < 0 ? -1.0F : r;  // NaN stays NaN
        if (shape.loss == Loss::squared) loss = r * r, slope = 2 * r;
        if (shape.loss == Loss::huber) {
            float const near = size > shape.delta ? shape.delta : size;
            loss = near * (size - near / 2), slope = r < 0 ? -near : near;
        }
        gradient[e] = w * slope;
        tile.loss += static_cast<double>(w) * static_cast<double>(loss);
    }
}

/// The sum of 16 numbers, the halves added to each other until one is left.
inline float sum_of_halves(float* x) {
    for (size_t half = 8; half > 0; half /= 2) {
        for (size_t k = 0; k < half; ++k) x[k] += x[k + half];
    }
    return x[0];
}

/// Gradient of an output's weights and bias: sums over the lanes in a fixed order, in 16 strands.
template <class V>
inline void head_backward(size_t inputs, float const* last, float const* dz, float* gradient) {
    constexpr size_t strands = 16, vectors = strands / V::width;
    for (size_t j = 0; j <= inputs; ++j) {
        V sum[vectors];
        for (size_t v = 0; v < vectors; ++v) sum[v] = V::of(0.0F);
        for (size_t e = 0; e < lanes; e += strands) {
            for (size_t v = 0; v < vectors; ++v) {
                size_t const lane = e + v * V::width;
                V const one = V::load(dz + lane);
                sum[v] = sum[v] + (j < inputs ? V::load(last + j * lanes + lane) * one : one);
            }
        }
        float strand[strands];
        for (size_t v = 0; v < vectors; ++v) V::store(strand + v * V::width, sum[v]);
        gradient[j] += sum_of_halves(strand);
    }
}

/// Adds to the gradient of the outputs' weights, and writes the gradients with respect to their operands, from those
/// with respect to the logits.
template <class V>
inline void outputs_backward(Shape const& shape, float const* parameters, float const* dz,
                             Workspace::Values const& work, float* gradient) {
    size_t const inputs = shape.head_inputs();
    for (size_t k = 0; k < shape.outputs; ++k) {
        head_backward<V>(inputs, work.operands + lanes, dz + k * lanes, gradient + shape.head + k * (inputs + 1));
    }
    for (size_t j = 0; j < shape.head_gradients(); ++j) {
        float* const to = work.gradients + j * lanes;
        for (size_t e = 0; e < lanes; ++e) to[e] = parameters[shape.head + j] * dz[e];
        for (size_t k = 1; k < shape.outputs; ++k) {
            float const weight = parameters[shape.head + k * (inputs + 1) + j];
            for (size_t e = 0; e < lanes; ++e) to[e] += weight * dz[k * lanes + e];
        }
    }
}

}  // namespace
}  // namespace jetseq::train::fused
