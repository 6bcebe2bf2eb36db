#include "models/networks/set_classifier.hpp"

#include <cmath>

namespace jetseq {
namespace {

using torch::Tensor;

std::int64_t whole(std::size_t value) { return static_cast<std::int64_t>(value); }

/// One pass through a network. Takes the parameters in the order of parameter_shapes().
class SetPass {
public:
    SetPass(SetNetwork const& network, Tensor const& parameters, PaddedJets const& batch, Dropout const& dropout)
        : network_{network}, shapes_{parameter_shapes(network)}, parameters_{parameters}, dropout_{dropout} {
        auto const places = torch::arange(batch.jets.size(1), batch.lengths.options());
        real_ = places.unsqueeze(0) < batch.lengths.unsqueeze(1);
        x_ = only_real(batch.jets);
    }

    Tensor logits() && {
        network_.kind == SetKind::deep_sets ? rectified_layers(network_.embedding.size()) : attend();
        x_ = only_real(x_).sum(1);
        rectified_layers(network_.hidden.size());
        auto const logits = layer(x_);
        return logits.size(1) == 1 ? logits.squeeze(1) : logits;
    }

private:
    Tensor only_real(Tensor const& x) const {
        return torch::where(real_.unsqueeze(2), x, torch::zeros({}, x.options()));
    }

    Tensor next() {
        auto const& shape = shapes_[shape_++];
        auto const flat = parameters_.narrow(0, at_, whole(shape.count()));
        at_ += whole(shape.count());
        return shape.columns == 0 ? flat : flat.view({whole(shape.rows), whole(shape.columns)});
    }
    Tensor layer(Tensor const& x) {
        auto const w = next(), b = next();
        return torch::matmul(x, w.t()) + b;
    }
    Tensor norm(Tensor const& x) {
        auto const w = next(), b = next();
        return torch::layer_norm(x, {whole(network_.width)}, w, b, 1e-5);
    }
    Tensor with_dropout(Tensor const& x) const { return dropout_ ? dropout_(x) : x; }

    void rectified_layers(std::size_t count) {
        for (std::size_t n = 0; n < count; ++n) x_ = with_dropout(torch::relu(layer(x_)));
    }

    /// [B, T, C] -> [B, heads, T, C / heads]
    Tensor in_heads(Tensor const& x) const {
        auto const heads = whole(network_.heads);
        return x.view({x.size(0), x.size(1), heads, whole(network_.width) / heads}).transpose(1, 2);
    }
    /// Each jet attends to all jets of its event, itself included.
    Tensor attention(Tensor const& x) {
        auto const query = in_heads(layer(x)), key = in_heads(layer(x)), value = in_heads(layer(x));
        double const scale = std::sqrt(static_cast<double>(network_.heads) / static_cast<double>(network_.width));
        auto const attention_scores = torch::matmul(query, key.transpose(2, 3)) * scale;
        auto const weights = torch::softmax(attention_scores.masked_fill(~real_.unsqueeze(1).unsqueeze(2), -1e9), 3);
        return layer(torch::matmul(weights, value).transpose(1, 2).reshape(x.sizes()));
    }
    void attend() {
        x_ = layer(x_);
        for (std::size_t n = 0; n < network_.blocks; ++n) {
            x_ = x_ + with_dropout(attention(norm(x_)));
            auto const wide = torch::relu(layer(norm(x_)));
            x_ = x_ + with_dropout(layer(wide));
        }
        x_ = norm(x_);
    }

    SetNetwork const& network_;
    std::vector<ParameterShape> shapes_;
    Tensor parameters_, real_, x_;  ///< real_ [B, T]: false in the padding
    Dropout const& dropout_;
    std::size_t shape_ = 0;
    std::int64_t at_ = 0;
};

}  // namespace

torch::Tensor set_logits(SetNetwork const& network, torch::Tensor const& parameters, PaddedJets const& batch,
                         Dropout const& dropout) {
    return SetPass{network, parameters, batch, dropout}.logits();
}

}  // namespace jetseq
