#include "models/networks/joined_classifier.hpp"

#include "models/networks/activated.hpp"

namespace jetseq {
namespace {

using torch::Tensor;

/// Hands out the parameters as matrices and lists.
class ParameterList {
public:
    explicit ParameterList(Tensor const& all) : all_{all} {}

    Tensor matrix(std::size_t rows, std::size_t columns) {
        return list(rows * columns).view({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)});
    }
    Tensor list(std::size_t count) {
        auto const part = all_.narrow(0, at_, static_cast<std::int64_t>(count));
        at_ += static_cast<std::int64_t>(count);
        return part;
    }

private:
    Tensor all_;
    std::int64_t at_ = 0;
};

/// The outputs of a layer for the padded sequences x [B, T, F]: `step(h, t)` is h of step t from that before. An
/// event's h stays the same after its last object.
template <class Step>
Tensor outputs_of_steps(Tensor const& x, Tensor const& lengths, std::size_t cells, Step const& step) {
    auto h = torch::zeros({x.size(0), static_cast<std::int64_t>(cells)}, x.options());
    std::vector<Tensor> outputs;
    for (std::int64_t t = 0; t < x.size(1); ++t) {
        h = torch::where((lengths > t).unsqueeze(1), step(h, t), h);
        outputs.push_back(h);
    }
    return torch::stack(outputs, 1);
}

Tensor outputs_of(LstmLayer const& layer, ParameterList& parameters, Tensor const& x, Tensor const& lengths) {
    auto const w = parameters.matrix(4 * layer.cells, layer.inputs),
               u = parameters.matrix(4 * layer.cells, layer.cells);
    auto const b = parameters.list(4 * layer.cells);
    auto const sums = torch::matmul(x, w.t()) + b;
    auto c = torch::zeros({x.size(0), static_cast<std::int64_t>(layer.cells)}, x.options());
    return outputs_of_steps(x, lengths, layer.cells, [&](Tensor const& h, std::int64_t t) {
        auto const gates = (sums.select(1, t) + torch::matmul(h, u.t())).chunk(4, 1);
        auto const next = torch::sigmoid(gates[1]) * c + torch::sigmoid(gates[0]) * torch::tanh(gates[2]);
        c = torch::where((lengths > t).unsqueeze(1), next, c);
        return torch::sigmoid(gates[3]) * torch::tanh(next);
    });
}

Tensor outputs_of(GruLayer const& layer, ParameterList& parameters, Tensor const& x, Tensor const& lengths) {
    auto const w = parameters.matrix(3 * layer.cells, layer.inputs),
               u = parameters.matrix(3 * layer.cells, layer.cells);
    auto const b = parameters.list(3 * layer.cells);
    auto const sums = torch::matmul(x, w.t()) + b;
    auto const cells = static_cast<std::int64_t>(layer.cells);
    auto const u_of_gates = u.narrow(0, 0, 2 * cells), u_of_new = u.narrow(0, 2 * cells, cells);
    return outputs_of_steps(x, lengths, layer.cells, [&](Tensor const& h, std::int64_t t) {
        auto const sum = sums.select(1, t);
        auto const gates = torch::sigmoid(sum.narrow(1, 0, 2 * cells) + torch::matmul(h, u_of_gates.t())).chunk(2, 1);
        auto const fresh = torch::tanh(sum.narrow(1, 2 * cells, cells) + torch::matmul(gates[1] * h, u_of_new.t()));
        return gates[0] * h + (1 - gates[0]) * fresh;
    });
}

}  // namespace

torch::Tensor joined_logits(JoinedNetwork const& network, torch::Tensor const& parameters, JoinedBatch const& batch,
                            Dropout const& dropout) {
    ParameterList list{parameters};
    auto const dropped = [&](Tensor const& x) { return dropout ? dropout(x) : x; };
    std::vector<Tensor> parts;
    for (std::size_t k = 0; k < network.sequences.size(); ++k) {
        auto const& lengths = batch.sequences[k].lengths;
        Tensor x = batch.sequences[k].jets;
        if (auto const& set = network.sequences[k].set) {
            parts.push_back(
                sums_over_set(*set, list.list(count_of(parameter_shapes(*set))), batch.sequences[k], dropout));
            continue;
        }
        for (auto const& layer : network.sequences[k].lstm) x = dropped(outputs_of(layer, list, x, lengths));
        for (auto const& layer : network.sequences[k].gru) x = dropped(outputs_of(layer, list, x, lengths));
        parts.push_back(x.select(1, x.size(1) - 1));
    }
    if (!network.event.empty()) parts.push_back(batch.variables);
    Tensor x = torch::cat(parts, 1);
    for (std::size_t n = 0; n < network.dense.size(); ++n) {
        auto const& layer = network.dense[n];
        auto const w = list.matrix(layer.outputs, layer.inputs), b = list.list(layer.outputs);
        x = torch::matmul(x, w.t()) + b;
        if (n + 1 < network.dense.size()) x = dropped(activated(layer.activation, x));
    }
    return x.size(1) == 1 ? x.squeeze(1) : x;
}

}  // namespace jetseq
