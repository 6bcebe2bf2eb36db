#pragma once
#include <stddef.h>

/// RTNeural with this network fixed while compiling, in a library of its own for each instruction set: the templates of
/// one must not be linked into another.
extern "C" {

/// As LstmLayer and DenseLayer hold them: two layers of 25 cells, 4 inputs, rows i, f, g, o; one output.
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
