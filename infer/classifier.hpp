#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "../core/api.h"
#include "../core/error.hpp"
#include "../models/frozen/frozen_ensemble.hpp"

namespace jetseq {

struct ClassifierContent;

/// A frozen network, or an ensemble with one for each fold, ready to be scored with by `Scorer` (infer/scorer.hpp).
/// Immutable, cheap to copy, shared by any number of threads.
class Classifier {
public:
    /// Reads a frozen file of either kind. Throws Error: see read_frozen_ensemble(), and the constructors.
    JETSEQ_API static Classifier load(std::string const& path);

    /// Throws Error if a canary's score differs from the one recorded by more than 1e-6 and by more than rounding in
    /// single precision explains (infer/rounding.hpp), or if the model has none.
    JETSEQ_API explicit Classifier(FrozenModel model);
    /// The same for each network. Throws Error, as check_folds() does too.
    JETSEQ_API explicit Classifier(FrozenEnsemble ensemble);

    JETSEQ_API Classifier(Classifier const& other) noexcept;
    JETSEQ_API Classifier(Classifier&& other) noexcept;
    JETSEQ_API Classifier& operator=(Classifier other) noexcept;
    JETSEQ_API ~Classifier();

    /// The number of networks; 1: an ordinary model.
    JETSEQ_API std::size_t folds() const noexcept;

    /// The network of one fold, 0 ... folds() - 1. All agree in name, frame and selection of jets.
    JETSEQ_API FrozenModel const& model(std::size_t fold = 0) const noexcept;

    /// The names of the classes by label, those of the stated network ggF and VBF. One name: that of the number that
    /// the networks find.
    JETSEQ_API std::vector<std::string> const& classes() const noexcept;

    /// True if the networks find a number (a regression), which Scorer::score gives; it has no probabilities and no
    /// working points.
    JETSEQ_API bool finds_number() const noexcept;

    /// The sequences of objects that the networks read, with the names of their features and their order, and the
    /// variables of the event, in the order in which Scorer takes them (EventBatch); none: of a network of jets. Give
    /// the objects for which SequenceInput::where is true, sorted as SequenceInput::sort says; of more than
    /// SequenceInput::most, the first are read.
    JETSEQ_API View<SequenceInput> sequences() const noexcept;
    JETSEQ_API View<InputVariable> variables() const noexcept;

    /// Throws Error if the model has no such working point.
    JETSEQ_API WorkingPoint const& working_point(std::string const& name) const;
    JETSEQ_API std::vector<WorkingPoint> const& working_points() const noexcept;

    /// Largest difference between the canaries' scores here and those recorded by the training.
    JETSEQ_API float canary_difference() const noexcept;

private:
    friend class Scorer;
    friend class ScorerMemory;
    ClassifierContent const* content_;  ///< shared by copies; null after a move
};

}  // namespace jetseq
