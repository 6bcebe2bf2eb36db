#pragma once
#include <optional>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/report.hpp"
#include "infer/classifier.hpp"

namespace jetseq {

/// The model of a frozen file. Throws Error, also where what it says of its training can't be read.
Classifier evaluated_classifier(std::string const& file);

/// The model of `path`, a file or a run directory, to score events read for `contract`. Throws Error, also where it was
/// trained on other jets.
Classifier other_classifier(std::string const& path, InputContract const& contract);

/// Throws Error where a model was trained on other jets than the `first` one of a report.
void require_same_jets(std::string const& file, InputContract const& own, InputContract const& first);

/// Fills what a report says of the model itself: name, parity, leakage, history, provenance. `scores`: those of
/// `sequences` by the inference library.
void describe_model(ReportInputs& inputs, std::string const& file, Classifier const& classifier,
                    Sequences const& sequences, std::vector<float> const& scores);

/// Counts of the evaluated events that were in the trainings of a model.
struct SeenByModel {
    std::optional<Leakage> by_id;  ///< absent: not known; none of an ensemble, which scores by the network that hasn't
    std::optional<Leakage> by_jets = {};  ///< more, under other ids; absent: see seen_by_jets()
    std::uint64_t other_jets = 0;         ///< events seen by their ids only

    std::optional<Leakage> all() const;
};
SeenByModel seen_by(std::string const& file, Classifier const& classifier, Sequences const& sequences);
SeenByModel seen_by(std::string const& file, FrozenModel const& model, Sequences const& sequences);

/// What a model of more than two classes makes of `sequences`; nothing of one of two.
std::vector<ClassResult> results_of_classes(Classifier const& classifier, Sequences const& sequences);

}  // namespace jetseq
