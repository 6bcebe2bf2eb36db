#pragma once
#include <map>
#include <string>
#include <vector>

#include "jetseq/apps/config.hpp"
#include "jetseq/data/sequences.hpp"
#include "jetseq/select/v_candidate.hpp"

namespace jetseq {

/// How events become sequences: the keys of `data` and `select` that train, score and evaluate share.
struct LoadOptions {
    Names names;                                  ///< what foreign files call things
    VCandidateCuts cuts;                          ///< for files of full events
    bool require_candidate = true;                ///< of full events, leave out those without a V -> qq candidate
    MemoryLimit memory;                           ///< for sequence files
    std::size_t classes = most_classes;           ///< labels must be below
    std::map<std::int32_t, std::int32_t> labels;  ///< sampleId: the label that its events get, whatever the file says
};

/// Reads `select.*`.
LoadOptions select_options(Config& config);

/// Reads `data.unit`, `data.names` and `select.*`.
LoadOptions load_options(Config& config);

/// All events of `files`, in their order. Sequence files are read as they are; in files of full events the V -> qq
/// candidate is found and its jets are taken out first. Throws Error, also for a file without events.
Sequences load_sequences(std::vector<std::string> const& files, LoadOptions const& options);

}  // namespace jetseq
