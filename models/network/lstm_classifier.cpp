#include "jetseq/models/network/lstm_classifier.hpp"

#include "jetseq/event/error.hpp"

namespace jetseq {
namespace {

std::vector<float> values(torch::Tensor const& tensor) {
    auto const flat = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

void fill(torch::Tensor parameter, std::vector<float> const& from) {
    torch::NoGradGuard const no_gradient;
    parameter.copy_(torch::tensor(from).reshape(parameter.sizes()));
}

std::string of_layer(char const* name, std::size_t layer) { return std::string{name} + "_l" + std::to_string(layer); }

}  // namespace

LstmClassifierImpl::LstmClassifierImpl(std::int64_t inputs, std::int64_t layers, std::int64_t cells, double dropout)
    : layers_{layers}, cells_{cells} {
    auto const options = torch::nn::LSTMOptions(inputs, cells).num_layers(layers).dropout(layers > 1 ? dropout : 0.0);
    lstm_ = register_module("lstm", torch::nn::LSTM(options));
    dropout_ = register_module("dropout", torch::nn::Dropout(dropout));
    head_ = register_module("head", torch::nn::Linear(cells, 1));
}

torch::Tensor LstmClassifierImpl::forward(PackedJets const& batch) {
    std::int64_t const with_jets = batch.batch_sizes.numel() > 0 ? batch.batch_sizes[0].item<std::int64_t>() : 0;
    auto state = torch::zeros({batch.events - with_jets, cells_}, batch.jets.options());
    if (with_jets > 0) {
        torch::nn::utils::rnn::PackedSequence const packed{batch.jets, batch.batch_sizes};
        auto const last = std::get<0>(std::get<1>(lstm_->forward_with_packed_input(packed)))[layers_ - 1];
        state = torch::cat({last, state});
    }
    return head_->forward(dropout_->forward(state)).squeeze(1);
}

void LstmClassifierImpl::write_layers(FrozenModel& model) const {
    auto const named = named_parameters();
    model.lstm.clear();
    for (std::size_t n = 0; n < static_cast<std::size_t>(layers_); ++n) {
        auto const w = named[of_layer("lstm.weight_ih", n)];
        model.lstm.push_back({static_cast<std::size_t>(w.size(1)), static_cast<std::size_t>(cells_), values(w),
                              values(named[of_layer("lstm.weight_hh", n)]),
                              values(named[of_layer("lstm.bias_ih", n)] + named[of_layer("lstm.bias_hh", n)])});
    }
    model.dense = {
        {static_cast<std::size_t>(cells_), 1, Activation::sigmoid, values(head_->weight), values(head_->bias)}};
}

LstmClassifier thawed(FrozenModel const& model) {
    bool same_cells = model.dense.size() == 1;
    for (auto const& layer : model.lstm) same_cells = same_cells && layer.cells == model.lstm[0].cells;
    if (!same_cells) {
        throw Error{"model '" + model.name +
                    "' can't be run by LibTorch here (its LSTM layers differ in size, or it "
                    "has more than one dense layer). Score it with the inference library"};
    }
    auto const& first = model.lstm[0];
    LstmClassifier network{static_cast<std::int64_t>(first.inputs), static_cast<std::int64_t>(model.lstm.size()),
                           static_cast<std::int64_t>(first.cells), 0.0};
    auto named = network->named_parameters();
    for (std::size_t n = 0; n < model.lstm.size(); ++n) {
        fill(named[of_layer("lstm.weight_ih", n)], model.lstm[n].w);
        fill(named[of_layer("lstm.weight_hh", n)], model.lstm[n].u);
        fill(named[of_layer("lstm.bias_ih", n)], model.lstm[n].b);
        fill(named[of_layer("lstm.bias_hh", n)], std::vector<float>(model.lstm[n].b.size(), 0.0F));
    }
    fill(named["head.weight"], model.dense[0].w);
    fill(named["head.bias"], model.dense[0].b);
    network->eval();
    return network;
}

}  // namespace jetseq
