#pragma once
#include <string>
#include <utility>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/models.hpp"
#include "infer/classifier.hpp"
#include "workflow/evaluate/model_names.hpp"

namespace jetseq::workflow {

/// The frozen files and run directories among `others`, which have the form that scores_of_other() reads.
std::vector<std::string> models_among(std::vector<std::string> const& others);

/// The scores of another model for `sequences`, with its own name. `given` is [NAME=]FILE; FILE is a frozen file, a run
/// directory, or an HDF5 file of scores, FILE.h5[:COLUMN], that holds all of the events. Throws Error, also if a frozen
/// model was trained on other jets than those that pass `contract`.
evaluate::ComparedScores scores_of_other(std::string const& given, data::Sequences const& sequences,
                                         InputContract const& contract);

/// The numbers of another model that finds the number `target`, or of a column FILE.h5:COLUMN, in the same way.
evaluate::ComparedScores numbers_of_other(std::string const& given, data::Sequences const& sequences,
                                          std::string const& target);

/// The names of the model that `given` means; `own`: that of its file.
ModelName name_of_other(std::string const& given, std::string const& own);

/// Compares the scores of the same model by another engine with `scores` of `sequences`. `given` is
/// [NAME=]FILE.h5[:COLUMN]. Returns the name and the largest difference. Throws Error.
std::pair<std::string, double> parity_with(std::string const& given, data::Sequences const& sequences,
                                           std::vector<float> const& scores);

/// The events that pass cuts on their tag jets. `given` is [NAME=]M_JJ/DELTA_ETA (GeV). Throws Error.
evaluate::ComparedCuts cuts_on(std::string const& given, data::Sequences const& sequences);

}  // namespace jetseq::workflow
