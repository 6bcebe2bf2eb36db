#pragma once
#include "train/cuda/tile_forward.hpp"

/// Logits, losses, and the gradient of the output layer.
namespace jetseq::train::cuda {

template <int events>
JETSEQ_BOTH inline void logits_of(Tile<events> const& tile, int thread, int threads) {
    Shape const& shape = tile.memory.shape;
    for (int n = thread; n < shape.outputs * events; n += threads) {
        float const* const head = tile.memory.parameters + shape.head() + n / events * (shape.cells + 1);
        float const* const last = tile.memory.last() + n % events;
        float logit = head[shape.cells];
        for (int j = 0; j < shape.cells; ++j) logit = multiply_add(head[j], last[j * events], logit);
        tile.memory.logits()[n] = logit;
    }
}

/// w (log(1 + e^z) - y z); the logit becomes its gradient w (sigmoid(z) - y).
JETSEQ_BOTH inline float sigmoid_loss(Event const& event, float* logit) {
    float const z = *logit, size = z < 0 ? -z : z;
    float const loss = (z > 0 ? z : 0.0F) + log1pf(expf(-size)) - event.label * z;
    *logit = event.weight * (inverse(1 + power_of_e(-z)) - event.label);
    return event.weight * loss;
}

/// w (log(sum over k of e^z_k) - z_y); the logits, `stride` apart, become their gradients w (p_k - [k = y]).
JETSEQ_BOTH inline float softmax_loss(Event const& event, int outputs, int stride, float* logits) {
    float top = logits[0], sum = 0;
    for (int k = 1; k < outputs; ++k) top = logits[k * stride] > top ? logits[k * stride] : top;
    int const label = static_cast<int>(event.label);
    float const distance = top - logits[label * stride];
    for (int k = 0; k < outputs; ++k) {
        float const p = power_of_e(logits[k * stride] - top);
        logits[k * stride] = p;
        sum += p;
    }
    for (int k = 0; k < outputs; ++k) {
        float& logit = logits[k * stride];
        logit = event.weight * (logit / sum - (k == label ? 1.0F : 0.0F));
    }
    return event.weight * (distance + logf(sum));
}

template <int events>
JETSEQ_BOTH inline void loss_of(Tile<events> const& tile, int thread, int threads) {
    int const outputs = tile.memory.shape.outputs;
    for (int e = thread; e < events; e += threads) {
        Event const& event = tile.memory.event[e];
        float* const logits = tile.memory.logits() + e;
        tile.memory.losses()[e] =
            outputs == 1 ? sigmoid_loss(event, logits) : softmax_loss(event, outputs, events, logits);
    }
}

/// From the logits' gradients to those of the output layer's parameters, written or added to `gradient`, and of the
/// top layer's output; the loss is added to `loss`.
template <int events>
JETSEQ_BOTH inline void head_backward(Tile<events> const& tile, bool set, float* gradient, double* loss, int thread,
                                      int threads) {
    Shape const& shape = tile.memory.shape;
    float const *const dz = tile.memory.logits(), *const last = tile.memory.last();
    int const columns = shape.cells + 1;
    for (int n = thread; n < shape.outputs * columns; n += threads) {
        int const k = n / columns, j = n % columns;
        float sum = 0;
        for (int e = 0; e < events; ++e) {
            float const x = j < shape.cells ? last[j * events + e] : 1.0F;
            sum = multiply_add(x, dz[k * events + e], sum);
        }
        float* const to = gradient + shape.head() + n;
        *to = set ? sum : *to + sum;
    }
    for (int n = thread; n < shape.cells * events; n += threads) {
        float sum = 0;
        for (int k = 0; k < shape.outputs; ++k) {
            float const weight = tile.memory.parameters[shape.head() + k * columns + n / events];
            sum = multiply_add(weight, dz[k * events + n % events], sum);
        }
        tile.memory.up(shape.layers - 1)[n] = sum;
    }
    if (thread != 0) return;
    double sum = set ? 0.0 : *loss;
    for (int e = 0; e < events; ++e) sum += static_cast<double>(tile.memory.losses()[e]);
    *loss = sum;
}

}  // namespace jetseq::train::cuda
