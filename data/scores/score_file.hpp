#pragma once
#include <string>
#include <vector>

#include "data/events/event_file.hpp"

namespace jetseq::data {

/// Writes /events with eventNumber, sampleId, signalType, mcEventWeight and a column `<model>_p<class>` (f4) for each
/// of `classes`, one row per event in the order given. `probabilities` [events, classes]. Throws Error.
void write_probabilities(std::string const& path, View<EventInfo> events, std::string const& model,
                         std::vector<std::string> const& classes, std::vector<float> const& probabilities,
                         Attributes attributes);

/// Writes the scores of two classes as the columns `<model>_pVBF` (the scores) and `<model>_pggF` (1 minus them), or
/// with the names of other `classes`; the score is that of classes[1].
void write_scores(std::string const& path, View<EventInfo> events, std::string const& model,
                  std::vector<float> const& scores, Attributes attributes,
                  std::vector<std::string> const& classes = {"ggF", "VBF"});

/// Writes the numbers that a network has found in place of a class as the column `column`. Throws Error.
void write_numbers(std::string const& path, View<EventInfo> events, std::string const& column,
                   std::vector<float> const& numbers, Attributes attributes);

/// Scores of events, from a file of jetseq or any file whose /events has the columns eventNumber, sampleId and one with
/// scores: event i has scores[i].
struct ScoreColumn {
    std::string name;
    std::string content;  ///< Sequences::content of the scored events; "" if they have a sampleId
    std::vector<EventId> events;
    std::vector<float> scores;
    std::vector<Production> labels;  ///< signalType, in files of jetseq; empty: unknown
    /// The fraction of pairs of events whose scores differ in the file by more than rounding, but not in `scores`.
    double pairs_made_equal = 0;
};

/// `column`: its name, or "" for the one that the file calls its score_column, or the only one that ends in _pVBF.
/// Throws Error, also if there is no single such column.
ScoreColumn read_scores(std::string const& path, std::string const& column);

}  // namespace jetseq::data
