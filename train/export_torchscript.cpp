#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>

#include "jetseq/event/error.hpp"
#include "jetseq/event/output_file.hpp"
#include "jetseq/train/export.hpp"

namespace jetseq {
namespace {

/// One LSTM layer over padded sequences; the state of an event stays once its jets are used up.
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

/// The whole network as the source of `forward`; its layers are members of `module`.
std::string network_source(FrozenModel const& model, torch::jit::Module& module) {
    std::string const arguments = model.takes_variables() ? "variables: Tensor" : "jets: Tensor, lengths: Tensor";
    std::string source = "def forward(self, " + arguments + ") -> Tensor:\n    x = (" +
                         (model.takes_variables() ? "variables" : "jets") + " + self.offset) * self.scale\n";
    for (std::size_t n = 0; n < model.lstm.size(); ++n) {
        std::string const name = "lstm" + std::to_string(n);
        module.register_module(name, module_of(model.lstm[n], name));
        source += "    s = self." + name + ".forward(x, lengths)\n    x = s[:, 1:]\n";
    }
    if (!model.lstm.empty()) source += "    x = s[:, -1]\n";
    for (std::size_t n = 0; n < model.dense.size(); ++n) {
        DenseLayer const& layer = model.dense[n];
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

    std::ostringstream bytes;  // LibTorch ends the program where it writes to a full disk itself
    torch::jit::freeze(module).save(bytes);
    write_file(path, bytes.str());
}

}  // namespace jetseq
