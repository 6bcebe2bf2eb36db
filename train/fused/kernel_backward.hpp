#pragma once
#include "train/fused/kernel_forward.hpp"

/// Backward pass: from the gradients with respect to the operands of the outputs to those of all weights.
namespace jetseq::train::fused {
namespace {

/// Layer `n` of sequence `s`; `above` [cells, lanes]: gradients with respect to the output of the sequence.
template <class V>
inline void layer_backward(Sequence const& sequence, size_t s, size_t n, float const* transposed, bool dropout,
                           Workspace const& work, Tile const& tile, float const* above, float* gradient) {
    Layer const& layer = sequence.layers[n];
    Objects const& objects = tile.objects[s];
    auto const& steps = work.sequences[s];
    bool const top = n + 1 == sequence.layer_count;
    size_t const state = layer.cells * lanes;
    for (size_t t = objects.steps; t-- > 0;) {
        Place const at{sequence, steps, objects, nullptr, n, t};
        bool const last = t + 1 == objects.steps;
        float* const sent = work.sent + 2 * t * state;
        float const* const from_above = !top ? sent : last ? above : nullptr;
        float const* const ahead = last ? nullptr : sent + 3 * state;
        float const* const active = steps.active + t * lanes;
        size_t const used = used_lanes(objects, t), inputs = n > 0 ? layer.inputs : 0;
        if (layer.gru) {
            gru_gates_backward<V>(layer, at, used, from_above, ahead, dropout, active, work.carried);
            gru_backward<V>(layer, transposed, work, at, used, inputs, sent, gradient);
        } else {
            lstm_gates_backward<V>(layer, at, used, from_above, ahead, dropout, active, work.carried);
            lstm_backward<V>(layer, transposed, work, at, used, inputs, sent, gradient);
        }
    }
}

template <class V>
void backward(Shape const& shape, float const* transposed, bool dropout, Workspace const& work, Tile const& tile,
              float* gradient) {
    for (size_t n = shape.hidden_count; n-- > 0;) dense_backward<V>(shape, n, transposed, dropout, work, gradient);
    for (size_t s = 0; s < shape.sequence_count; ++s) {
        Sequence const& sequence = shape.sequences[s];
        float const* const above = work.dense[0].gradients + sequence.first * lanes;
        for (size_t n = sequence.layer_count; n-- > 0;) {
            layer_backward<V>(sequence, s, n, transposed, dropout, work, tile, above, gradient);
        }
    }
}

}  // namespace
}  // namespace jetseq::train::fused
