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

/// The numbers of a frozen model, laid out for a kernel: made once, constant from then on.
struct NetworkLayout {
    NetworkLayout(FrozenModel const& model, kernel::Kernel const& of);
    NetworkLayout(NetworkLayout const&) = delete;  // `layers` points into the lists
    NetworkLayout& operator=(NetworkLayout const&) = delete;

    kernel::Kernel const& kernel;
    bool takes_variables, takes_objects;
    std::size_t features = kernel::features;  ///< of a jet, or of an object
    Frame frame;
    float offset[kernel::features]{}, scale[kernel::features]{};  ///< x of a jet enters as (x + offset) * scale
    std::vector<float> inputs;  ///< offset, scale, offset, scale, ... of variables, or of the features of objects
    std::vector<kernel::Lstm> lstm;
    std::vector<kernel::Dense> dense;
    kernel::Layers layers{};
    std::size_t state = 0;   ///< floats of the state of one event
    std::size_t states = 0;  ///< of that of many
    std::size_t classes = 2;
    std::vector<float> empty;  ///< outputs for an event without jets; NaN if the network takes variables

private:
    float const* keep(std::vector<float> const& values);
    kernel::Lstm laid_out(LstmLayer const& layer);
    void set_inputs(FrozenModel const& model);
    void set_layers(FrozenModel const& model);

    std::vector<std::vector<CacheLine>> weights_;
};

}  // namespace jetseq
