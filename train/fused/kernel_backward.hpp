#pragma once
#include "train/fused/kernel_forward.hpp"

/// Backward pass: from the gradients with respect to the operands of the outputs to those of all weights.
namespace jetseq::train::fused {
namespace {

/// Layer `n` of a sequence; `above` [cells, lanes]: gradients with respect to the output of the last layer.
template <class V>
inline void layer_backward(Sequence const& sequence, size_t n, float const* transposed, bool dropout,
                           Workspace const& work, Workspace::Steps const& steps, Objects const& objects,
                           float const* above, float* gradient) {
    Layer const& layer = sequence.layers[n];
    bool const top = n + 1 == sequence.layer_count;
    size_t const state = layer.cells * lanes;
    for (size_t t = objects.steps; t-- > 0;) {
        Place const at{sequence, steps, objects, nullptr, n, t};
        bool const last = t + 1 == objects.steps;
        size_t const begun = begun_lanes(objects, t), used = used_lanes<V>(objects, t, begun);
        float* const sent = work.sent + 2 * t * state;
        Incoming const from{top ? (last ? above : nullptr) : sent, last ? nullptr : sent + 3 * state,
                            steps.active + t * lanes, dropout};
        Outgoing const to{work, transposed, n > 0 ? layer.inputs : 0, sent, gradient};
        if (layer.gru) {
            gru_backward<V>(layer, at, begun, used, from, to);
        } else {
            lstm_backward<V>(layer, at, begun, used, from, to);
        }
    }
}

template <class V>
void backward(Shape const& shape, float const* transposed, bool dropout, Workspace const& work, Tile const& tile,
              float* gradient) {
    for (size_t n = shape.hidden_count; n-- > 0;) dense_backward<V>(shape, n, transposed, dropout, work, gradient);
    for (size_t s = 0; s < shape.sequence_count; ++s) {
        Sequence const& sequence = shape.sequences[s];
        Objects const& objects = tile.objects[s];
        auto const& steps = work.sequences[s];
        float const* const from = work.dense[0].gradients + sequence.first * lanes;
        for (size_t j = 0; objects.moved && j < sequence.cells; ++j) {
            for (size_t e = 0; e < lanes; ++e) steps.moved[j * lanes + e] = from[j * lanes + objects.places[e]];
        }
        float const* const above = objects.moved ? steps.moved : from;
        for (size_t n = sequence.layer_count; n-- > 0;) {
            layer_backward<V>(sequence, n, transposed, dropout, work, steps, objects, above, gradient);
        }
    }
}

}  // namespace
}  // namespace jetseq::train::fused
