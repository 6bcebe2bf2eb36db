#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/json/json.hpp"
#include "core/text/strings.hpp"
#include "infer/classifier.hpp"
#include "workflow/events/load.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::workflow {

/// Throws Error if the SHA-256 of `file` is not `expected` (64 hexadecimal digits).
void require_sha256(std::string const& file, std::string const& expected);

/// Throws Error for a model that finds a number. `purpose`: what takes the probability of a class, "a fit".
void require_classes(FrozenModel const& model, std::string const& file, std::string const& purpose);

/// The calibration that a model records (`calibration` of its training), in one line.
std::string calibration_text(Json const& said);

/// Reads events for `model`: full events with its jet selection. Warns if the jets differ from those of the training;
/// throws Error if they look like MeV.
/// `config`: path of a configuration with data.names and data.unit for foreign files, or "".
/// `all_rows`: full events without a V -> qq candidate are kept too, and events of any class; without it a label of
/// `classes` or above is an error, because it would be counted as ggF/DY.
/// `others`: models that read the same events too.
data::Sequences load_for(FrozenModel const& model, Strings const& patterns, std::string const& config, bool all_rows,
                         Listener& listener, std::size_t classes = 2, std::vector<FrozenModel> const& others = {});

/// Probabilities [events, classes] of all events, like the scores of scores_of().
std::vector<float> probabilities_of_all(Classifier const& classifier, data::Sequences const& sequences);

/// Scores of all events by the inference library; for an ensemble, by the network that has not seen the event. Columns
/// of variables are found by name; throws Error if one is missing.
std::vector<float> scores_of(Classifier const& classifier, data::Sequences const& sequences);

/// The same for a single model; networks over sets of jets, which the library can't run, are run by LibTorch.
std::vector<float> scores_of(FrozenModel const& model, data::Sequences const& sequences);

/// The model in `file` if it is a network over sets of jets, with its canaries checked. Throws Error.
std::optional<FrozenModel> read_set_model(std::string const& file);

}  // namespace jetseq::workflow
