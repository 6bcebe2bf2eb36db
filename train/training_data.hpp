#pragma once
#include <vector>

#include "jetseq/data/batches.hpp"
#include "jetseq/data/normalisation.hpp"
#include "jetseq/data/sequences.hpp"
#include "jetseq/models/network/lstm_classifier.hpp"

namespace jetseq {

/// One batch as tensors on the training's device.
struct TrainingBatch {
    PackedJets jets;
    torch::Tensor labels;   ///< [B] 1: VBF, 0: ggF/DY
    torch::Tensor weights;  ///< [B] event weights, 1 on average over the training part
};

/// Sequences as a network sees them: in its frame, standardised, with labels and weights.
class TrainingData {
public:
    /// `mean_weight`: what event weights are divided by; 0: all weights are 1.
    TrainingData(Sequences const& sequences, Normalisation const& normalisation, Frame frame, double mean_weight,
                 torch::Device device);

    /// `batch`: longest sequence first.
    TrainingBatch operator()(Batch const& batch) const;

private:
    Sequences const& sequences_;
    std::vector<std::array<float, 4>> inputs_;  ///< of each jet
    std::vector<float> labels_, weights_;       ///< of each event
    torch::Device device_;
};

}  // namespace jetseq
