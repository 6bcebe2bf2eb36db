#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/math/random.hpp"
#include "models/frozen/frozen_model.hpp"
#include "train/fused/kernel.hpp"

namespace jetseq::train {

using fused::Loss;

/// Size of the layers over one sequence.
struct SequenceSize {
    std::size_t inputs = 4, layers = 2, cells = 25;
    bool gru = false;                 ///< GRU layers; else LSTM layers
    std::optional<SetSize> set = {};  ///< instead of recurrent layers; not for the fused step

    /// Numbers that the dense layers read.
    std::size_t outputs() const noexcept { return set ? set->sums() : cells; }
};

/// Size of a network that joins the last states of its sequences and variables of the event.
struct JoinedSize {
    std::vector<SequenceSize> sequences;  ///< at least one
    std::size_t variables = 0;
    std::vector<std::size_t> hidden = {};           ///< outputs of the dense layers before the last
    Activation activation = Activation::rectified;  ///< of the hidden layers; no softmax
    std::size_t outputs = 1;                        ///< 1: a sigmoid, or a number; more: a softmax
    Loss loss = Loss::cross_entropy;                ///< another: the output is a number
    double delta = 1;                               ///< of Loss::huber

    /// Numbers of all last states and sums.
    std::size_t states() const noexcept {
        std::size_t sum = 0;
        for (auto const& sequence : sequences) sum += sequence.outputs();
        return sum;
    }
    /// Numbers that the first dense layer reads: the last states, then the variables.
    std::size_t width() const noexcept { return states() + variables; }
};

/// Size of an LSTM classifier whose layers have the same number of cells.
struct NetworkSize {
    std::size_t inputs = 4, layers = 2, cells = 25;
    std::size_t outputs = 1;  ///< 1: a sigmoid; more: a softmax

    /// One sequence, and nothing else.
    operator JoinedSize() const {
        JoinedSize size{{{inputs, layers, cells}}};
        size.outputs = outputs;
        return size;
    }
};

/// Maps the parameters of the network to the kernel's layout (kernel.hpp). The parameters are in LibTorch's order: for
/// each sequence and each of its layers w [gates cells, inputs], u [gates cells, cells], b [gates cells], with the
/// gates i, f, g, o of an LSTM or z, r, n of a GRU; then for each dense layer, the outputs last, w [outputs, inputs]
/// and b [outputs]. LibTorch's LSTM has two biases per layer, which always get the same gradient: b is their sum and
/// moves twice as fast. A GRU has one.
class ParameterLayout {
public:
    /// `rows`: of the matrices of an LSTM, at least 4 cells; by default those of kernel.hpp.
    explicit ParameterLayout(JoinedSize const& size, std::size_t rows = 0);
    ParameterLayout(ParameterLayout const&) = delete;  // shape() points into it
    ParameterLayout& operator=(ParameterLayout const&) = delete;
    ParameterLayout(ParameterLayout&&) = default;
    ParameterLayout& operator=(ParameterLayout&&) = default;
    ~ParameterLayout() = default;

    fused::Shape shape() const noexcept;
    /// All matrices whose transposed ones the backward pass reads.
    std::vector<fused::Matrix> const& matrices() const noexcept { return matrices_; }
    std::size_t parameters() const noexcept { return place_.size(); }
    std::size_t floats() const noexcept { return floats_; }          ///< of the parameters in the kernel's layout
    std::size_t transposed() const noexcept { return transposed_; }  ///< of the transposed matrices
    std::size_t slack() const noexcept { return slack_; }            ///< floats that may be read after the parameters
    std::vector<float> const& rates() const noexcept { return rates_; }

    void to_kernel(std::vector<float> const& from, float* to) const noexcept;
    std::vector<float> from_kernel(float const* from) const;

private:
    fused::Matrix matrix(std::size_t columns, std::size_t used, std::size_t rows, float bias_rate);
    void add_lstm(std::size_t inputs, std::size_t cells, std::size_t rows, std::vector<fused::Layer>& layers);
    void add_gru(std::size_t inputs, std::size_t cells, std::vector<fused::Layer>& layers);
    void add_hidden(std::size_t inputs, std::size_t outputs, std::size_t gradients);
    void add_outputs(std::size_t inputs, std::size_t outputs);

    std::vector<std::vector<fused::Layer>> layers_;
    std::vector<fused::Sequence> sequences_;
    std::vector<fused::Dense> hidden_;
    std::vector<fused::Matrix> matrices_;
    std::vector<std::size_t> place_;  ///< of each parameter in the kernel's layout
    std::vector<float> rates_;
    std::size_t states_ = 0, variables_ = 0;
    fused::DenseActivation activation_ = fused::DenseActivation::linear;
    Loss loss_ = Loss::cross_entropy;
    float delta_ = 1;
    std::size_t outputs_ = 1, head_ = 0, floats_ = 0, transposed_ = 0, slack_ = 0;
};

/// Adds parameters of a set that are uniform in +-1 / sqrt(inputs), as in LibTorch; factors of a norm are 1, its biases
/// 0.
void add_initial(std::vector<ParameterShape> const& shapes, Random& random, std::vector<float>& parameters);

/// Uniform in +-1 / sqrt(cells), as in LibTorch, of dense layers in +-1 / sqrt(inputs), of sets as add_initial() does;
/// in the order of ParameterLayout; depends on the seed only.
std::vector<float> initial_parameters(JoinedSize const& size, std::uint64_t seed);

/// The parameters of a frozen model in LibTorch's order, the inverse of write_layers().
std::vector<float> parameters_of(FrozenModel const& model);

/// Writes the parameters (in LibTorch's order) to the layers of a frozen model; its other members stay unchanged (also
/// `classes`, which a softmax must have).
void write_layers(std::vector<float> const& parameters, NetworkSize const& size, FrozenModel& model);

}  // namespace jetseq::train
