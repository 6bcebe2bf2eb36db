#pragma once
#include "train/fused/kernel.hpp"

/// Where the numbers of a step of a recurrent layer are, and which lanes it computes.
namespace jetseq::train::fused {
namespace {

/// The memory of layer `n` of a sequence at step t.
struct Place {
    float const* operands;       ///< [stored, lanes]
    float *h_before, *c_before;  ///< [cells, lanes], null at the first step; c of an LSTM only
    float* reset;                ///< r h of a GRU, behind the other operands
    float *gates, *c, *tanh_c, *kept;
    float* h;    ///< [cells, lanes]: among the operands of the next step
    float* out;  ///< output, among the operands of the next layer; null if it is not used

    /// `last`: where the last output of the last layer goes.
    Place(Sequence const& sequence, Workspace::Steps const& work, Objects const& objects, float* last, size_t n,
          size_t t) {
        Layer const& layer = sequence.layers[n];
        auto const& states = work.layers[n];
        size_t const step = layer.cells * lanes, at = t * step, stored = layer.stored() * lanes;
        float* const here = states.operands + t * stored;
        operands = here, reset = here + layer.operands() * lanes;
        h = here + stored + layer.hidden() * lanes;
        gates = states.gates + t * layer.gate_rows() * lanes;
        c = states.c + at, tanh_c = states.tanh_c + at, kept = states.kept + at;
        c_before = t == 0 ? nullptr : c - step;
        h_before = t == 0 ? nullptr : h - stored;
        if (n + 1 < sequence.layer_count) {
            Layer const& above = sequence.layers[n + 1];
            out = work.layers[n + 1].operands + (t * above.stored() + 1) * lanes;
        } else {
            out = t + 1 == objects.steps ? last : nullptr;  // only the last state of the last layer is used
        }
    }
};

/// The number of lanes to compute at step t: the second half often begins later, for events are sorted by falling
/// length of their first sequence. At the last step all lanes are computed, also those without objects.
inline size_t used_lanes(Objects const& objects, size_t t) {
    bool const half = t + 1 < objects.steps && t + objects.late < objects.steps;
    return half ? lanes / 2 : lanes;
}

/// Fills `active`; true if all lanes in use have begun at step t.
inline bool all_begun(Objects const& objects, size_t t, size_t used, float* active) {
    bool all = true;
    for (size_t e = 0; e < used; ++e) {
        bool const begun = t + objects.lengths[e] >= objects.steps;
        active[e] = begun ? 1.0F : 0.0F;
        all = all && begun;
    }
    return all;
}

/// Clears the state before step t of lanes that were not computed until then.
inline void clear_state(Layer const& layer, Place const& at, size_t from) {
    if (!at.h_before) return;
    for (size_t j = 0; j < layer.cells; ++j) {
        for (size_t e = from; e < lanes; ++e) {
            at.h_before[j * lanes + e] = 0;
            if (!layer.gru) at.c_before[j * lanes + e] = 0;
        }
    }
}

}  // namespace
}  // namespace jetseq::train::fused
