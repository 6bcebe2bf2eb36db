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

/// A weight matrix among the parameters [columns, rows]. Column k holds the weights of operand k, of which the first is
/// 1: its weights are the biases.
struct Matrix {
    size_t columns;     ///< operands, with the first
    size_t used;        ///< rows in use
    size_t rows;        ///< padded with zeros
    size_t offset;      ///< among the parameters
    size_t transposed;  ///< offset of the transposed matrix [rows, transposed_columns] among the transposed ones
    size_t transposed_columns;  ///< columns without the first, padded
};

/// A recurrent layer. The operands of `sums` are 1, the inputs, then h of the previous step. LSTM: row 4 cell + gate,
/// with gates i, f, g, o. GRU: row 2 cell + gate, with gates z, r; row `cell` of `candidates` is n, whose operands are
/// 1, the inputs, then r h.
struct Layer {
    size_t inputs, cells;
    bool gru;
    Matrix sums;
    Matrix candidates;  ///< GRU only

    size_t hidden() const { return 1 + inputs; }                      ///< first column of the cells
    size_t operands() const { return 1 + inputs + cells; }            ///< columns of each matrix
    size_t stored() const { return operands() + (gru ? cells : 0); }  ///< operands in memory; of a GRU also r h
    size_t gate_rows() const { return sums.rows + (gru ? candidates.rows : 0); }
};

/// The layers over one sequence of each event.
struct Sequence {
    Layer const* layers;
    size_t layer_count;
    size_t cells;
    size_t first;  ///< of its last state among the joined numbers
};

/// Of the output z of an event with the label y, r = z - y. A softmax has several outputs.
enum class Loss {
    cross_entropy,  ///< log(1 + e^z) - y z
    squared,        ///< r^2
    absolute,       ///< |r|
    huber,          ///< r^2 / 2 up to |r| = delta, then delta (|r| - delta / 2) (P. J. Huber, 1964)
};

enum class DenseActivation { linear, rectified, tanh, sigmoid };

/// A hidden dense layer; its operands are 1, then the outputs of the layer before, or the joined numbers.
struct Dense {
    size_t inputs, outputs;
    size_t gradients;  ///< inputs whose gradients are needed, the first ones
    Matrix matrix;
};

/// The joined numbers are the last states of the sequences, then the variables of the event.
struct Shape {
    Sequence const* sequences;
    size_t sequence_count;
    size_t states, variables;  ///< joined numbers of each kind
    Dense const* hidden;
    size_t hidden_count;
    DenseActivation activation;  ///< of the hidden layers
    size_t head;                 ///< offset of the outputs: for each its weights [head_inputs], then its bias
    size_t outputs;              ///< 1: a sigmoid, or a number; more: a softmax
    Loss loss;                   ///< of one output
    float delta;                 ///< of Loss::huber

    size_t head_inputs() const { return hidden_count > 0 ? hidden[hidden_count - 1].outputs : states + variables; }
    size_t head_gradients() const { return hidden_count > 0 ? head_inputs() : states; }  ///< as in Dense
};

constexpr size_t most_outputs = 16;

/// Dropout: each value is kept with probability 1 - rate and divided by it. Keyed by (seed, event, jet, layer, epoch).
struct Dropout {
    uint32_t threshold;  ///< 65536 rate: 16 random bits below it drop the value; 0: no dropout
    float scale;         ///< 1 / (1 - rate)
    uint64_t seed;
    uint32_t epoch;
};

/// One sequence of the events of a tile, in lanes of falling length, aligned so that all end at step `steps` - 1:
/// shorter ones begin later, with a state of 0.
struct Objects {
    size_t steps;             ///< objects of the longest sequence
    uint32_t lengths[lanes];  ///< objects of each event
    uint64_t hashes[lanes];   ///< of each event, for dropout
    bool moved;               ///< false: these are the lanes of the tile
    uint32_t places[lanes];   ///< the lane of each event in the tile
};

/// One tile of events.
struct Tile {
    Objects* objects;                    ///< of each sequence
    size_t events;                       ///< lanes in use, the others have weight 0
    uint64_t hashes[lanes];              ///< of each event, for dropout after hidden layers
    float labels[lanes];                 ///< 1: signal; of a softmax the class; or a number
    float weights[lanes];                ///< of each event in the loss; 0 for unused lanes
    float logits[most_outputs * lanes];  ///< written: [outputs, lanes]
    double loss;                         ///< written: sum over events of weight x loss
};

/// Memory of one worker. Lists are [steps, n, lanes] floats.
struct Workspace {
    struct States {
        /// [steps + 1, stored, lanes], the factors of the matrices: 1, the inputs (0 before a sequence begins), h of
        /// the previous step; of a GRU then r h.
        float* operands;
        float* gates;       ///< [steps, gate_rows, lanes]; in the backward pass the gradients of their sums
        float *c, *tanh_c;  ///< LSTM only
        float* kept;        ///< 0 or Dropout::scale
    };
    struct Steps {
        States* layers;
        float* active;  ///< [steps, lanes]: 1 where the sequence has begun
        float* moved;   ///< [cells, lanes]: last state or its gradients, in the lanes of the sequence
    };
    struct Values {
        float* operands;   ///< [1 + inputs, lanes]: 1, then the inputs
        float* gradients;  ///< [inputs, lanes] with respect to the inputs
        float* out;        ///< [rows, lanes]: of a hidden layer, before dropout; then the gradients of its sums
        float* kept;       ///< [outputs, lanes]: 0 or Dropout::scale
    };
    Steps* sequences;
    Values* dense;      ///< of each hidden layer, then of the outputs, which use operands and gradients only
    float* sent;        ///< [steps + 1, 2 cells, lanes]: gradients with respect to a layer's inputs and to h of the
                        ///< previous step
    float* carried;     ///< [cells, lanes]: gradients that go to the previous step; of an LSTM those of c
    float* transposed;  ///< [lanes, rows]: gradients of the sums, transposed to one event per row
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
    /// Transposes: transposed[r, k] = matrix[1 + k, r], for the columns after the first.
    void (*transpose)(Matrix const&, float const* parameters, float* transposed);
    /// Sums the shards, for `count` parameters, a multiple of row_block. `to` may be the first shard.
    void (*sum)(Shards const&, size_t count, float* to);
    /// Adam (Kingma and Ba, arXiv:1412.6980) on `count` parameters with the sum of the shards.
    void (*adam)(AdamStep const&, size_t count, Shards const&, Parameters const&);
};

extern Kernel const baseline;            ///< for every processor of the architecture
extern Kernel const avx2, avx512, neon;  ///< defined for their architecture only

}  // namespace jetseq::train::fused
