#pragma once
#include "train/fused/kernel_dense.hpp"
#include "train/fused/kernel_gru.hpp"
#include "train/fused/kernel_lstm.hpp"

/// Forward pass: from the inputs of a tile to the operands of its outputs.
namespace jetseq::train::fused {
namespace {

template <class V>
inline void step_forward(Layer const& layer, float const* parameters, Place const& at, size_t used, float const* active,
                         bool dropout) {
    for_vectors<V>(used, [&](auto vectors, size_t lane) {
        if (layer.gru) {
            gru_forward<V, vectors.value>(layer, parameters, at, lane, active, dropout);
        } else {
            lstm_forward<V, vectors.value>(layer, parameters + layer.sums.offset, at, lane, active, dropout);
        }
    });
}

/// The layers over sequence `s`; `last` [cells, lanes]: output of the last of them.
template <class V>
[[gnu::noinline]] void sequence_forward(Sequence const& sequence, size_t s, float const* parameters,
                                        Dropout const* dropout, Workspace::Steps const& work, Objects const& objects,
                                        float* last) {
    size_t before = lanes;
    for (size_t t = 0; t < objects.steps; ++t) {
        size_t const begun = begun_lanes(objects, t), used = used_lanes<V>(objects, t, begun);
        float* const active = work.active + t * lanes;
        for (size_t e = 0; e < used; ++e) active[e] = e < begun ? 1.0F : 0.0F;
        for (size_t n = 0; n < sequence.layer_count; ++n) {
            Layer const& layer = sequence.layers[n];
            Place const at{sequence, work, objects, last, n, t};
            if (used > before) clear_state(layer, at, before);
            if (dropout && at.out) {
                draw_dropout<V>(*dropout, draw_at(s, n, objects, t), layer.cells, used, at.kept);
            }
            step_forward<V>(layer, parameters, at, used, begun < used ? active : nullptr, dropout != nullptr);
        }
        before = used;
    }
    for (size_t k = 0; objects.steps == 0 && k < sequence.cells * lanes; ++k) last[k] = 0;
}

template <class V>
void forward(Shape const& shape, float const* parameters, Dropout const* dropout, Workspace const& work,
             Tile const& tile) {
    float* const joined = work.dense[0].operands + lanes;
    for (size_t s = 0; s < shape.sequence_count; ++s) {
        Sequence const& sequence = shape.sequences[s];
        Objects const& objects = tile.objects[s];
        auto const& steps = work.sequences[s];
        float* const to = joined + sequence.first * lanes;
        float* const last = objects.moved ? steps.moved : to;
        sequence_forward<V>(sequence, s, parameters, dropout, steps, objects, last);
        for (size_t j = 0; objects.moved && j < sequence.cells; ++j) {
            for (size_t e = 0; e < lanes; ++e) to[j * lanes + objects.places[e]] = last[j * lanes + e];
        }
    }
    for (size_t n = 0; n < shape.hidden_count; ++n) dense_forward<V>(shape, n, parameters, dropout, work, tile);
}

}  // namespace
}  // namespace jetseq::train::fused
