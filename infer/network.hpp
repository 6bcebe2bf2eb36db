#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "infer/classifier.hpp"
#include "infer/kernels/kernel.hpp"
#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// A line of the cache: lists of them start at its boundary, which the kernels' loads like.
struct alignas(64) CacheLine {
    float values[16];
};

/// Structs in a row are columns too: those of `jets`, which may be null where there are none.
inline JetColumns columns_of(Jet const* jets) noexcept {
    if (!jets) return {nullptr, nullptr, nullptr, nullptr, 1};
    return {&jets->pt, &jets->eta, &jets->phi, &jets->e, sizeof(Jet) / sizeof(float)};
}

/// The jets from number `first` on.
inline JetColumns from(JetColumns const& jets, std::size_t first) noexcept {
    std::size_t const skipped = first * jets.stride;
    return {jets.pt + skipped, jets.eta + skipped, jets.phi + skipped, jets.e + skipped, jets.stride};
}

/// The first line of the cache that begins in `memory`.
inline float* aligned(float* memory) noexcept {
    auto const place = reinterpret_cast<std::uintptr_t>(memory);
    constexpr std::uintptr_t line = alignof(CacheLine);
    return memory + ((line - place % line) % line) / sizeof(float);
}

/// The kernels that this machine can run, the fastest first; `baseline` is always among them.
std::vector<kernel::Kernel const*> kernels_of_this_machine();

/// The weights of a frozen model, laid out for a kernel.
class Network {
public:
    explicit Network(FrozenModel const& model, kernel::Kernel const& kernel = *kernels_of_this_machine().front());
    Network(Network const&) = delete;  // layers_ points into weights_
    Network& operator=(Network const&) = delete;

    /// Floats that a caller of score() must provide, others for each thread.
    std::size_t memory() const noexcept;

    /// What the network tells apart: 2 for one sigmoid.
    std::size_t classes() const noexcept { return classes_; }

    /// P(VBF) of the first `count` jets, which are in the detector's frame. NaN where it takes no jets.
    float score(JetColumns const& jets, std::size_t count, float* memory) const noexcept;

    /// The same for events 0 ... count - 1, jets offsets[n] ... offsets[n + 1] - 1 being those of event n; with
    /// `width` 1 scores [count], with `width` classes() the probabilities of all classes [count, classes()].
    void score(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores, float* memory,
               std::size_t width = 1) const noexcept;

    /// The same for the variables of events `first` ... first + count - 1. NaN where it takes jets.
    void score(VariableColumns const& variables, std::size_t first, std::size_t count, float* scores, float* memory,
               std::size_t width = 1) const noexcept;

    char const* kernel_name() const noexcept { return kernel_->name; }

private:
    struct Group;
    float const* keep(std::vector<float> const& values);
    kernel::Lstm laid_out(LstmLayer const& layer);
    void set_input(JetColumns const& jets, std::size_t n, float* x, std::size_t stride) const noexcept;
    void set_inputs(Group const& group) const noexcept;
    void go_on(JetColumns const& jets, std::size_t from, std::size_t count, float* state) const noexcept;
    void put(float const* outputs, std::size_t step, float* to, std::size_t width) const noexcept;
    void put_softmax(float const* outputs, std::size_t step, float* to, std::size_t width) const noexcept;
    void set_variables(VariableColumns const& variables, std::size_t first, std::size_t count, float* to,
                       std::size_t step) const noexcept;
    void finish_alone(Group const& group, std::size_t lane, std::size_t step) const noexcept;
    void score_group(Group group) const noexcept;
    void score_groups(Group group, std::size_t count) const noexcept;

    Frame frame_;
    float offset_[kernel::features], scale_[kernel::features];  ///< x enters as (x + offset) * scale
    std::vector<float> variables_;  ///< offset, scale, offset, scale, ... of a network without LSTM layers
    std::vector<std::vector<CacheLine>> weights_;
    std::vector<kernel::Lstm> lstm_;
    std::vector<kernel::Dense> dense_;
    kernel::Layers layers_{};
    kernel::Kernel const* kernel_;
    std::size_t state_ = 0;   ///< floats of the state of one event
    std::size_t states_ = 0;  ///< of that of many
    std::size_t classes_ = 2;
    std::vector<float> empty_;  ///< outputs for an event without jets
};

}  // namespace jetseq
