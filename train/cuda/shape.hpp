#pragma once
#include "train/fused/host_and_device.hpp"

namespace jetseq::train::cuda {

/// The shape of an LSTM classifier and the offsets of its parameters, those of ParameterLayout with rows() rows. A
/// layer's matrix is [operands, rows]: operand 0 is the bias, then come the inputs, then the cells of the previous
/// step; row 4 cell + gate, with gates i, f, g, o.
struct Shape {
    int inputs, layers, cells, outputs;

    /// 4 modulo 8, so that the first floats of eight columns are in different banks of shared memory.
    JETSEQ_BOTH int rows() const { return 4 * (cells | 1); }
    JETSEQ_BOTH int inputs_of(int layer) const { return layer == 0 ? inputs : cells; }
    JETSEQ_BOTH int hidden(int layer) const { return 1 + inputs_of(layer); }  ///< first column of the cells
    JETSEQ_BOTH int operands(int layer) const { return 1 + inputs_of(layer) + cells; }
    JETSEQ_BOTH int operands_below(int layer) const {
        return layer == 0 ? 0 : operands(0) + (layer - 1) * (1 + 2 * cells);
    }
    JETSEQ_BOTH int matrix(int layer) const { return operands_below(layer) * rows(); }
    JETSEQ_BOTH int head() const { return matrix(layers); }  ///< for each output the weights [cells], then the bias
    JETSEQ_BOTH int floats() const { return head() + (outputs * (cells + 1) + 15) / 16 * 16; }
    JETSEQ_BOTH int mask_bytes() const { return (cells + 7) / 8; }  ///< a bit for each cell
};

}  // namespace jetseq::train::cuda
