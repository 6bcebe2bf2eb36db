#pragma once
#include <string>
#include <vector>

#include "jetseq/data/event_file.hpp"

namespace jetseq {

/// Writes /events with eventNumber, sampleId, signalType, mcEventWeight and the scores `<model>_pVBF` and
/// `<model>_pggF` (f4), a row for each event in the order given. Throws Error.
void write_scores(std::string const& path, View<EventInfo> events, std::string const& model,
                  std::vector<float> const& scores, Attributes attributes);

}  // namespace jetseq
