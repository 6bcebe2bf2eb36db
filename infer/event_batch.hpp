#pragma once
#include <cstddef>
#include <cstdint>

#include "../event/event_id.hpp"
#include "../event/objects.hpp"

namespace jetseq {

/// Jets as columns, such as an ntuple holds: jet n has pt[n * stride], eta[n * stride], phi[n * stride], e[n * stride].
/// Owned elsewhere; GeV, rad; the jets of an event in falling pt.
struct JetColumns {
    float const* pt;
    float const* eta;
    float const* phi;
    float const* e;
    std::size_t stride = 1;  ///< floats from one jet to the next
};

/// An array of jets as columns; null is an array without jets.
inline JetColumns columns_of(Jet const* jets) noexcept {
    if (!jets) return {nullptr, nullptr, nullptr, nullptr, 1};
    return {&jets->pt, &jets->eta, &jets->phi, &jets->e, sizeof(Jet) / sizeof(float)};
}

/// A column of floats or doubles at any distance from each other, owned elsewhere. A double is rounded to a float
/// before the network reads it.
class NumberColumn {
public:
    NumberColumn() noexcept = default;
    /// `stride`: numbers from one to the next.
    NumberColumn(float const* values, std::size_t stride = 1) noexcept
        : values_{reinterpret_cast<char const*>(values)}, bytes_{stride * sizeof(float)} {}
    NumberColumn(double const* values, std::size_t stride = 1) noexcept
        : values_{reinterpret_cast<char const*>(values)}, bytes_{stride * sizeof(double)}, is_double_{true} {}

    bool is_bound() const noexcept { return values_ != nullptr; }
    float operator[](std::size_t n) const noexcept {
        char const* const at = values_ + n * bytes_;
        return is_double_ ? static_cast<float>(*reinterpret_cast<double const*>(at))
                          : *reinterpret_cast<float const*>(at);
    }

private:
    char const* values_ = nullptr;
    std::size_t bytes_ = 0;
    bool is_double_ = false;
};

/// Variables of events as columns: variable k, in the order of FrozenModel::event_variables(), of event n is
/// columns[k][n * stride]. Owned elsewhere.
struct VariableColumns {
    float const* const* columns;
    std::size_t stride = 1;                 ///< floats from one event to the next
    NumberColumn const* numbers = nullptr;  ///< in place of `columns`: variable k of event n is numbers[k][n]

    bool empty() const noexcept { return !columns && !numbers; }
    float value(std::size_t k, std::size_t n) const noexcept {
        return numbers ? numbers[k][n] : columns[k][n * stride];
    }
};

/// Objects of events as columns: feature k, in the order of SequenceInput::features, of object n is columns[k][n *
/// stride]. Owned elsewhere; the objects of an event in the order of the training.
struct ObjectColumns {
    float const* const* columns;
    std::size_t stride = 1;                 ///< floats from one object to the next
    NumberColumn const* numbers = nullptr;  ///< in place of `columns`: feature k of object n is numbers[k][n]
};

/// The objects of one kind of events, owned elsewhere: event n has the objects offsets[n] ... offsets[n + 1] - 1;
/// `offsets` has an entry more than there are events. Nothing is sorted or left out: the objects of an event are those
/// for which SequenceInput::where is true, in the order of SequenceInput::sort. Of more than SequenceInput::most, the
/// first are read.
struct SequenceColumns {
    ObjectColumns objects;
    std::uint64_t const* offsets;
};

/// Events to score, owned elsewhere. A network reads the jets, sequences of objects with variables
/// (FrozenModel::takes_sequences()) or variables (FrozenModel::takes_variables()); it gives NaN for a batch that lacks
/// them.
struct EventBatch {
    /// Event n has the jets offsets[n] ... offsets[n + 1] - 1; `offsets` has count + 1 entries.
    EventBatch(JetColumns const& columns, std::uint64_t const* offsets_of_events, std::size_t events,
               EventIds who = {nullptr, nullptr}) noexcept
        : jets{columns}, offsets{offsets_of_events}, count{events}, ids{who} {}
    EventBatch(Jet const* array, std::uint64_t const* offsets_of_events, std::size_t events,
               EventIds who = {nullptr, nullptr}) noexcept
        : EventBatch{columns_of(array), offsets_of_events, events, who} {}
    EventBatch(VariableColumns const& columns, std::size_t events, EventIds who = {nullptr, nullptr}) noexcept
        : variables{columns}, count{events}, ids{who} {}
    /// For each sequence of a JoinedNetwork, in its order, its objects; and its variables of the event, if it has any.
    EventBatch(SequenceColumns const* of_sequences, VariableColumns const& columns, std::size_t events,
               EventIds who = {nullptr, nullptr}) noexcept
        : sequences{of_sequences}, variables{columns}, count{events}, ids{who} {}

    JetColumns jets{nullptr, nullptr, nullptr, nullptr, 1};
    std::uint64_t const* offsets = nullptr;      ///< null: the batch has no jets
    SequenceColumns const* sequences = nullptr;  ///< null: the batch has no objects by names
    VariableColumns variables{nullptr, 1};       ///< null: the batch has no variables
    std::size_t count;                           ///< events
    EventIds ids;                                ///< null: no training has read these events
};

}  // namespace jetseq
