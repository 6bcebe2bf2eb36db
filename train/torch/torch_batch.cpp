#include "train/torch/torch_batch.hpp"

#include <algorithm>
#include <cmath>

#include "train/fused/dropout_bits.hpp"

namespace jetseq::train {
namespace {

torch::Tensor numbers(std::vector<std::int64_t> const& shape) { return torch::empty(shape, torch::kFloat32); }

/// The objects of a batch, padded with zeros.
PaddedJets padded(std::size_t features, data::Column<float> const& inputs, data::Column<std::uint64_t> const& offsets,
                  data::Batch const& batch) {
    std::size_t longest = 1;
    for (std::size_t const n : batch) longest = std::max<std::size_t>(longest, offsets[n + 1] - offsets[n]);
    auto const events = static_cast<std::int64_t>(batch.size());
    auto objects = torch::zeros({events, static_cast<std::int64_t>(longest), static_cast<std::int64_t>(features)});
    auto lengths = torch::empty({events}, torch::kInt64);
    for (std::size_t b = 0; b < batch.size(); ++b) {
        std::uint64_t const first = offsets[batch[b]], length = offsets[batch[b] + 1] - first;
        lengths.data_ptr<std::int64_t>()[b] = static_cast<std::int64_t>(length);
        if (length == 0) continue;
        std::copy_n(&inputs[features * first], features * length, objects.data_ptr<float>() + features * b * longest);
    }
    return {objects, lengths};
}

}  // namespace

/// Whether there is memory, by allocating and freeing it: LibTorch keeps it, for the events and then for the batches.
/// Asking for the free memory would need CUDA's headers, and would miss what LibTorch keeps already.
EventsLie where_events_lie(TrainingData const& data, torch::Device device) {
    if (!device.is_cuda()) return EventsLie::on_host;
    std::size_t const floats = data.inputs.size() + data.labels.size() + data.weights.size();
    try {
        torch::empty({static_cast<std::int64_t>(floats / 3 * 4)}, torch::TensorOptions{torch::kFloat32}.device(device));
        return EventsLie::on_device;
    } catch (c10::Error const&) {
        return EventsLie::on_host;
    }
}

TorchData::TorchData(TrainingData const& data, torch::Device device, EventsLie where)
    : data_{data}, device_{device}, where_{where} {
    auto const events = static_cast<std::int64_t>(data.labels.size());
    auto const features = static_cast<std::int64_t>(data.features);
    auto const jets = static_cast<std::int64_t>(data.inputs.size() / data.features);
    auto const here = [](data::Column<float> const& list, std::vector<std::int64_t> const& shape) {
        return torch::from_blob(const_cast<float*>(list.data()), shape, torch::kFloat32);
    };
    inputs_ = here(data.inputs, {jets, features}), labels_ = here(data.labels, {events});
    weights_ = here(data.weights, {events});
    if (where == EventsLie::on_host) return;
    auto const there = torch::empty({jets + 1, features}, inputs_.options().device(device));
    there.narrow(0, 0, jets).copy_(inputs_), there.narrow(0, jets, 1).zero_();
    inputs_ = there, labels_ = labels_.to(device), weights_ = weights_.to(device);
}

TorchBatch TorchData::batch(data::Batch const& batch) const {
    std::vector<std::int64_t> batch_sizes(batch.empty() ? 0 : data_.length(batch.front()), 0), jets, events;
    for (std::size_t const n : batch) {
        for (std::size_t t = 0; t < data_.length(n); ++t) ++batch_sizes[t];
        events.push_back(static_cast<std::int64_t>(n));
    }
    for (std::size_t t = 0; t < batch_sizes.size(); ++t) {
        for (std::int64_t b = 0; b < batch_sizes[t]; ++b) {
            jets.push_back(static_cast<std::int64_t>(data_.offsets[batch[static_cast<std::size_t>(b)]] + t));
        }
    }
    auto const chosen = [this](torch::Tensor const& from, std::vector<std::int64_t> const& places) {
        return from.index_select(0, torch::tensor(places, torch::kInt64).to(from.device())).to(device_);
    };
    return {{chosen(inputs_, jets), torch::tensor(batch_sizes, torch::kInt64), static_cast<std::int64_t>(batch.size())},
            chosen(labels_, events),
            chosen(weights_, events)};
}

PaddedJets padded_batch(TrainingData const& data, data::Batch const& batch) {
    return padded(data.features, data.inputs, data.offsets, batch);
}

JoinedBatch joined_batch(TrainingData const& data, data::Batch const& batch) {
    JoinedBatch result;
    result.sequences.push_back(padded_batch(data, batch));
    for (auto const& other : data.others) {
        result.sequences.push_back(padded(other.features, other.inputs, other.offsets, batch));
    }
    std::size_t const count = data.variable_count;
    if (count == 0) return result;
    result.variables = torch::empty({static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(count)});
    for (std::size_t b = 0; b < batch.size(); ++b) {
        std::copy_n(data.variables.data() + batch[b] * count, count, result.variables.data_ptr<float>() + b * count);
    }
    return result;
}

torch::Tensor weighted_loss(torch::Tensor const& logits, torch::Tensor const& of_labels,
                            torch::Tensor const& of_weights) {
    auto const labels = of_labels.to(logits.dtype()), weights = of_weights.to(logits.dtype());
    if (logits.dim() == 1) {
        return torch::binary_cross_entropy_with_logits(logits, labels, weights, {}, at::Reduction::Sum);
    }
    auto const of_label = torch::log_softmax(logits, 1).gather(1, labels.to(torch::kInt64).unsqueeze(1)).squeeze(1);
    return -(of_label * weights).sum();
}

torch::Tensor weighted_number_loss(torch::Tensor const& numbers, TorchBatch const& batch, Loss loss, double delta) {
    auto const targets = batch.labels.to(numbers.dtype()), weights = batch.weights.to(numbers.dtype());
    auto const none = at::Reduction::None;
    auto const each = loss == Loss::squared    ? torch::mse_loss(numbers, targets, none)
                      : loss == Loss::absolute ? torch::l1_loss(numbers, targets, none)
                                               : torch::huber_loss(numbers, targets, none, delta);
    return (each * weights).sum();
}

namespace {

/// Writes the mask of one event's cells after one layer and jet to `to` [cells].
class DrawFactors {
public:
    DrawFactors(TrainingData const& data, DropoutDraw const& draw)
        : data_{data},
          draw_{draw},
          threshold_{static_cast<std::uint32_t>(std::lround(65536 * draw.dropout))},
          scale_{static_cast<float>(1 / (1 - draw.dropout))} {}

    void operator()(std::size_t event, std::int64_t layer, std::size_t jet, float* to) const {
        auto const cells = static_cast<std::uint32_t>(draw_.cells);
        for (std::uint32_t first = 0; first < cells; first += fused::cells_per_draw) {
            auto const bits =
                fused::dropout_bits(draw_.seed, data_.hashes[event], draw_.epoch, static_cast<std::uint32_t>(layer),
                                    static_cast<std::uint32_t>(jet), first / fused::cells_per_draw);
            for (std::uint32_t cell = first; cell < std::min(cells, first + fused::cells_per_draw); ++cell) {
                to[cell] = fused::bits_of_cell(bits, cell) < threshold_ ? 0.0F : scale_;
            }
        }
    }

    /// The mask [B, C] after the last layer. Events without jets have the state 0, so that any factor does.
    torch::Tensor behind_last(data::Batch const& batch) const {
        auto factors = torch::ones({static_cast<std::int64_t>(batch.size()), draw_.cells});
        float* to = factors.data_ptr<float>();
        for (std::size_t const n : batch) {
            if (data_.length(n) > 0) (*this)(n, draw_.layers - 1, data_.length(n) - 1, to);
            to += draw_.cells;
        }
        return factors;
    }

private:
    TrainingData const& data_;
    DropoutDraw draw_;
    std::uint32_t threshold_;
    float scale_;
};

}  // namespace

std::vector<torch::Tensor> dropout_masks(TrainingData const& data, data::Batch const& batch, DropoutDraw const& draw) {
    DrawFactors const factors{data, draw};
    std::int64_t jets = 0;
    for (std::size_t const n : batch) jets += static_cast<std::int64_t>(data.length(n));
    std::vector<torch::Tensor> masks;
    for (std::int64_t layer = 0; layer + 1 < draw.layers; ++layer) {
        masks.push_back(numbers({jets, draw.cells}));
        float* to = masks.back().data_ptr<float>();
        for (std::size_t t = 0; !batch.empty() && t < data.length(batch.front()); ++t) {
            for (std::size_t const n : batch) {
                if (t < data.length(n)) factors(n, layer, t, to), to += draw.cells;
            }
        }
    }
    masks.push_back(factors.behind_last(batch));
    return masks;
}

std::vector<torch::Tensor> padded_dropout_masks(TrainingData const& data, data::Batch const& batch,
                                                std::int64_t longest, DropoutDraw const& draw) {
    DrawFactors const factors{data, draw};
    auto const events = static_cast<std::int64_t>(batch.size());
    std::vector<torch::Tensor> masks;
    for (std::int64_t layer = 0; layer + 1 < draw.layers; ++layer) {
        masks.push_back(torch::zeros({longest, events, draw.cells}));
        float* const to = masks.back().data_ptr<float>();
        for (std::size_t b = 0; b < batch.size(); ++b) {
            for (std::size_t t = 0; t < data.length(batch[b]); ++t) {
                factors(batch[b], layer, t, to + (t * batch.size() + b) * static_cast<std::size_t>(draw.cells));
            }
        }
    }
    masks.push_back(factors.behind_last(batch));
    return masks;
}

}  // namespace jetseq::train
