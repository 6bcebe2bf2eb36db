#pragma once
#include "data/sequences/batches.hpp"
#include "models/networks/joined_classifier.hpp"
#include "models/networks/lstm_classifier.hpp"
#include "models/networks/set_classifier.hpp"
#include "train/fused/layout.hpp"
#include "train/input/training_data.hpp"

namespace jetseq::train {

/// One batch as tensors on a device.
struct TorchBatch {
    PackedJets jets;
    torch::Tensor labels;   ///< [B] 1: VBF, 0: ggF/DY, 2 ... other classes
    torch::Tensor weights;  ///< [B]
};

/// Where batches are gathered: on the host, from which each batch is sent, or on the device, which holds all events and
/// is sent indices.
enum class EventsLie { on_host, on_device };

/// on_device if the device is a GPU with room for the events and a third more.
EventsLie where_events_lie(TrainingData const& data, torch::Device device);

/// All events, for batches on a device. `data` must outlive this object.
class TorchData {
public:
    TorchData(TrainingData const& data, torch::Device device, EventsLie where);
    TorchData(TrainingData const& data, torch::Device device)
        : TorchData{data, device, where_events_lie(data, device)} {}

    /// `batch`: longest sequence first.
    TorchBatch batch(data::Batch const& batch) const;

    TrainingData const& data() const noexcept { return data_; }
    torch::Device device() const noexcept { return device_; }
    EventsLie where() const noexcept { return where_; }

    /// [jets, features]; on the device followed by a row of zeros, for padding.
    torch::Tensor const& inputs() const noexcept { return inputs_; }
    torch::Tensor const& labels() const noexcept { return labels_; }    ///< [events]
    torch::Tensor const& weights() const noexcept { return weights_; }  ///< [events]

private:
    TrainingData const& data_;
    torch::Device device_;
    EventsLie where_;
    torch::Tensor inputs_, labels_, weights_;
};

/// The jets of a batch in any order, on the CPU, padded with zeros.
PaddedJets padded_batch(TrainingData const& data, data::Batch const& batch);

/// The sequences and variables of a batch in any order.
JoinedBatch joined_batch(TrainingData const& data, data::Batch const& batch);

/// Sum over the events of weight x cross-entropy: for logits [B] of a sigmoid, for [B, classes] of a softmax.
torch::Tensor weighted_loss(torch::Tensor const& logits, torch::Tensor const& labels, torch::Tensor const& weights);
inline torch::Tensor weighted_loss(torch::Tensor const& logits, TorchBatch const& batch) {
    return weighted_loss(logits, batch.labels, batch.weights);
}

/// Sum over the events of weight x loss of numbers [B], as in the fused step.
torch::Tensor weighted_number_loss(torch::Tensor const& numbers, TorchBatch const& batch, Loss loss, double delta);

/// What determines the dropout masks.
struct DropoutDraw {
    std::int64_t layers, cells;
    double dropout;
    std::uint64_t seed;
    std::uint32_t epoch;
};

/// The dropout masks after each LSTM layer (LstmClassifier's `kept`), the same as in the fused step.
std::vector<torch::Tensor> dropout_masks(TrainingData const& data, data::Batch const& batch, DropoutDraw const& draw);

/// The same for sequences padded to `longest` jets: [longest, B, C] with zeros in the padding, and [B, C] after the
/// last layer.
std::vector<torch::Tensor> padded_dropout_masks(TrainingData const& data, data::Batch const& batch,
                                                std::int64_t longest, DropoutDraw const& draw);

}  // namespace jetseq::train
