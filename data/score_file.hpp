#pragma once
#include <string>
#include <vector>

#include "jetseq/data/event_file.hpp"

namespace jetseq {

/// Writes /events with eventNumber, sampleId, signalType, mcEventWeight and a column `<model>_p<class>` (f4) for each
/// of `classes`, a row for each event in the order given. `probabilities` [events, classes]. Throws Error.
void write_probabilities(std::string const& path, View<EventInfo> events, std::string const& model,
                         std::vector<std::string> const& classes, std::vector<float> const& probabilities,
                         Attributes attributes);

/// The same of two classes: `<model>_pVBF`, the scores, and `<model>_pggF`.
void write_scores(std::string const& path, View<EventInfo> events, std::string const& model,
                  std::vector<float> const& scores, Attributes attributes);

}  // namespace jetseq
