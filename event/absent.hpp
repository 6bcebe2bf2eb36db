#pragma once
#include <set>
#include <string>

namespace jetseq {

/// The columns that a file of events lacks, as "events.met" or "large_jets.d2", and whole tables, as "leptons". In
/// memory unknown values are marked: `met`, `met_phi`, `pt_miss` and `d2` are NaN; `n_trk`, `btag` and a lepton's
/// quality are -1.
using Absent = std::set<std::string>;

}  // namespace jetseq
