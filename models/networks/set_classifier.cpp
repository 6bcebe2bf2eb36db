#include "models/networks/set_classifier.hpp"

#include <cassert>
#include <cmath>
#include <utility>

#include "models/frozen/set_layers.hpp"

namespace jetseq {
namespace {

using torch::Tensor;

std::int64_t whole(std::size_t value) { return static_cast<std::int64_t>(value); }

/// Computes the operations of set_layers(), which takes its parameters in the order of `shapes`.
class SetPass {
public:
    SetPass(SetSize const& size, std::vector<ParameterShape> shapes, Tensor const& parameters, PaddedJets const& batch,
            Dropout const& dropout)
        : size_{size}, shapes_{std::move(shapes)}, parameters_{parameters}, dropout_{dropout} {
        auto const places = torch::arange(batch.jets.size(1), batch.lengths.options());
        real_ = places.unsqueeze(0) < batch.lengths.unsqueeze(1);
    }

    Tensor layer(std::string const& name, Tensor const& x, std::size_t /*outputs*/) {
        auto const w = next(name), b = next(name);
        return torch::matmul(x, w.t()) + b;
    }
    Tensor norm(std::string const& name, Tensor const& x) {
        auto const w = next(name), b = next(name);
        return torch::layer_norm(x, {whole(size_.width)}, w, b, 1e-5);
    }
    Tensor relu(Tensor const& x) const { return torch::relu(x); }
    Tensor add(Tensor const& x, Tensor const& y) const { return x + y; }
    Tensor dropout(Tensor const& x) const { return dropout_ ? dropout_(x) : x; }
    Tensor only_real(Tensor const& x) const {
        return torch::where(real_.unsqueeze(2), x, torch::zeros({}, x.options()));
    }
    Tensor sum_of_jets(Tensor const& x) const { return x.sum(1); }

    Tensor attention(Tensor const& query, Tensor const& key, Tensor const& value) const {
        double const scale = std::sqrt(static_cast<double>(size_.heads) / static_cast<double>(size_.width));
        auto const scores = torch::matmul(in_heads(query), in_heads(key).transpose(2, 3)) * scale;
        auto const weights = torch::softmax(scores.masked_fill(~real_.unsqueeze(1).unsqueeze(2), -1e9), 3);
        return torch::matmul(weights, in_heads(value)).transpose(1, 2).reshape(query.sizes());
    }

private:
    Tensor next([[maybe_unused]] std::string const& layer) {
        auto const& shape = shapes_[shape_++];
        assert(shape.name.rfind(layer + "_", 0) == 0);
        auto const flat = parameters_.narrow(0, at_, whole(shape.count()));
        at_ += whole(shape.count());
        return shape.columns == 0 ? flat : flat.view({whole(shape.rows), whole(shape.columns)});
    }

    /// [B, T, C] -> [B, heads, T, C / heads]
    Tensor in_heads(Tensor const& x) const {
        auto const heads = whole(size_.heads);
        return x.view({x.size(0), x.size(1), heads, whole(size_.width) / heads}).transpose(1, 2);
    }

    SetSize const& size_;
    std::vector<ParameterShape> shapes_;
    Tensor parameters_, real_;  ///< real_ [B, T]: false in the padding
    Dropout const& dropout_;
    std::size_t shape_ = 0;
    std::int64_t at_ = 0;
};

}  // namespace

torch::Tensor sums_over_set(SetSize const& size, torch::Tensor const& parameters, PaddedJets const& batch,
                            Dropout const& dropout) {
    SetPass pass{size, parameter_shapes(size), parameters, batch, dropout};
    return set_sums(size, pass, batch.jets);
}

torch::Tensor set_logits(SetNetwork const& network, torch::Tensor const& parameters, PaddedJets const& batch,
                         Dropout const& dropout) {
    SetPass pass{network, parameter_shapes(network), parameters, batch, dropout};
    auto const logits = set_layers(network, pass, batch.jets);
    return logits.size(1) == 1 ? logits.squeeze(1) : logits;
}

}  // namespace jetseq
