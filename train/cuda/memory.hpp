#pragma once
#include <stddef.h>
#include <stdint.h>

#include "train/cuda/shape.hpp"

namespace jetseq::train::cuda {

/// An event of a tile. If unused: no jets, weight 0.
struct Event {
    uint64_t first;  ///< of its jets
    uint64_t hash;
    int length;  ///< jets
    float label, weight;
};

/// The memory of one block for a tile of `events` events; lists are [.., events] floats. All but `history` is shared
/// memory.
template <int events>
struct Memory {
    Shape shape;
    float* parameters;  ///< shape.floats()
    Event* event;       ///< [events]
    float* states;      ///< state_floats()
    float* history;     ///< history_floats() of the steps that there is room for

    JETSEQ_BOTH static int state_floats(Shape const& shape) {
        return (3 * shape.layers * shape.cells + shape.cells + shape.outputs + 1) * events;
    }
    JETSEQ_BOTH static size_t history_floats(Shape const& shape, size_t steps) {
        auto const operands = static_cast<size_t>(shape.operands_below(shape.layers));
        auto const states = size_t{6} * static_cast<size_t>(shape.layers) * static_cast<size_t>(shape.cells);
        size_t const masks =
            (static_cast<size_t>(shape.layers) * static_cast<size_t>(shape.mask_bytes()) * events * steps + 3) / 4;
        return ((steps + 1) * operands + steps * states) * events + (masks + 3) / 4 * 4;
    }

    /// [layers, cells]: gradients with respect to a layer's output, its previous h, its previous c.
    JETSEQ_BOTH float* up(int layer) const { return states + layer * shape.cells * events; }
    JETSEQ_BOTH float* ahead(int layer) const { return up(shape.layers + layer); }
    JETSEQ_BOTH float* cell_gradient(int layer) const { return up(2 * shape.layers + layer); }
    JETSEQ_BOTH float* last() const { return up(3 * shape.layers); }  ///< [cells]: the output of the top layer
    JETSEQ_BOTH float* logits() const { return last() + shape.cells * events; }  ///< [outputs], then their gradients
    JETSEQ_BOTH float* losses() const { return logits() + shape.outputs * events; }  ///< [1]
};

/// The history of the `steps` steps of a tile.
template <int events>
struct History {
    Shape shape;
    int steps;
    float* first;

    /// [cells, 4] of one event: the gates; in the backward pass the gradients of their sums.
    JETSEQ_BOTH float* gates(int layer, int t, int event) const {
        return first + ((layer * steps + t) * events + event) * 4 * shape.cells;
    }
    /// [cells, events]
    JETSEQ_BOTH float* c(int layer, int t) const { return at_state(4 * shape.layers * steps + layer * steps + t); }
    JETSEQ_BOTH float* tanh_c(int layer, int t) const { return at_state(5 * shape.layers * steps + layer * steps + t); }
    /// [operands, events]; those of step `steps` hold the last h.
    JETSEQ_BOTH float* operands(int layer, int t) const {
        int const below = (steps + 1) * shape.operands_below(layer);
        return at_state(6 * shape.layers * steps) + (below + t * shape.operands(layer)) * events;
    }
    /// Bit n of byte k: cell 8 k + n is kept.
    JETSEQ_BOTH unsigned char* mask(int layer, int t, int event) const {
        auto* const bytes = reinterpret_cast<unsigned char*>(operands(shape.layers, 0));
        return bytes + ((layer * steps + t) * events + event) * shape.mask_bytes();
    }
    JETSEQ_BOTH bool kept(int layer, int t, int event, int cell) const {
        return (mask(layer, t, event)[cell / 8] >> cell % 8 & 1) != 0;
    }

private:
    JETSEQ_BOTH float* at_state(int n) const { return first + n * shape.cells * events; }
};

}  // namespace jetseq::train::cuda
