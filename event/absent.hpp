#pragma once
#include <set>
#include <string>

namespace jetseq {

/// What a file of events does not have: columns, as "events.met" or "large_jets.d2", and whole tables, as "leptons".
/// In memory what is unknown is marked as well: `met`, `met_phi`, `pt_miss` and `d2` are NaN; `n_trk`, `btag` and a
/// lepton's quality are -1.
using Absent = std::set<std::string>;

}  // namespace jetseq
