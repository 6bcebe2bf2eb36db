#pragma once
#include <stddef.h>

/// What the scoring loop needs of an instruction set. No header of the standard library's C++ part stands here: the
/// files that are compiled for one instruction set must not leave inline functions behind that others would run.
namespace jetseq::kernel {

/// An LSTM layer laid out for kernels: columns side by side, so that the inner loop runs over all gates of all cells.
/// Rows are gates i, f, g, o x `stride` cells, scaled by -log2(e) (g: -2 log2(e)), so that a gate is a function of
/// 2^row. Cells behind the last are padding with weights of 0.
struct Lstm {
    size_t inputs, cells;
    size_t stride;   ///< cells, rounded up to whole vectors
    float const* w;  ///< [inputs, 4 * stride]
    float const* u;  ///< [cells, 4 * stride]
    float const* b;  ///< [4 * stride]
};

/// y = activation(W x + b); rows one after another.
struct Dense {
    size_t inputs, outputs;
    size_t columns;  ///< inputs, rounded up to `row_block`
    int activation;  ///< jetseq::Activation
    float const* w;  ///< [outputs, columns], zeros behind the inputs
    float const* b;  ///< [outputs]
};

struct Layers {
    Lstm const* lstm;
    size_t lstm_count;
    Dense const* dense;
    size_t dense_count;
    size_t sums;   ///< floats at the start of a state that the sums of the widest layer need
    size_t state;  ///< floats of one event's state: the sums, then h and c of each LSTM layer
};

/// Lists are padded to whole vectors of the widest kernel.
constexpr size_t row_block = 16;

/// Room behind each list of a state that a kernel's last vector may overwrite.
constexpr size_t slack = 16;

/// Floats of a list of `count` values with the room behind it.
static inline size_t with_slack(size_t count) { return (count + row_block - 1) / row_block * row_block + slack; }

/// Events that `step_four` takes side by side: each weight is loaded once for all of them.
constexpr size_t events_side_by_side = 4;

/// One way to compute the network. All that fuse multiplication and addition give the same bits, for one event or four.
struct Kernel {
    char const* name;
    bool fused;    ///< multiplies and adds with one rounding
    size_t width;  ///< floats of a vector
    /// Lets one jet, standardised inputs x [4], into the state of one event; `first`: nothing has gone before.
    void (*step)(Layers const&, float const* x, float* state, bool first);
    /// The same for a jet of each of four events: x [4, 4], states side by side.
    void (*step_four)(Layers const&, float const* x, float* states, bool first);
    /// P(VBF) of a state that has had a step.
    float (*output)(Layers const&, float* state);
};

extern Kernel const baseline;  ///< what every machine of the target runs
#if defined(__x86_64__)
extern Kernel const avx2;
extern Kernel const avx512;
#elif defined(__aarch64__)
extern Kernel const neon;
#endif

}  // namespace jetseq::kernel
