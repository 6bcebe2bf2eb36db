#pragma once
#include <string>
#include <utility>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "evaluate/studies/report.hpp"
#include "infer/classifier.hpp"
#include "workflow/evaluate/model_names.hpp"

namespace jetseq {

/// The frozen files and run directories among `others`, each as of scores_of_other().
std::vector<std::string> models_among(std::vector<std::string> const& others);

/// Another model's scores of `sequences`, under its own name. `given`: [NAME=]FILE, where FILE is a frozen file, a run
/// directory, or an HDF5 file of scores, FILE.h5[:COLUMN], that holds each of the events. Throws Error, also where a
/// frozen model was trained on other jets than `contract` lets through.
ComparedScores scores_of_other(std::string const& given, Sequences const& sequences, InputContract const& contract);

/// What scores_of_other() calls the model that is called `own` in its file.
ModelName name_of_other(std::string const& given, std::string const& own);

/// How far another engine's scores of the same model lie from `scores` of `sequences`. `given`:
/// [NAME=]FILE.h5[:COLUMN]; returns the name and the largest difference. Throws Error.
std::pair<std::string, double> parity_with(std::string const& given, Sequences const& sequences,
                                           std::vector<float> const& scores);

/// Which events pass cuts on their tag jets. `given`: [NAME=]M_JJ/DELTA_ETA (GeV). Throws Error.
ComparedCuts cuts_on(std::string const& given, Sequences const& sequences);

}  // namespace jetseq
