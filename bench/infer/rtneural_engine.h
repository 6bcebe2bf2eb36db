#pragma once
#include <stddef.h>

/// RTNeural, compiled for this network. Each instruction set has its own library, because template code for one must
/// not be linked into another.
extern "C" {

/// Weights in the layout of LstmLayer and DenseLayer: two layers of 25 cells, 4 inputs, rows i, f, g, o; one output.
struct RtneuralWeights {
    float const *w[2], *u[2], *b[2];
    float const *dense_w, *dense_b;
    float const *offset, *scale;  ///< [4]
};

void* rtneural_make(struct RtneuralWeights const* weights);
/// P(VBF) of jets [count, 4].
float rtneural_score(void* model, float const* jets, size_t count);
void rtneural_delete(void* model);
}
