#pragma once
#include <stddef.h>

/// What the scoring loop needs of an instruction set. No header of the standard library's C++ part stands here: the
/// files that are compiled for one instruction set must not leave inline functions behind that others would run.
namespace jetseq::kernel {

/// An LSTM layer laid out for a kernel whose vectors hold `width` floats. All rows are scaled by -log2(e) (gate g by
/// -2 log2(e)), so that a gate is a function of 2^row. A column is what one input adds to all rows; the first is the
/// bias, then come `inputs` of W and `cells` of U.
///
/// For one event, gates lie across lanes: the gates i, f, g, o of a cell side by side, `width` / 4 cells in a vector,
/// `width` cells in a group of four vectors, of which vector v has cells v, v + 4, v + 8 ...: so the four, transposed
/// within their quarters, have the cells in order. A small rest of cells takes less than a group: `rest_vectors`
/// vectors and a quarter of one, cells in order, which is just right for 25 cells; weights of 0 fill up what is left
/// over.
///
/// For many events, events lie across lanes: one cell's columns after another's.
struct Lstm {
    size_t inputs, cells;
    size_t groups;          ///< of `width` cells
    bool rest;              ///< vectors and a quarter follow
    float const* vectors;   ///< [1 + inputs + cells, 4 groups (+ rest_vectors), width]
    float const* quarters;  ///< [1 + inputs + cells, 4]
    float const* by_cell;   ///< [cells, 1 + inputs + cells, 4]
};

/// y = activation(W x + b); rows one after another.
struct Dense {
    size_t inputs, outputs;
    size_t columns;  ///< inputs, rounded up to `strands`
    int activation;  ///< jetseq::Activation
    float const* w;  ///< [outputs, columns], zeros behind the inputs
    float const* b;  ///< [outputs]
};

struct Layers {
    Lstm const* lstm;
    size_t lstm_count;  ///< 0: the dense layers read inputs of their own
    Dense const* dense;
    size_t dense_count;
    size_t widest_dense;  ///< outputs
};

/// Partial sums of a dense layer's row, which are added up in pairs.
constexpr size_t strands = 16;

/// Room behind a list of a state, and how far it may be overwritten: the widest vector.
constexpr size_t slack = 16;

/// Floats of a list of `count` values with room behind it, a whole number of lines of the cache.
static inline size_t with_slack(size_t count) { return (count + 2 * slack - 1) / slack * slack; }

/// Features of a jet.
constexpr size_t features = 4;

/// One way to compute the network. All that fuse multiplication and addition give the same bits, for one event or many.
///
/// The state of one event is, for each LSTM layer, h after an odd number of jets, h after an even number, and c, each
/// with_slack(cells); then two lists for the dense layers, with_slack(widest_dense). The state of many is the same with
/// `lanes` values for each number, and no slack. Without LSTM layers the inputs of the first dense layer come first.
struct Kernel {
    char const* name;
    bool fused;    ///< multiplies and adds with one rounding
    size_t width;  ///< floats of a vector
    size_t rest_vectors;
    size_t lanes;  ///< events side by side
    /// Lets jet number `n` = 0, 1 ..., standardised inputs x [features], into the state of one event.
    void (*step)(Layers const&, float const* x, float* state, size_t n);
    /// What the last dense layer gives (of a softmax the sums) after `count` jets, at least one; it lies in `state`.
    float const* (*output)(Layers const&, float* state, size_t count);
    /// The same for the first `events` of many: x [features, lanes].
    void (*step_many)(Layers const&, float const* x, float* states, size_t n, size_t events);
    float const* (*output_many)(Layers const&, float* states, size_t count);  ///< [outputs, lanes]
};

extern Kernel const baseline;  ///< what every machine of the target runs
#if defined(__x86_64__)
extern Kernel const avx2;
extern Kernel const avx512;
#elif defined(__aarch64__)
extern Kernel const neon;
#endif

}  // namespace jetseq::kernel
