#include "train/backends/joined_training.hpp"

namespace jetseq::train {
namespace {

/// Hands out parts of a list, one after the other.
class Parts {
public:
    explicit Parts(std::vector<float> const& all) : next_{all.begin()} {}

    std::vector<float> take(std::size_t count) {
        auto const begin = next_;
        return {begin, next_ += static_cast<std::ptrdiff_t>(count)};
    }

private:
    std::vector<float>::const_iterator next_;
};

template <class Layer>
Layer recurrent(Parts& parts, std::size_t gates, std::size_t inputs, std::size_t cells) {
    Layer layer;
    layer.inputs = inputs, layer.cells = cells;
    layer.w = parts.take(gates * cells * inputs);
    layer.u = parts.take(gates * cells * cells);
    layer.b = parts.take(gates * cells);
    return layer;
}

std::size_t gates_of(SequenceSize const& size) { return size.gru ? 3 : 4; }

/// Outputs of the dense layers.
std::vector<std::size_t> dense_outputs(JoinedSize const& size) {
    auto outputs = size.hidden;
    outputs.push_back(size.outputs);
    return outputs;
}

}  // namespace

void set_layers(JoinedNetwork& network, JoinedSize const& size, std::vector<float> const& parameters) {
    Parts parts{parameters};
    for (std::size_t k = 0; k < size.sequences.size(); ++k) {
        SequenceSize const& of = size.sequences[k];
        SequenceInput& sequence = network.sequences[k];
        sequence.lstm.clear(), sequence.gru.clear();
        sequence.set = of.set;
        if (of.set) {
            sequence.set_parameters = parts.take(count_of(parameter_shapes(*of.set)));
            continue;
        }
        for (std::size_t n = 0; n < of.layers; ++n) {
            std::size_t const inputs = n == 0 ? of.inputs : of.cells;
            if (of.gru)
                sequence.gru.push_back(recurrent<GruLayer>(parts, gates_of(of), inputs, of.cells));
            else
                sequence.lstm.push_back(recurrent<LstmLayer>(parts, gates_of(of), inputs, of.cells));
        }
    }
    network.dense.clear();
    std::size_t width = size.width();
    for (std::size_t const outputs : dense_outputs(size)) {
        DenseLayer layer{width, outputs, size.activation, {}, {}};
        layer.w = parts.take(width * outputs), layer.b = parts.take(outputs);
        network.dense.push_back(std::move(layer));
        width = outputs;
    }
    network.dense.back().activation = size.loss != Loss::cross_entropy ? Activation::linear
                                      : size.outputs > 1               ? Activation::softmax
                                                                       : Activation::sigmoid;
}

std::vector<float> parameters_of(JoinedNetwork const& network) {
    std::vector<float> all;
    auto const add = [&all](std::vector<float> const& more) { all.insert(all.end(), more.begin(), more.end()); };
    for (auto const& sequence : network.sequences) {
        for (auto const& layer : sequence.lstm) add(layer.w), add(layer.u), add(layer.b);
        for (auto const& layer : sequence.gru) add(layer.w), add(layer.u), add(layer.b);
        add(sequence.set_parameters);
    }
    for (auto const& layer : network.dense) add(layer.w), add(layer.b);
    return all;
}

std::size_t count_parameters(JoinedSize const& size) {
    std::size_t count = 0, width = size.width();
    for (auto const& sequence : size.sequences) {
        if (sequence.set) {
            count += count_of(parameter_shapes(*sequence.set));
            continue;
        }
        std::size_t inputs = sequence.inputs;
        for (std::size_t n = 0; n < sequence.layers; ++n, inputs = sequence.cells) {
            count += gates_of(sequence) * sequence.cells * (inputs + sequence.cells + 1);
        }
    }
    for (std::size_t const outputs : dense_outputs(size)) count += outputs * (width + 1), width = outputs;
    return count;
}

}  // namespace jetseq::train
