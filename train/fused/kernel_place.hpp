#pragma once
#include "train/fused/kernel.hpp"

/// Where the numbers of a step of a recurrent layer are, and which lanes are computed.
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

/// What the backward pass of a step reads.
struct Incoming {
    float const* above;   ///< gradients with respect to the output to the next layer [cells, lanes]; null: none
    float const* ahead;   ///< gradients with respect to the output to the next step; null: there is none
    float const* active;  ///< [lanes]
    bool dropout;
};

/// What it writes.
struct Outgoing {
    Workspace const& work;
    float const* transposed;
    size_t inputs;    ///< inputs whose gradients are needed: all or none
    float* sent;      ///< [2 cells, lanes] gradients with respect to the inputs and to h of the previous step
    float* gradient;  ///< of the parameters: added to it
};

/// The gradient with respect to h, for a vector of cell `cell` from `lane` on.
template <class V>
inline V gradient_of_h(Incoming const& from, Place const& at, size_t place, size_t lane) {
    V dh = from.ahead ? V::load(from.ahead + place) : V::of(0.0F);
    if (from.above) {
        V const up = V::load(from.above + place);
        dh = from.dropout ? V::fma(up, V::load(at.kept + place), dh) : dh + up;
    }
    return dh * V::load(from.active + lane);
}

/// The lanes whose sequences have begun at step t: the first ones.
inline size_t begun_lanes(Objects const& objects, size_t t) {
    size_t count = 0;
    uint32_t const least = static_cast<uint32_t>(objects.steps - t);
    for (size_t e = 0; e < lanes; ++e) count += objects.lengths[e] >= least ? 1 : 0;
    return count;
}

/// The lanes to compute if `begun` have begun. At the last step these are all, also those without objects.
template <class V>
inline size_t used_lanes(Objects const& objects, size_t t, size_t begun) {
    return t + 1 == objects.steps ? lanes : (begun + V::width - 1) / V::width * V::width;
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
