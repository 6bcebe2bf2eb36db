#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infer/kernels/kernel.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// A line of the cache. Lists of weights start at its boundary, from which kernels load fastest.
struct alignas(64) CacheLine {
    float values[16];
};

/// The first line of the cache that begins in `memory`.
inline float* aligned(float* memory) noexcept {
    auto const place = reinterpret_cast<std::uintptr_t>(memory);
    constexpr std::uintptr_t line = alignof(CacheLine);
    return memory + ((line - place % line) % line) / sizeof(float);
}

/// Layers laid out for a kernel: made once, constant from then on.
struct LayerLayout {
    explicit LayerLayout(kernel::Kernel const& of) : kernel{of} {}
    LayerLayout(LayerLayout const&) = delete;  // `layers` points into the lists
    LayerLayout& operator=(LayerLayout const&) = delete;

    kernel::Kernel const& kernel;
    std::vector<kernel::Lstm> lstm;
    std::vector<kernel::Gru> gru;
    std::vector<kernel::Dense> dense;
    kernel::Layers layers{};
    std::size_t state = 0;   ///< floats of the state of one event
    std::size_t states = 0;  ///< of that of many

protected:
    void add(View<LstmLayer> all);
    void add(View<GruLayer> all);
    void add(View<DenseLayer> all);

private:
    float const* keep(std::vector<float> const& values);
    kernel::Lstm laid_out(LstmLayer const& layer);
    kernel::Gru laid_out(GruLayer const& layer);
    void add_lists(std::size_t cells, std::size_t lists);

    std::vector<std::vector<CacheLine>> weights_;
};

/// The layers of a sequence of a JoinedNetwork: recurrent ones, or the dense ones that each object of a set passes.
struct SequenceLayout : LayerLayout {
    SequenceLayout(SequenceInput const& sequence, kernel::Kernel const& of);

    std::vector<float> inputs;  ///< offset, scale, offset, scale, ... of the features
    std::size_t features, most, cells;
    std::size_t lists;            ///< of each layer's state
    std::size_t before = 0;       ///< floats of one event's state before the last layer
    std::size_t room = 0;         ///< floats that Kernel::steps needs
    std::size_t before_many = 0;  ///< of that of many
};

/// The numbers of a frozen model. Of a JoinedNetwork, the layers after its sequences.
struct NetworkLayout : LayerLayout {
    NetworkLayout(FrozenModel const& model, kernel::Kernel const& of);

    bool takes_variables, takes_sequences;
    std::size_t features = kernel::features;  ///< of a jet
    Frame frame;
    float offset[kernel::features]{}, scale[kernel::features]{};  ///< x of a jet enters as (x + offset) * scale
    std::vector<float> inputs;                                    ///< offset, scale, offset, scale, ... of variables
    std::size_t classes = 2;                                      ///< 1: the output is a number
    std::vector<float> empty;  ///< outputs for an event without jets; NaN if it takes variables or sequences

private:
    void set_inputs(FrozenModel const& model);
};

}  // namespace jetseq
