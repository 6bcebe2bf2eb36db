#include "train/export/export_torchscript.hpp"

#include <torch/script.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>
#include <utility>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "models/frozen/set_layers.hpp"
#include "models/networks/libtorch.hpp"

namespace jetseq::train {
namespace {

/// One GRU layer over padded sequences, its reset gate before the matrix.
constexpr char const* gru_source = R"(
def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
    cells = self.u.size(1)
    h = torch.zeros([x.size(0), cells], dtype=x.dtype, device=x.device)
    states: List[Tensor] = [h]
    for t in range(x.size(1)):
        sums = torch.matmul(x[:, t], self.w.t()) + self.b
        gates = torch.sigmoid(sums[:, :2 * cells] + torch.matmul(h, self.u[:2 * cells].t()))
        z, r = gates.chunk(2, 1)
        n = torch.tanh(sums[:, 2 * cells:] + torch.matmul(r * h, self.u[2 * cells:].t()))
        real = (lengths > t).unsqueeze(1)
        h = torch.where(real, z * h + (1 - z) * n, h)
        states.append(h)
    return torch.stack(states, 1)
)";

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

template <class Layer>
torch::jit::Module module_of(Layer const& layer, std::string const& name, std::size_t gates, char const* source) {
    torch::jit::Module module{name};
    module.register_parameter("w", matrix(layer.w, gates * layer.cells, layer.inputs), false);
    module.register_parameter("u", matrix(layer.u, gates * layer.cells, layer.cells), false);
    module.register_parameter("b", torch::tensor(layer.b), false);
    module.define(source);
    return module;
}

torch::jit::Module module_of(LstmLayer const& layer, std::string const& name) {
    return module_of(layer, name, 4, layer_source);
}

torch::jit::Module module_of(GruLayer const& layer, std::string const& name) {
    return module_of(layer, name, 3, gru_source);
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

/// Beginnings of the names of members and of variables in a source, and the variable that says which objects are real.
struct SourceNames {
    std::string member, variable, real;
};

/// Writes the operations of set_layers() as lines of source; its values are names of variables.
class SetSource {
public:
    /// Makes `parameters` members of `module`.
    SetSource(SetSize const& set, std::vector<NamedParameters> const& parameters, SourceNames names,
              torch::jit::Module& module)
        : set_{set}, names_{std::move(names)} {
        for (auto const& [shape, values] : parameters) {
            auto const list = shape.columns == 0 ? torch::tensor(values) : matrix(values, shape.rows, shape.columns);
            module.register_parameter(names_.member + shape.name, list, false);
        }
        if (set.kind == SetKind::attention && !module.find_method("attention")) module.define(attention_source);
    }

    std::string layer(std::string const& name, std::string const& x, std::size_t /*outputs*/) {
        return variable("torch.matmul(" + x + ", " + member(name) + "_w.t()) + " + member(name) + "_b");
    }
    std::string norm(std::string const& name, std::string const& x) {
        return variable("torch.layer_norm(" + x + ", [" + std::to_string(set_.width) + "], " + member(name) + "_w, " +
                        member(name) + "_b, 1e-5)");
    }
    std::string relu(std::string const& x) { return variable("torch.relu(" + x + ")"); }
    std::string add(std::string const& x, std::string const& y) { return variable(x + " + " + y); }
    std::string dropout(std::string const& x) { return x; }
    std::string attention(std::string const& query, std::string const& key, std::string const& value) {
        auto const heads = std::to_string(set_.heads);
        return variable("self.attention(" + query + ", " + key + ", " + value + ", " + names_.real + ", " + heads +
                        ")");
    }
    std::string only_real(std::string const& x) {
        return variable("torch.where(" + names_.real + ".unsqueeze(2), " + x + ", torch.zeros_like(" + x + "))");
    }
    std::string sum_of_jets(std::string const& x) { return variable(x + ".sum(1)"); }

    std::string const& lines() const { return lines_; }

private:
    std::string member(std::string const& name) const { return "self." + names_.member + name; }
    std::string variable(std::string const& value) {
        std::string const name = names_.variable + std::to_string(variables_++);
        lines_ += "    " + name + " = " + value + "\n";
        return name;
    }

    SetSize const& set_;
    SourceNames names_;
    std::string lines_;
    int variables_ = 0;
};

/// A line of source that sets `real` [B, T] to what is no padding of `objects`.
std::string real_source(std::string const& real, std::string const& objects, std::string const& lengths) {
    return "    " + real + " = torch.arange(" + objects + ".size(1), device=" + objects + ".device).unsqueeze(0) < " +
           lengths + ".unsqueeze(1)\n";
}

/// A network over sets of jets as the source of `forward`.
std::string set_source(SetNetwork const& network, torch::jit::Module& module) {
    SetSource source{network, named_parameters(network), {"", "x", "real"}, module};
    auto const logits = set_layers(network, source, std::string{"x"});
    return "def forward(self, jets: Tensor, lengths: Tensor) -> Tensor:\n"
           "    x = (jets + self.offset) * self.scale\n" +
           real_source("real", "jets", "lengths") + source.lines() + "    return " +
           (network.outputs > 1 ? "torch.softmax(" + logits + ", 1)\n" : "torch.sigmoid(" + logits + ").squeeze(1)\n");
}

/// Lines of source after which x is the last state [B, H] of layers that read x [B, T, F]; the layers become members of
/// `module` with names that begin with `prefix`.
template <class Layers>
std::string layers_source(Layers const& layers, std::string const& prefix, std::string const& lengths,
                          torch::jit::Module& module) {
    std::string source;
    for (std::size_t n = 0; n < layers.size(); ++n) {
        std::string const name = prefix + std::to_string(n);
        module.register_module(name, module_of(layers[n], name));
        source += "    s = self." + name + ".forward(x, " + lengths + ")\n    x = s[:, 1:]\n";
    }
    return source + "    x = s[:, -1]\n";
}

/// Lines of source after which x is the sum [B, C] over the set of objects x [B, T, F]; `part`: begins the names of its
/// variables.
std::string sum_source(SequenceInput const& sequence, std::string const& prefix, std::string const& part,
                       torch::jit::Module& module) {
    SetSize const& set = *sequence.set;
    std::string const real = part + "_real";
    auto const parameters = named_parameters(parameter_shapes(set), sequence.set_parameters);
    SetSource source{set, parameters, {prefix, part + "_x", real}, module};
    auto const sum = set_sums(set, source, std::string{"x"});
    return real_source(real, sequence.name, sequence.name + "_lengths") + source.lines() + "    x = " + sum + "\n";
}

/// Lines of source that run dense layers on x, and return the last outputs.
std::string dense_source(FrozenModel const& model, torch::jit::Module& module) {
    std::string source;
    auto const dense = model.dense_layers();
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

/// Keeps offset and scale of `inputs` in `module`, under names that begin with `prefix`.
void register_inputs(std::vector<InputVariable> const& inputs, std::string const& prefix, torch::jit::Module& module) {
    std::vector<float> offset, scale;
    for (auto const& input : inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    module.register_parameter(prefix + "offset", torch::tensor(offset), false);
    module.register_parameter(prefix + "scale", torch::tensor(scale), false);
}

/// Throws Error for a name that the source of `forward` can't have as an argument.
void require_argument(std::string const& name) {
    static std::set<std::string> const taken{"self", "torch", "event", "x",     "s",     "for",   "in",
                                             "if",   "is",    "or",    "and",   "not",   "def",   "del",
                                             "as",   "from",  "with",  "while", "class", "return"};
    auto const is_of_names = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    bool const is_name = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                         std::all_of(name.begin(), name.end(), is_of_names);
    if (is_name && taken.count(name) == 0 && name.rfind("part", 0) != 0) return;
    throw Error{
        "the sequence '" + name +
        "' can't be an argument in TorchScript (its name means something else there). Export the model as onnx"};
}

/// A network that joins sequences; its arguments are, of each sequence, NAME [B, T, F] and NAME_lengths [B], and
/// `event` [B, V] if it reads variables. Members are numbered, for a name may be no word of Python.
std::string joined_source(FrozenModel const& model, JoinedNetwork const& network, torch::jit::Module& module) {
    std::string arguments, lines, parts;
    for (std::size_t k = 0; k < network.sequences.size(); ++k) {
        SequenceInput const& sequence = network.sequences[k];
        require_argument(sequence.name);
        std::string const prefix = "sequence" + std::to_string(k) + "_", lengths = sequence.name + "_lengths";
        register_inputs(sequence.features, prefix, module);
        arguments += ", " + sequence.name + ": Tensor, " + lengths + ": Tensor";
        lines += "    x = (" + sequence.name + " + self." + prefix + "offset) * self." + prefix + "scale\n";
        std::string const part = "part" + std::to_string(k);
        lines += sequence.set           ? sum_source(sequence, prefix, part, module)
                 : sequence.gru.empty() ? layers_source(sequence.lstm, prefix, lengths, module)
                                        : layers_source(sequence.gru, prefix, lengths, module);
        lines += "    " + part + " = x\n";
        parts += (k > 0 ? ", " : "") + part;
    }
    if (!network.event.empty()) {
        register_inputs(network.event, "event_", module);
        arguments += ", event: Tensor";
        parts += ", (event + self.event_offset) * self.event_scale";
    }
    return "def forward(self" + arguments + ") -> Tensor:\n" + lines + "    x = torch.cat([" + parts + "], 1)\n" +
           dense_source(model, module);
}

/// The whole network as the source of `forward`; its layers are members of `module`.
std::string network_source(FrozenModel const& model, torch::jit::Module& module) {
    if (auto const* const joined = std::get_if<JoinedNetwork>(&model.network)) {
        return joined_source(model, *joined, module);
    }
    register_inputs(model.inputs, "", module);
    if (auto const* const set = std::get_if<SetNetwork>(&model.network)) return set_source(*set, module);
    std::string const arguments = model.takes_variables() ? "variables: Tensor" : "jets: Tensor, lengths: Tensor";
    std::string source = "def forward(self, " + arguments + ") -> Tensor:\n    x = (" +
                         (model.takes_variables() ? "variables" : "jets") + " + self.offset) * self.scale\n";
    auto const lstm = model.lstm_layers();
    if (lstm.size() > 0) source += layers_source(lstm, "lstm", "lengths", module);
    return source + dense_source(model, module);
}

}  // namespace

void export_torchscript(FrozenModel const& model, std::string const& path) {
    torch::jit::Module module{"jetseq_" + model.name};
    module.define(network_source(model, module));
    module.eval();

    std::ostringstream bytes;  // LibTorch itself would end the program on a full disk
    torch::jit::freeze(module).save(bytes);
    write_file(path, bytes.str());
}

}  // namespace jetseq::train
