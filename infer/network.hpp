#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "infer/event_batch.hpp"
#include "infer/kernels/kernels_of_this_machine.hpp"
#include "infer/network_layout.hpp"
#include "infer/sequence_states.hpp"

namespace jetseq {

/// The jets from number `first` on.
inline JetColumns from(JetColumns const& jets, std::size_t first) noexcept {
    std::size_t const skipped = first * jets.stride;
    return {jets.pt + skipped, jets.eta + skipped, jets.phi + skipped, jets.e + skipped, jets.stride};
}

/// A frozen model that a kernel computes. Constant: any number of threads may score, each with memory of its own.
class Network {
public:
    explicit Network(FrozenModel const& model, kernel::Kernel const& kernel = *kernels_of_this_machine().front())
        : layout_{model, kernel} {
        for (auto const& one : model.sequences()) {
            sequences_.push_back(std::make_unique<SequenceStates const>(one, kernel));
        }
    }

    /// Floats of memory that a caller of score() provides, for each thread its own.
    std::size_t memory() const noexcept;

    /// True if it reads variables of the event, false if it reads jets or sequences.
    bool takes_variables() const noexcept { return layout_.takes_variables; }
    bool takes_sequences() const noexcept { return layout_.takes_sequences; }

    /// The number of classes; 2 for one sigmoid, 1 for a number, which takes the place of P(VBF).
    std::size_t classes() const noexcept { return layout_.classes; }

    /// P(class 1) of the first `count` jets, which are in the detector's frame. NaN if it does not read jets.
    float score(JetColumns const& jets, std::size_t count, float* memory) const noexcept;

    /// The same for events 0 ... count - 1, jets offsets[n] ... offsets[n + 1] - 1 being those of event n; with
    /// `width` 1 scores [count], with `width` classes() the probabilities of all classes [count, classes()].
    void score(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores, float* memory,
               std::size_t width = 1) const noexcept;

    /// The same for the variables of events `first` ... first + count - 1. NaN if it reads jets, or if there are no
    /// columns.
    void score(VariableColumns const& variables, std::size_t first, std::size_t count, float* scores, float* memory,
               std::size_t width = 1) const noexcept;

    /// The same for `events` of the sequences and variables of a JoinedNetwork; event n has the score number n. NaN for
    /// another network, or if there are no sequences, or no columns of variables although the network reads some.
    void score(SequenceColumns const* sequences, VariableColumns const& variables, ChosenEvents const& events,
               float* scores, float* memory, std::size_t width = 1) const noexcept;

    char const* kernel_name() const noexcept { return layout_.kernel.name; }

private:
    struct Group;
    std::size_t inputs_of_group() const noexcept;
    bool takes_jets() const noexcept { return !layout_.takes_variables && !layout_.takes_sequences; }
    void score_one(JetColumns const& jets, std::size_t count, float* to, float* memory,
                   std::size_t width) const noexcept;
    void score_all(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count, float* scores,
                   float* memory, std::size_t width) const noexcept;
    void set_input(JetColumns const& jets, std::size_t n, float* x, std::size_t stride) const noexcept;
    void set_inputs(Group const& group) const noexcept;
    void go_on(JetColumns const& jets, std::size_t first, std::size_t count, float* memory) const noexcept;
    void put(float const* outputs, std::size_t step, float* to, std::size_t width) const noexcept;
    void put_softmax(float const* outputs, std::size_t step, float* to, std::size_t width) const noexcept;
    void set_variables(VariableColumns const& variables, std::size_t first, std::size_t count, float* to,
                       std::size_t step) const noexcept;
    template <class Set>
    void score_dense(std::size_t count, float* scores, float* memory, std::size_t width, Set const& set) const noexcept;
    std::size_t joined_width() const noexcept { return layout_.dense.front().inputs; }
    std::size_t events_at_once() const noexcept;
    void set_joined(SequenceColumns const* sequences, VariableColumns const& variables, ChosenEvents const& events,
                    float* rows, float* memory) const noexcept;
    void finish_alone(Group const& group, std::size_t lane, std::size_t step) const noexcept;
    void score_group(Group group) const noexcept;
    void score_groups(Group group, std::size_t count) const noexcept;

    NetworkLayout layout_;
    std::vector<std::unique_ptr<SequenceStates const>> sequences_;  ///< of a JoinedNetwork
};

}  // namespace jetseq
