#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../core/api.h"
#include "../core/error.hpp"
#include "../event/event_id.hpp"
#include "../event/objects.hpp"
#include "../models/frozen/frozen_ensemble.hpp"

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

/// Variables of events as columns: variable k, in the order of FrozenModel::inputs, of event n is
/// columns[k][n * stride]. Owned elsewhere.
struct VariableColumns {
    float const* const* columns;
    std::size_t stride = 1;  ///< floats from one event to the next
};

/// A frozen network, or an ensemble of them, one for each fold; ready to score: immutable, cheap to copy, shared by any
/// number of threads.
class Classifier {
public:
    /// Reads a frozen file of either kind. Throws Error: see read_frozen_ensemble(), and where a canary misses.
    JETSEQ_API static Classifier load(std::string const& path);

    /// Throws Error if a canary's score differs from the one recorded by more than 1e-6 and by more than rounding in
    /// single precision explains (infer/rounding.hpp), or if the model has none.
    JETSEQ_API explicit Classifier(FrozenModel model);
    /// The same for each network; also where check_folds() does.
    JETSEQ_API explicit Classifier(FrozenEnsemble ensemble);

    /// How many networks there are; 1: an ordinary model.
    JETSEQ_API std::size_t folds() const noexcept;

    /// The network of one fold, 0 ... folds() - 1. All agree in name, frame and selection of jets.
    JETSEQ_API FrozenModel const& model(std::size_t fold = 0) const noexcept;

    /// What is told apart, by label: ggF, VBF and, in a model of more classes, the others.
    JETSEQ_API std::vector<std::string> const& classes() const noexcept;

    /// Throws Error where the model has no working point of this name.
    JETSEQ_API WorkingPoint const& working_point(std::string const& name) const;
    JETSEQ_API std::vector<WorkingPoint> const& working_points() const noexcept;

    /// Largest difference between the canaries' scores here and those recorded by the training.
    JETSEQ_API float canary_difference() const noexcept;

private:
    friend class Scorer;
    struct Content;
    std::shared_ptr<Content const> content_;
};

/// Scores events: make one for each thread. Scoring allocates, locks, prints and throws nothing.
class Scorer {
public:
    JETSEQ_API explicit Scorer(Classifier const& classifier);

    /// P(VBF), that of class 1 however many classes there are, in [0, 1], of an event with these jets (GeV, falling pt;
    /// any number, none included). NaN among the inputs gives NaN. Of an ensemble: the mean over its networks, added up
    /// in double precision in the order of the folds; for events that no training has seen, such as those of the
    /// experiment.
    JETSEQ_API float operator()(JetSequence jets) noexcept;

    /// The same for the first `count` jets of columns: nothing is copied.
    JETSEQ_API float operator()(JetColumns const& jets, std::size_t count) noexcept;

    /// The same for many events, faster and to the same bits: scores[n] is that of the jets offsets[n] ...
    /// offsets[n + 1] - 1, for n = 0 ... count - 1; `offsets` has count + 1 entries, `scores` room for count.
    JETSEQ_API void operator()(Jet const* jets, std::uint64_t const* offsets, std::size_t count,
                               float* scores) noexcept;
    JETSEQ_API void operator()(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count,
                               float* scores) noexcept;

    /// The score of an event that the training may have seen: of an ensemble by the one network that has not, where its
    /// sample is one of the training's (TrainingSamples); otherwise the mean. This is the number that every command
    /// gives. A single network gives what it gives without `event`.
    JETSEQ_API float operator()(JetSequence jets, EventId event) noexcept;
    JETSEQ_API float operator()(JetColumns const& jets, std::size_t count, EventId event) noexcept;

    /// The same for many events, faster and to the same bits. Of an ensemble the jets are copied, so that those of one
    /// fold lie together.
    JETSEQ_API void operator()(Jet const* jets, std::uint64_t const* offsets, EventIds events, std::size_t count,
                               float* scores) noexcept;
    JETSEQ_API void operator()(JetColumns const& jets, std::uint64_t const* offsets, EventIds events, std::size_t count,
                               float* scores) noexcept;

    /// The probabilities of all classes, in the order of Classifier::classes(), which add up to 1, of many events
    /// [count, classes] and of one; with `events` of an ensemble as the score of an event is chosen. The score is
    /// the second of them, to the same bits.
    JETSEQ_API void probabilities(JetColumns const& jets, std::uint64_t const* offsets, std::size_t count,
                                  float* of_classes, EventIds events = {nullptr, nullptr}) noexcept;
    void probabilities(JetColumns const& jets, std::size_t count, float* of_classes) noexcept {
        std::uint64_t const offsets[] = {0, count};
        probabilities(jets, offsets, 1, of_classes);
    }

    /// The same for a network of per-event variables (FrozenModel::takes_variables()): its scores [count], and the
    /// probabilities of all classes [count, classes]. The calls above give NaN for it, these for a network of jets.
    JETSEQ_API void of_variables(VariableColumns const& variables, std::size_t count, float* scores,
                                 EventIds events = {nullptr, nullptr}) noexcept;
    JETSEQ_API void probabilities_of_variables(VariableColumns const& variables, std::size_t count, float* of_classes,
                                               EventIds events = {nullptr, nullptr}) noexcept;

    /// Which instructions it uses: "AVX-512", "AVX2", "NEON" or "baseline". All but the last give the same bits.
    JETSEQ_API char const* kernel() const noexcept;

private:
    /// Events that wait for one network, so that it takes many together.
    struct Waiting {
        std::vector<Jet> jets;
        std::vector<std::uint64_t> offsets;
        std::vector<std::size_t> places;  ///< in the caller's list
    };

    /// Events of either kind, and who they are; null where that is not told.
    struct Source {
        JetColumns const* jets;
        std::uint64_t const* offsets;
        VariableColumns const* variables;  ///< null: jets
        EventIds events;
    };

    // `width` numbers for each event: 1, the score, or those of all classes.
    void score(Source const& source, std::size_t count, float* scores, std::size_t width) noexcept;
    void score_by(std::size_t network, Source const& source, std::size_t first, std::size_t count, float* scores,
                  std::size_t width) noexcept;
    std::size_t foreign_from(std::size_t first, Source const& source, std::size_t count) const noexcept;
    void average(Source const& source, std::size_t first, std::size_t count, float* scores, std::size_t width) noexcept;
    void let_wait(JetColumns const& jets, std::size_t count, std::size_t fold, std::size_t place, float* scores,
                  std::size_t width) noexcept;
    void score_waiting(std::size_t fold, float* scores, std::size_t width) noexcept;
    std::size_t classes() const noexcept;

    std::shared_ptr<Classifier::Content const> content_;
    std::vector<float> memory_;  ///< states and sums of all layers
    // Of an ensemble only:
    std::vector<float> one_network_;  ///< scores by one network
    std::vector<double> sums_;        ///< of the scores by the networks before
    std::vector<Waiting> waiting_;    ///< for each fold
};

}  // namespace jetseq
