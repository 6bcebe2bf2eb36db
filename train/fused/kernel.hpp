#pragma once
#include <stddef.h>
#include <stdint.h>

/// What the fused training step needs of an instruction set: forward, loss and backward of one tile of events in one
/// pass. No header of the standard library's C++ part stands here: files that are compiled for one instruction set must
/// not leave inline functions behind that others would run.
namespace jetseq::fused {

/// Events that are trained side by side, one in each lane. The same for all kernels, so that sums over events are taken
/// in the same order everywhere.
constexpr size_t lanes = 32;

/// Rows of a weight matrix are padded to a multiple of this.
constexpr size_t row_block = 16;

/// Where an LSTM layer stands among the parameters: a matrix [columns, rows], floats. Column k holds what operand k
/// adds to the gates: first the bias, then the inputs, then the cells of the step before. Row 4 cell + gate, gates i,
/// f, g, o; zeros behind the last.
struct Layer {
    size_t inputs, cells;
    size_t rows;            ///< 4 cells, padded
    size_t offset;          ///< of the matrix among the parameters
    size_t turned;          ///< of the turned matrix [4 cells, turned_columns] among the turned ones
    size_t turned_columns;  ///< inputs + cells, without the bias, padded

    size_t hidden() const { return 1 + inputs; }            ///< first column of the cells
    size_t operands() const { return 1 + inputs + cells; }  ///< columns
};

struct Shape {
    Layer const* layers;
    size_t layer_count;
    size_t head;     ///< offset of the outputs: for each its weights [cells] and, behind them, its bias
    size_t outputs;  ///< 1: a sigmoid; more: a softmax
};

constexpr size_t most_outputs = 16;

/// Dropout: each value kept with probability 1 - rate and divided by it. Keyed by (seed, event, jet, layer, epoch).
struct Dropout {
    uint32_t threshold;  ///< 65536 rate: 16 random bits below it drop the value; 0: no dropout
    float scale;         ///< 1 / (1 - rate)
    uint64_t seed;
    uint32_t epoch;
};

/// One tile of events, the last jets of all at step `steps` - 1: shorter sequences begin later, with a state of 0.
struct Tile {
    size_t steps;                        ///< jets of the longest sequence
    size_t events;                       ///< lanes in use, the others have weight 0
    uint32_t lengths[lanes];             ///< jets of each event
    uint64_t hashes[lanes];              ///< of each event, for dropout
    float labels[lanes];                 ///< 1: signal; of a softmax the class
    float weights[lanes];                ///< of each event in the loss; 0 for lanes not in use
    float logits[most_outputs * lanes];  ///< written: [outputs, lanes]
    double loss;                         ///< written: sum over events of weight x cross-entropy
};

/// Memory of one worker. Lists are [steps, n, lanes] floats.
struct Workspace {
    struct States {
        /// [steps + 1, operands, lanes], what the matrix is multiplied by: 1, the inputs (0 before a sequence begins),
        /// h of the step before.
        float* operands;
        float* gates;  ///< [steps, rows, lanes]; in the backward pass the gradients of their sums
        float *c, *tanh_c;
        float* kept;  ///< 0 or Dropout::scale
    } * layers;
    float* last;  ///< [cells, lanes]: what the last layer gives
    float*
        sent;  ///< [steps + 1, 2 cells, lanes]: gradients with respect to a layer's inputs, and to h of the step before
    float* dc;      ///< [cells, lanes]
    float* turned;  ///< [lanes, rows]: gradients of the sums, an event in each row
    float* active;  ///< [steps, lanes]: 1 where the sequence has begun
};

/// Gradients of the shards of a batch, laid out as the parameters; null where there is none. They are added up in one
/// order always: shard k + 4 to k, then k + 2 to k, then k + 1 to k. Who has computed every second or fourth of them
/// can therefore add those up before, and leave null for what has gone into another.
constexpr size_t most_shards = 8;  // enough for 8 threads; each costs a pass over the parameters
struct Shards {
    float const* gradient[most_shards];
};

/// One step of Adam as LibTorch takes it.
struct AdamStep {
    float beta1, beta2, epsilon;
    float rate;            ///< learning rate / (1 - beta1^t)
    float inverse_root;    ///< 1 / sqrt(1 - beta2^t)
    float gradient_scale;  ///< what the sum of the gradients is multiplied by
    float decay;           ///< what the parameters are multiplied by before (AdamW); 1: nothing
};

/// Lists of the same length.
struct Parameters {
    float* value;
    float *moment1, *moment2;
    float const* rate;  ///< what the learning rate is multiplied by
};

/// One way to compute it.
struct Kernel {
    char const* name;
    bool fused;  ///< multiplies and adds with one rounding
    /// Logits of a tile, without dropout.
    void (*score)(Shape const&, float const* parameters, Workspace const&, Tile&);
    /// Logits, loss, and the gradient of the loss, which is added to `gradient` (laid out as the parameters).
    void (*learn)(Shape const&, float const* parameters, float const* turned, Dropout const&, Workspace const&, Tile&,
                  float* gradient);
    /// turned[r, k] = matrix[k, r] for the inputs' and cells' columns of a layer.
    void (*turn)(Layer const&, float const* parameters, float* turned);
    /// The sum of the shards, of `count` parameters, a multiple of row_block. `to` may be the first of them.
    void (*sum)(Shards const&, size_t count, float* to);
    /// Adam (Kingma and Ba, arXiv:1412.6980) with the shards' sum on `count` parameters.
    void (*adam)(AdamStep const&, size_t count, Shards const&, Parameters const&);
};

extern Kernel const baseline;  ///< what every machine of the target runs
#if defined(__x86_64__)
extern Kernel const avx2;
extern Kernel const avx512;
#elif defined(__aarch64__)
extern Kernel const neon;
#endif

}  // namespace jetseq::fused
