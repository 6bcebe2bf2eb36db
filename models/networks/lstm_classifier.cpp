#include "models/networks/lstm_classifier.hpp"

#include "core/error.hpp"

namespace jetseq {
namespace {

void fill(torch::Tensor const& parameter, std::vector<float> const& from) {
    torch::NoGradGuard const no_gradient;
    parameter.copy_(torch::tensor(from).reshape(parameter.sizes()));
}

}  // namespace

LstmClassifierImpl::LstmClassifierImpl(std::int64_t inputs, std::int64_t layers, std::int64_t cells, double dropout,
                                       std::int64_t outputs)
    : cells_{cells} {
    for (std::int64_t n = 0; n < layers; ++n) {
        torch::nn::LSTM const layer{torch::nn::LSTMOptions(n == 0 ? inputs : cells, cells)};
        lstm_.push_back(register_module("lstm" + std::to_string(n), layer));
    }
    dropout_ = register_module("dropout", torch::nn::Dropout(dropout));
    head_ = register_module("head", torch::nn::Linear(cells, outputs));
}

torch::Tensor LstmClassifierImpl::with_dropout(torch::Tensor const& x, std::vector<torch::Tensor> const& masks,
                                               std::size_t layer) {
    return masks.empty() ? dropout_->forward(x) : x * masks[layer];
}

/// `state`: the output of the last layer at the end of each sequence [B, C].
torch::Tensor LstmClassifierImpl::logits_of(torch::Tensor const& state, std::vector<torch::Tensor> const& masks) {
    auto const logits = head_->forward(with_dropout(state, masks, lstm_.size() - 1));
    return logits.size(1) == 1 ? logits.squeeze(1) : logits;
}

torch::Tensor LstmClassifierImpl::forward(PackedJets const& batch, std::vector<torch::Tensor> const& masks) {
    std::int64_t const with_jets = batch.batch_sizes.numel() > 0 ? batch.batch_sizes[0].item<std::int64_t>() : 0;
    auto state = torch::zeros({batch.events - with_jets, cells_}, batch.jets.options());
    if (with_jets > 0) {
        auto x = batch.jets;
        torch::Tensor last;
        for (std::size_t n = 0; n < lstm_.size(); ++n) {
            auto const [output, end] =
                lstm_[n]->forward_with_packed_input(torch::nn::utils::rnn::PackedSequence{x, batch.batch_sizes});
            if (n + 1 < lstm_.size()) x = with_dropout(output.data(), masks, n);
            last = std::get<0>(end)[0];
        }
        state = torch::cat({last, state});
    }
    return logits_of(state, masks);
}

torch::Tensor LstmClassifierImpl::forward(TimeMajorJets const& batch, std::vector<torch::Tensor> const& masks) {
    auto x = batch.jets;
    for (std::size_t n = 0; n < lstm_.size(); ++n) {
        x = std::get<0>(lstm_[n]->forward(x));
        if (n + 1 < lstm_.size()) x = with_dropout(x, masks, n);
    }
    auto const last = (batch.lengths - 1).clamp_min(0).view({1, -1, 1}).expand({1, batch.lengths.size(0), cells_});
    auto const filled = (batch.lengths > 0).to(x.dtype()).unsqueeze(1);
    return logits_of(x.gather(0, last).squeeze(0) * filled, masks);
}

std::vector<torch::Tensor> LstmClassifierImpl::parameter_list() const {
    std::vector<torch::Tensor> list;
    for (auto const& layer : lstm_) {
        auto const own = layer->named_parameters();
        for (char const* name : {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"}) list.push_back(own[name]);
    }
    list.push_back(head_->weight), list.push_back(head_->bias);
    return list;
}

void LstmClassifierImpl::set_layers(FrozenModel const& model) {
    auto const list = parameter_list();
    auto const lstm = model.lstm_layers();
    for (std::size_t n = 0; n < lstm.size(); ++n) {
        auto const& layer = lstm[n];
        fill(list[4 * n], layer.w), fill(list[4 * n + 1], layer.u), fill(list[4 * n + 2], layer.b);
        fill(list[4 * n + 3], std::vector<float>(layer.b.size(), 0.0F));
    }
    DenseLayer const& head = model.dense_layers()[0];
    fill(list[list.size() - 2], head.w), fill(list.back(), head.b);
}

LstmClassifier thawed(FrozenModel const& model) {
    auto const lstm = model.lstm_layers();
    auto const dense = model.dense_layers();
    bool same_cells = !lstm.empty() && dense.size() == 1;
    for (auto const& layer : lstm) same_cells = same_cells && layer.cells == lstm[0].cells;
    if (!same_cells) {
        throw Error{"model '" + model.name +
                    "' can't be run by LibTorch here (its LSTM layers differ in size, or it "
                    "has more than one dense layer). Score it with the inference library"};
    }
    auto const& first = lstm[0];
    LstmClassifier network{static_cast<std::int64_t>(first.inputs), static_cast<std::int64_t>(lstm.size()),
                           static_cast<std::int64_t>(first.cells), 0.0, static_cast<std::int64_t>(dense[0].outputs)};
    network->set_layers(model);
    network->eval();
    return network;
}

}  // namespace jetseq
