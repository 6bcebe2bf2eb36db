#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/frozen/frozen_model.hpp"
#include "train/fused/kernel.hpp"

namespace jetseq {

/// Size of an LSTM classifier whose layers have the same number of cells.
struct NetworkSize {
    std::size_t inputs = 4, layers = 2, cells = 25;
    std::size_t outputs = 1;  ///< 1: a sigmoid; more: a softmax
};

/// Where each parameter of the network stands among the kernel's (kernel.hpp). The parameters' own order is
/// LibTorch's: of each layer w [4 cells, inputs], u [4 cells, cells], b [4 cells] with gates i, f, g, o; then
/// the outputs' weights [outputs, cells] and biases [outputs]. LibTorch has two biases in a layer that always get the
/// same gradient: b is their sum and moves twice as fast.
class ParameterLayout {
public:
    /// `rows`: of the matrices, 4 cells and more; by default those that kernel.hpp asks for.
    explicit ParameterLayout(NetworkSize const& size, std::size_t rows = 0);

    fused::Shape shape() const noexcept { return {layers_.data(), layers_.size(), head_, outputs_}; }
    std::size_t parameters() const noexcept { return place_.size(); }
    std::size_t floats() const noexcept { return floats_; }  ///< of the parameters as the kernel has them
    std::size_t turned() const noexcept { return turned_; }  ///< of the turned matrices
    std::size_t slack() const noexcept { return slack_; }    ///< that may be read behind the parameters
    std::vector<float> const& rates() const noexcept { return rates_; }

    void to_kernel(std::vector<float> const& from, float* to) const noexcept;
    std::vector<float> from_kernel(float const* from) const;

private:
    std::vector<fused::Layer> layers_;
    std::vector<std::size_t> place_;  ///< of each parameter
    std::vector<float> rates_;
    std::size_t outputs_ = 1, head_ = 0, floats_ = 0, turned_ = 0, slack_ = 0;
};

/// Uniform in +-1 / sqrt(cells), as LibTorch begins, in the parameters' own order; depends on the seed only.
std::vector<float> initial_parameters(NetworkSize const& size, std::uint64_t seed);

/// The parameters of a frozen model in their own order: what write_layers() has written.
std::vector<float> parameters_of(FrozenModel const& model);

/// The parameters (in their own order) as the layers of a frozen model; its other members stay untouched (also
/// `classes`, which a softmax must have).
void write_layers(std::vector<float> const& parameters, NetworkSize const& size, FrozenModel& model);

}  // namespace jetseq
