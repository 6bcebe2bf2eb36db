#pragma once
#include <stddef.h>

/// The interface between the scoring loop and the instruction sets. Includes no C++ header of the standard library: a
/// source that is compiled for one instruction set must not emit inline functions that other sources would call.
namespace jetseq::kernel {

/// An LSTM layer laid out for a kernel whose vectors hold `width` floats. All rows are scaled by -log2(e) (gate g by
/// -2 log2(e)), so that a gate is a function of 2^row. A column holds the weights of one input in all rows: the bias
/// first, then `inputs` of W and `cells` of U.
///
/// For one event, gates are spread over lanes: the gates i, f, g, o of a cell side by side, `width` / 4 cells in a
/// vector, `width` cells in a group of four vectors. Vector v of a group has cells v, v + 4, v + 8 ..., so that the
/// four, transposed within their quarters, have the cells in order. A small rest of cells takes less than a group:
/// `rest_vectors` vectors and a quarter of one, with the cells in order (this fits 25 cells exactly). Weights of 0 fill
/// unused lanes.
///
/// For many events, events are spread over lanes; the columns of one cell follow those of another.
struct Lstm {
    size_t inputs, cells;
    size_t groups;          ///< of `width` cells
    bool rest;              ///< vectors and a quarter follow
    float const* vectors;   ///< [1 + inputs + cells, 4 groups (+ rest_vectors), width]
    float const* quarters;  ///< [1 + inputs + cells, 4]
    float const* by_cell;   ///< [cells, 1 + inputs + cells, 4]
};

/// A GRU layer laid out for a kernel. Rows are scaled by -log2(e) (gate n by -2 log2(e)). For one event, cells are
/// spread over lanes, `width` in a vector: a vector's block has the bias and the columns of W, each for the gates z, r,
/// n; then the columns of U for z and r; then those for n. Weights of 0 fill unused lanes. For many events, events are
/// spread over lanes, and each cell has such a block.
struct Gru {
    size_t inputs, cells;
    size_t vectors;        ///< of cells
    float const* blocks;   ///< [vectors, 3 (1 + inputs) + 3 cells, width]
    float const* by_cell;  ///< [cells, 3 (1 + inputs) + 3 cells]
};

/// y = activation(W x + b), row by row.
struct Dense {
    size_t inputs, outputs;
    size_t columns;  ///< inputs, rounded up to `strands`
    int activation;  ///< jetseq::Activation
    float const* w;  ///< [outputs, columns], zeros after the inputs
    float const* b;  ///< [outputs]
};

struct Layers {
    Lstm const* lstm;
    size_t lstm_count;  ///< 0: the first dense layer reads a list of numbers
    Gru const* gru;
    size_t gru_count;
    Dense const* dense;
    size_t dense_count;
    size_t widest_dense;  ///< outputs
};

/// Number of partial sums of a dense layer's row, which are added up in pairs.
constexpr size_t strands = 16;

/// Floats after a list of a state that kernels may overwrite: the widest vector.
constexpr size_t slack = 16;

/// Floats of a list of `count` values and the slack after it: a whole number of cache lines.
static inline size_t with_slack(size_t count) { return (count + 2 * slack - 1) / slack * slack; }

/// Objects of one event that `Kernel::steps` takes at most, and the floats that it needs for the sums of one in a
/// layer.
constexpr size_t most_steps = 12;
static inline size_t sums_of(size_t cells) { return 4 * (with_slack(cells) + slack); }

/// Lists of the state of each LSTM layer, and of each GRU layer.
constexpr size_t lstm_lists = 3, gru_lists = 4;

/// Features of a jet.
constexpr size_t features = 4;

/// One way to compute the network. All kernels with fused multiply-adds give the same bits, for one event or many.
///
/// The state of one event has, for each LSTM layer, h after an odd number of jets, h after an even number, and c, each
/// with_slack(cells); then two lists for the dense layers, with_slack(widest_dense). The state of many events has
/// `lanes` values for each number, and no slack. Without LSTM layers, it begins with the inputs of the first dense
/// layer. Of GRU layers, each has h likewise, then two lists for r h and for the sums of n.
struct Kernel {
    char const* name;
    bool fused;    ///< multiplies and adds with one rounding
    size_t width;  ///< floats of a vector
    size_t rest_vectors;
    size_t lanes;  ///< events side by side
    /// Adds jet number `n` = 0, 1 ..., with standardised inputs x [features], to the state of one event.
    void (*step)(Layers const&, float const* x, float* state, size_t n);
    /// The outputs of the last dense layer (before a softmax) after `count` jets, at least one; a part of `state`.
    float const* (*output)(Layers const&, float* state, size_t count);
    /// The same for the first `events` lanes: x [features, lanes].
    void (*step_many)(Layers const&, float const* x, float* states, size_t n, size_t events);
    float const* (*output_many)(Layers const&, float* states, size_t count);  ///< [outputs, lanes]
    /// Adds objects `n` ... n + count - 1 of one event, to the same bits as step(): x [count, with_slack(features)];
    /// `room`: for each sums_of() and with_slack() of the widest layer's cells.
    void (*steps)(Layers const&, float const* x, float* state, size_t n, size_t count, float* room);
    // The same steps of GRU layers:
    void (*gru_step)(Layers const&, float const* x, float* state, size_t n);
    void (*gru_step_many)(Layers const&, float const* x, float* states, size_t n, size_t events);
};

extern Kernel const baseline;            ///< runs on every machine of the target
extern Kernel const avx2, avx512, neon;  ///< defined for their architecture only

}  // namespace jetseq::kernel
