#pragma once
#include <cstddef>
#include <vector>

#include "jetseq/models/frozen_model.hpp"

namespace jetseq {

/// The weights of a frozen model, laid out for scoring one event at a time.
class Network {
public:
    explicit Network(FrozenModel const& model);

    /// Floats that a caller of score() must provide.
    std::size_t memory() const noexcept { return memory_; }

    /// P(VBF) of the jets, which are in the detector's frame.
    float score(JetSequence jets, float* memory) const noexcept;

private:
    /// A layer's matrices with columns side by side, so that the inner loop runs over all 4 gates of all cells.
    struct Lstm {
        std::size_t inputs, cells;
        std::vector<float> w;  ///< [inputs, 4 * cells]
        std::vector<float> u;  ///< [cells, 4 * cells]
        std::vector<float> b;  ///< [4 * cells]
    };
    static Lstm laid_out(LstmLayer const& layer);
    static void step(Lstm const& layer, float const* x, float* h, float* c, float* sums, bool first) noexcept;
    float output(float const* state, float* memory) const noexcept;

    Frame frame_;
    std::vector<InputVariable> inputs_;
    std::vector<Lstm> lstm_;
    std::vector<DenseLayer> dense_;
    std::size_t states_ = 0;  ///< floats in all h, and as many in all c
    std::size_t widest_ = 0;  ///< floats in the longest list of sums or outputs
    std::size_t memory_ = 0;
};

}  // namespace jetseq
