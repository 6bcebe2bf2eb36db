#pragma once
#include <stddef.h>
#include <stdint.h>

/// The part of the fused training step that is compiled for each instruction set: forward, loss and backward of one
/// tile of events in one pass. It includes no C++ header of the standard library: sources compiled for one instruction
/// set must not define inline functions that other code would then run.
namespace jetseq::train::fused {

/// Events that are trained side by side, one per lane. The same for all kernels, so that all sum over events in the
/// same order.
constexpr size_t lanes = 32;

/// Rows of a weight matrix are padded to a multiple of this.
constexpr size_t row_block = 16;

/// An LSTM layer among the parameters: a matrix [columns, rows]. Column k holds the weights of operand k: first the
/// bias, then the inputs, then the cells of the previous step. Row 4 cell + gate, with gates i, f, g, o; padded with
/// zeros.
struct Layer {
    size_t inputs, cells;
    size_t rows;        ///< 4 cells, padded
    size_t offset;      ///< of the matrix among the parameters
    size_t transposed;  ///< offset of the transposed matrix [4 cells, transposed_columns] among the transposed ones
    size_t transposed_columns;  ///< inputs + cells, without the bias, padded

    size_t hidden() const { return 1 + inputs; }            ///< first column of the cells
    size_t operands() const { return 1 + inputs + cells; }  ///< columns
};

struct Shape {
    Layer const* layers;
    size_t layer_count;
    size_t head;     ///< offset of the outputs: for each its weights [cells], then its bias
    size_t outputs;  ///< 1: a sigmoid; more: a softmax
};

constexpr size_t most_outputs = 16;

/// Dropout: each value is kept with probability 1 - rate and divided by it. Keyed by (seed, event, jet, layer, epoch).
struct Dropout {
    uint32_t threshold;  ///< 65536 rate: 16 random bits below it drop the value; 0: no dropout
    float scale;         ///< 1 / (1 - rate)
    uint64_t seed;
    uint32_t epoch;
};

/// One tile of events, aligned so that all end at step `steps` - 1: shorter sequences begin later, with a state of 0.
struct Tile {
    size_t steps;                        ///< jets of the longest sequence
    size_t events;                       ///< lanes in use, the others have weight 0
    uint32_t lengths[lanes];             ///< jets of each event
    uint64_t hashes[lanes];              ///< of each event, for dropout
    float labels[lanes];                 ///< 1: signal; of a softmax the class
    float weights[lanes];                ///< of each event in the loss; 0 for unused lanes
    float logits[most_outputs * lanes];  ///< written: [outputs, lanes]
    double loss;                         ///< written: sum over events of weight x cross-entropy
};

/// Memory of one worker. Lists are [steps, n, lanes] floats.
struct Workspace {
    struct States {
        /// [steps + 1, operands, lanes], the factors of the matrix: 1, the inputs (0 before a sequence begins), h of
        /// the previous step.
        float* operands;
        float* gates;  ///< [steps, rows, lanes]; in the backward pass the gradients of their sums
        float *c, *tanh_c;
        float* kept;  ///< 0 or Dropout::scale
    } * layers;
    float* last;  ///< [cells, lanes]: output of the last layer
    float* sent;  ///< [steps + 1, 2 cells, lanes]: gradients with respect to a layer's inputs and to h of the previous
                  ///< step
    float* dc;    ///< [cells, lanes]
    float* transposed;  ///< [lanes, rows]: gradients of the sums, transposed to one event per row
    float* active;      ///< [steps, lanes]: 1 where the sequence has begun
};

/// Gradients of the shards of a batch, laid out as the parameters; null if a shard has none. They are always added in
/// one order: shard k + 4 to k, then k + 2 to k, then k + 1 to k. A thread that has computed every second or fourth of
/// them can therefore add those in advance, and leave null for the ones added to another.
constexpr size_t most_shards = 8;  // enough for 8 threads; each costs a pass over the parameters
struct Shards {
    float const* gradient[most_shards];
};

/// One step of Adam as LibTorch takes it.
struct AdamStep {
    float beta1, beta2, epsilon;
    float rate;            ///< learning rate / (1 - beta1^t)
    float inverse_root;    ///< 1 / sqrt(1 - beta2^t)
    float gradient_scale;  ///< factor of the summed gradient
    float decay;           ///< factor of the parameters before the step (AdamW); 1: none
};

/// Lists of the same length.
struct Parameters {
    float* value;
    float *moment1, *moment2;
    float const* rate;  ///< factor of the learning rate
};

/// The implementation for one instruction set.
struct Kernel {
    char const* name;
    bool fused;  ///< has fused multiply-adds, with one rounding
    /// Logits of a tile, without dropout.
    void (*score)(Shape const&, float const* parameters, Workspace const&, Tile&);
    /// Logits, loss, and the gradient of the loss, which is added to `gradient` (laid out as the parameters).
    void (*learn)(Shape const&, float const* parameters, float const* transposed, Dropout const&, Workspace const&,
                  Tile&, float* gradient);
    /// Transposes: transposed[r, k] = matrix[k, r] for the columns of inputs and cells of a layer.
    void (*transpose)(Layer const&, float const* parameters, float* transposed);
    /// Sums the shards, for `count` parameters, a multiple of row_block. `to` may be the first shard.
    void (*sum)(Shards const&, size_t count, float* to);
    /// Adam (Kingma and Ba, arXiv:1412.6980) on `count` parameters with the sum of the shards.
    void (*adam)(AdamStep const&, size_t count, Shards const&, Parameters const&);
};

extern Kernel const baseline;            ///< for every processor of the architecture
extern Kernel const avx2, avx512, neon;  ///< defined for their architecture only

}  // namespace jetseq::train::fused
