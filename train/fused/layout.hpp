#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/frozen/frozen_model.hpp"
#include "train/fused/kernel.hpp"

namespace jetseq::train {

/// Size of an LSTM classifier whose layers have the same number of cells.
struct NetworkSize {
    std::size_t inputs = 4, layers = 2, cells = 25;
    std::size_t outputs = 1;  ///< 1: a sigmoid; more: a softmax
};

/// Size of the recurrent layers over one sequence.
struct SequenceSize {
    std::size_t inputs = 4, layers = 2, cells = 25;
    bool gru = false;  ///< GRU layers; else LSTM layers
};

/// Size of a network that joins the last states of its sequences and variables of the event.
struct JoinedSize {
    std::vector<SequenceSize> sequences;
    std::size_t variables = 0;
    std::vector<std::size_t> hidden = {};           ///< outputs of the dense layers before the last
    Activation activation = Activation::rectified;  ///< of the hidden layers
    std::size_t outputs = 1;                        ///< 1: a sigmoid; more: a softmax

    /// Numbers that the first dense layer reads.
    std::size_t width() const noexcept {
        std::size_t sum = variables;
        for (auto const& sequence : sequences) sum += sequence.cells;
        return sum;
    }
};

/// Maps the parameters of the network to the kernel's layout (kernel.hpp). The parameters are in LibTorch's order: for
/// each layer w [4 cells, inputs], u [4 cells, cells], b [4 cells] with gates i, f, g, o; then the outputs' weights
/// [outputs, cells] and biases [outputs]. LibTorch has two biases per layer, which always get the same gradient: b is
/// their sum and moves twice as fast.
class ParameterLayout {
public:
    /// `rows`: of the matrices, at least 4 cells; by default those of kernel.hpp.
    explicit ParameterLayout(NetworkSize const& size, std::size_t rows = 0);

    fused::Shape shape() const noexcept { return {layers_.data(), layers_.size(), head_, outputs_}; }
    std::size_t parameters() const noexcept { return place_.size(); }
    std::size_t floats() const noexcept { return floats_; }          ///< of the parameters in the kernel's layout
    std::size_t transposed() const noexcept { return transposed_; }  ///< of the transposed matrices
    std::size_t slack() const noexcept { return slack_; }            ///< floats that may be read after the parameters
    std::vector<float> const& rates() const noexcept { return rates_; }

    void to_kernel(std::vector<float> const& from, float* to) const noexcept;
    std::vector<float> from_kernel(float const* from) const;

private:
    std::vector<fused::Layer> layers_;
    std::vector<std::size_t> place_;  ///< of each parameter in the kernel's layout
    std::vector<float> rates_;
    std::size_t outputs_ = 1, head_ = 0, floats_ = 0, transposed_ = 0, slack_ = 0;
};

/// Uniform in +-1 / sqrt(cells), as in LibTorch, in LibTorch's order; depends on the seed only.
std::vector<float> initial_parameters(NetworkSize const& size, std::uint64_t seed);

/// The parameters of a frozen model in LibTorch's order, the inverse of write_layers().
std::vector<float> parameters_of(FrozenModel const& model);

/// Writes the parameters (in LibTorch's order) to the layers of a frozen model; its other members stay unchanged (also
/// `classes`, which a softmax must have).
void write_layers(std::vector<float> const& parameters, NetworkSize const& size, FrozenModel& model);

}  // namespace jetseq::train
