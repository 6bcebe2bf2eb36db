#pragma once
#include <cstddef>

#include "../core/api.h"
#include "../event/event_id.hpp"
#include "../event/objects.hpp"
#include "classifier.hpp"
#include "event_batch.hpp"

namespace jetseq {

/// What scoring writes to: one for each thread that shares a Scorer. It must be
/// made for the Scorer's classifier or for a copy of that.
class ScorerMemory {
public:
    JETSEQ_API explicit ScorerMemory(Classifier const& classifier);
    JETSEQ_API ScorerMemory(ScorerMemory&& other) noexcept;
    JETSEQ_API ScorerMemory& operator=(ScorerMemory&& other) noexcept;
    JETSEQ_API ~ScorerMemory();

    struct Content;

private:
    friend class Scorer;
    Content* content_;  ///< null after a move
};

/// Scores events; scoring allocates, locks, prints and throws nothing. A Scorer has memory of its own: make one for
/// each thread. Or share one among threads as a constant, and give each thread a ScorerMemory.
class Scorer {
public:
    enum Output {
        /// [events]: that of class 1 however many classes there are, P(VBF) of the stated network, in [0, 1]; of a
        /// network that finds a number, this number in the unit of the training's data
        score,
        /// [events, classes]: of all classes, in the order of Classifier::classes(), adding up to 1; NaN [events] of a
        /// network that finds a number
        probabilities,
    };

    JETSEQ_API explicit Scorer(Classifier const& classifier);
    JETSEQ_API Scorer(Scorer const& other);  ///< shares the classifier, not the memory
    JETSEQ_API Scorer(Scorer&& other) noexcept;
    JETSEQ_API Scorer& operator=(Scorer other) noexcept;
    JETSEQ_API ~Scorer();

    /// The score of an event with these jets (GeV, falling pt; any number, none included). NaN among the inputs gives
    /// NaN. Of an ensemble: the mean over its networks, added up in double precision in the order of the folds; for
    /// events that no training has read, such as those of the experiment.
    JETSEQ_API float operator()(JetSequence jets) noexcept;
    /// The same for the first `count` jets of columns, without a copy.
    JETSEQ_API float operator()(JetColumns const& jets, std::size_t count) noexcept;

    /// The score of an event that the training may have read. An ensemble whose training has read the event's sample
    /// (TrainingSamples) scores by the one network that was not trained on the event; otherwise it is the mean. Every
    /// command gives this number. A single network gives what it gives without `event`.
    JETSEQ_API float operator()(JetSequence jets, EventId event) noexcept;
    JETSEQ_API float operator()(JetColumns const& jets, std::size_t count, EventId event) noexcept;

    /// Many events, faster and to the same bits as one by one: `to` has room for what `output` says. The batch's ids
    /// choose the network of each event, as above. An ensemble copies the jets of events with ids, so that those of one
    /// fold lie together.
    JETSEQ_API void operator()(EventBatch const& batch, float* to, Output output = score) noexcept;

    /// The same for any number of threads at once, each with a memory of its own.
    JETSEQ_API void operator()(EventBatch const& batch, float* to, ScorerMemory& memory,
                               Output output = score) const noexcept;

    /// The instruction set in use: "AVX-512", "AVX2", "NEON" or "baseline". All but the last give the same bits.
    JETSEQ_API char const* kernel() const noexcept;

private:
    struct Content;
    Content* content_;  ///< null after a move
};

}  // namespace jetseq
