#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/text/strings.hpp"
#include "data/sequences/sequences.hpp"
#include "evaluate/studies/report.hpp"
#include "infer/classifier.hpp"

namespace jetseq::workflow {

/// Loads a frozen file. Throws Error, also if its record of the training can't be read.
Classifier evaluated_classifier(std::string const& file);

/// Loads the model of `path`, a file or a run directory, to score events read for `contract`. Throws Error, also if it
/// was trained on other jets.
Classifier other_classifier(std::string const& path, InputContract const& contract);

/// Throws Error if a model was trained on other jets than the `first` one of a report.
void require_same_jets(std::string const& file, InputContract const& own, InputContract const& first);

/// Fills the inputs that describe the model itself: name, parity, repeated events, history, provenance. `scores`: those
/// of `sequences` by the inference library.
void describe_model(evaluate::ReportInputs& inputs, std::string const& file, Classifier const& classifier,
                    data::Sequences const& sequences, std::vector<float> const& scores);

/// Counts of the evaluated events that were in the trainings of a model.
struct SeenByModel {
    std::optional<evaluate::Leakage>
        by_id;  ///< absent: unknown; 0 for an ensemble, whose networks score events that they have not seen
    std::optional<evaluate::Leakage> by_jets = {};  ///< further ones, seen under other ids; absent: see seen_by_jets()
    std::uint64_t other_jets = 0;                   ///< events seen by their ids, with other jets

    std::optional<evaluate::Leakage> all() const;
};
SeenByModel seen_by(std::string const& file, Classifier const& classifier, data::Sequences const& sequences);
SeenByModel seen_by(std::string const& file, FrozenModel const& model, data::Sequences const& sequences);

/// What to tell of a model whose training may have seen the events, as sentences.
Strings warnings_on(SeenByModel const& seen, std::string const& file, Classifier const& classifier);

/// The results of all classes; empty for a model of two classes.
std::vector<evaluate::ClassResult> results_of_classes(Classifier const& classifier, data::Sequences const& sequences);

}  // namespace jetseq::workflow
