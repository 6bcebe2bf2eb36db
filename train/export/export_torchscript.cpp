#include "train/export/export_torchscript.hpp"

#include <torch/script.h>

#include <sstream>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "models/frozen/set_layers.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq::train {
namespace {

/// One LSTM layer over padded sequences; the state of an event stays constant after its last jet.
constexpr char const* layer_source = R"(
def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
    h = torch.zeros([x.size(0), self.u.size(1)], dtype=x.dtype, device=x.device)
    c = torch.zeros([x.size(0), self.u.size(1)], dtype=x.dtype, device=x.device)
    states: List[Tensor] = [h]
    for t in range(x.size(1)):
        gates = torch.matmul(x[:, t], self.w.t()) + torch.matmul(h, self.u.t()) + self.b
        i, f, g, o = gates.chunk(4, 1)
        c_next = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h_next = torch.sigmoid(o) * torch.tanh(c_next)
        real = (lengths > t).unsqueeze(1)
        c = torch.where(real, c_next, c)
        h = torch.where(real, h_next, h)
        states.append(h)
    return torch.stack(states, 1)
)";

torch::Tensor matrix(std::vector<float> const& values, std::size_t rows, std::size_t columns) {
    return torch::tensor(values).reshape({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)});
}

torch::jit::Module module_of(LstmLayer const& layer, std::string const& name) {
    torch::jit::Module module{name};
    module.register_parameter("w", matrix(layer.w, 4 * layer.cells, layer.inputs), false);
    module.register_parameter("u", matrix(layer.u, 4 * layer.cells, layer.cells), false);
    module.register_parameter("b", torch::tensor(layer.b), false);
    module.define(layer_source);
    return module;
}

std::string activation_source(Activation activation) {
    switch (activation) {
        case Activation::linear:
            return "x";
        case Activation::rectified:
            return "torch.relu(x)";
        case Activation::tanh:
            return "torch.tanh(x)";
        case Activation::sigmoid:
            return "torch.sigmoid(x)";
        case Activation::softmax:
            return "torch.softmax(x, 1)";
    }
    return "x";
}

/// Attention over the jets of an event, `real` [B, T]; as in models/networks/set_classifier.cpp.
constexpr char const* attention_source = R"(
def attention(self, query: Tensor, key: Tensor, value: Tensor, real: Tensor, heads: int) -> Tensor:
    shape = [query.size(0), query.size(1), heads, query.size(2) // heads]
    q = query.view(shape).transpose(1, 2)
    k = key.view(shape).transpose(1, 2)
    v = value.view(shape).transpose(1, 2)
    scores = torch.matmul(q, k.transpose(2, 3)) * ((1.0 / shape[3]) ** 0.5)
    masked = scores.masked_fill(torch.logical_not(real).unsqueeze(1).unsqueeze(2), -1e9)
    return torch.matmul(torch.softmax(masked, 3), v).transpose(1, 2).reshape(query.size(0), query.size(1), query.size(2))
)";

/// Writes the operations of set_layers() as lines of source; its values are names of variables.
class SetSource {
public:
    explicit SetSource(SetNetwork const& network) : network_{network} {}

    std::string layer(std::string const& name, std::string const& x, std::size_t /*outputs*/) {
        return variable("torch.matmul(" + x + ", self." + name + "_w.t()) + self." + name + "_b");
    }
    std::string norm(std::string const& name, std::string const& x) {
        return variable("torch.layer_norm(" + x + ", [" + std::to_string(network_.width) + "], self." + name +
                        "_w, self." + name + "_b, 1e-5)");
    }
    std::string relu(std::string const& x) { return variable("torch.relu(" + x + ")"); }
    std::string add(std::string const& x, std::string const& y) { return variable(x + " + " + y); }
    std::string dropout(std::string const& x) { return x; }
    std::string attention(std::string const& query, std::string const& key, std::string const& value) {
        auto const heads = std::to_string(network_.heads);
        return variable("self.attention(" + query + ", " + key + ", " + value + ", real, " + heads + ")");
    }
    std::string only_real(std::string const& x) {
        return variable("torch.where(real.unsqueeze(2), " + x + ", torch.zeros_like(" + x + "))");
    }
    std::string sum_of_jets(std::string const& x) { return variable(x + ".sum(1)"); }

    std::string const& lines() const { return lines_; }

private:
    std::string variable(std::string const& value) {
        std::string const name = "x" + std::to_string(variables_++);
        lines_ += "    " + name + " = " + value + "\n";
        return name;
    }

    SetNetwork const& network_;
    std::string lines_;
    int variables_ = 0;
};

/// A network over sets of jets as the source of `forward`.
std::string set_source(SetNetwork const& network, torch::jit::Module& module) {
    for (auto const& [shape, values] : named_parameters(network)) {
        module.register_parameter(
            shape.name, shape.columns == 0 ? torch::tensor(values) : matrix(values, shape.rows, shape.columns), false);
    }
    if (network.kind == SetKind::attention) module.define(attention_source);
    SetSource source{network};
    auto const logits = set_layers(network, source, std::string{"x"});
    return "def forward(self, jets: Tensor, lengths: Tensor) -> Tensor:\n"
           "    x = (jets + self.offset) * self.scale\n"
           "    real = torch.arange(jets.size(1), device=jets.device).unsqueeze(0) < lengths.unsqueeze(1)\n" +
           source.lines() + "    return " +
           (network.outputs > 1 ? "torch.softmax(" + logits + ", 1)\n" : "torch.sigmoid(" + logits + ").squeeze(1)\n");
}

/// The whole network as the source of `forward`; its layers are members of `module`.
std::string network_source(FrozenModel const& model, torch::jit::Module& module) {
    if (auto const* const set = std::get_if<SetNetwork>(&model.network)) return set_source(*set, module);
    std::string const arguments = model.takes_variables() ? "variables: Tensor" : "jets: Tensor, lengths: Tensor";
    std::string source = "def forward(self, " + arguments + ") -> Tensor:\n    x = (" +
                         (model.takes_variables() ? "variables" : "jets") + " + self.offset) * self.scale\n";
    auto const lstm = model.lstm_layers();
    auto const dense = model.dense_layers();
    for (std::size_t n = 0; n < lstm.size(); ++n) {
        std::string const name = "lstm" + std::to_string(n);
        module.register_module(name, module_of(lstm[n], name));
        source += "    s = self." + name + ".forward(x, lengths)\n    x = s[:, 1:]\n";
    }
    if (!lstm.empty()) source += "    x = s[:, -1]\n";
    for (std::size_t n = 0; n < dense.size(); ++n) {
        DenseLayer const& layer = dense[n];
        std::string const place = std::to_string(n);
        module.register_parameter("w" + place, matrix(layer.w, layer.outputs, layer.inputs), false);
        module.register_parameter("b" + place, torch::tensor(layer.b), false);
        source += "    x = torch.matmul(x, self.w" + place + ".t()) + self.b" + place + "\n";
        source += "    x = " + activation_source(layer.activation) + "\n";
    }
    return source + (model.has_softmax() ? "    return x\n" : "    return x.squeeze(1)\n");
}

}  // namespace

void export_torchscript(FrozenModel const& model, std::string const& path) {
    std::vector<float> offset, scale;
    for (auto const& input : model.inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    torch::jit::Module module{"jetseq_" + model.name};
    module.register_parameter("offset", torch::tensor(offset), false);
    module.register_parameter("scale", torch::tensor(scale), false);
    module.define(network_source(model, module));
    module.eval();

    std::ostringstream bytes;  // LibTorch itself would end the program on a full disk
    torch::jit::freeze(module).save(bytes);
    write_file(path, bytes.str());
}

}  // namespace jetseq::train
