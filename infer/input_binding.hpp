#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "classifier.hpp"
#include "event_batch.hpp"

namespace jetseq {

/// Binds what a network reads by names, objects and variables of the event, to columns of floats or doubles, once;
/// afterwards batches of the events in these columns take no memory. One for each thread, or for each buffer of events.
class InputBinding {
public:
    /// Throws Error for a network of jets, whose columns have an order of their own (JetColumns).
    JETSEQ_API explicit InputBinding(Classifier const& classifier);
    JETSEQ_API InputBinding(InputBinding&& other) noexcept;
    InputBinding(InputBinding const&) = delete;
    InputBinding& operator=(InputBinding const&) = delete;
    JETSEQ_API ~InputBinding();

    /// Feature `name` of object n of a sequence is column[n]; of the sequence "event", variable `name` of event n is.
    /// Throws Error, which names the nearest, if the network reads no such input.
    JETSEQ_API InputBinding& bind(std::string const& sequence, std::string const& name, NumberColumn const& column);
    /// Event n has the objects offsets[n] ... offsets[n + 1] - 1 of `sequence`. Throws Error as bind() does.
    JETSEQ_API InputBinding& bind_offsets(std::string const& sequence, std::uint64_t const* offsets);

    /// The first `events` events of the columns as they are when they are scored; valid as long as this object. Throws
    /// Error if the network reads an input that is not bound.
    JETSEQ_API EventBatch batch(std::size_t events, EventIds ids = {nullptr, nullptr}) const;

private:
    struct Content;
    Content* content_;  ///< null after a move
};

}  // namespace jetseq
