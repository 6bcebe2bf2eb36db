#pragma once
#include <map>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "select/candidate/v_candidate.hpp"
#include "select/objects/objects.hpp"
#include "workflow/config/config.hpp"
#include "workflow/listener.hpp"

namespace jetseq {

/// How events become sequences: the keys of `data` and `select` that train, score and evaluate share.
struct LoadOptions {
    Names names;                                  ///< what foreign files call things
    ObjectCuts objects;                           ///< for files of full events
    VCandidateCuts cuts;                          ///< the same
    bool require_candidate = true;                ///< of full events, leave out those without a V -> qq candidate
    MemoryLimit memory;                           ///< for sequence files
    std::size_t classes = most_classes;           ///< labels must be below
    bool needs_labels = true;                     ///< else a file without labels gives events of unknown production
    std::vector<std::string> of_events;           ///< keys that are set and count for files of full events only
    std::map<std::int32_t, std::int32_t> labels;  ///< sampleId: the label that its events get, whatever the file says
    /// Of files without sampleId: the one by which a model's training knows their events (samples_by_content()).
    std::map<std::int32_t, std::int32_t> samples_by_content;
};

/// Reads `select.*`, and `objects.*` where the configuration has them.
LoadOptions select_options(Config& config);

/// Sets which jets stand in the sequences to those of a model's training. Throws Error where the configuration says
/// otherwise; it decides where the model does not say.
void take_jets_of(InputContract const& contract, Config const& config, VCandidateCuts& cuts);

/// Reads `data.*` but for the files, and `select.*`.
LoadOptions load_options(Config& config);

/// All events of `files`, in their order. Sequence files are read as they are; of full events event_sequence() gives
/// the jets. A file without sampleId gets the one that `samples_by_content` has for it; else 0 if it is read alone, and
/// one from its content among others. Notes each missing column and its default once. Throws Error, also for a file
/// without events, and for settings that act on none of the files.
Sequences load_sequences(std::vector<std::string> const& files, LoadOptions const& options, Listener& listener);

/// `error` of load_sequences() in a job that has no keys `data.*`: where it advises one of them, "The configuration of
/// JOB has no such keys: INSTEAD" follows.
Error without_foreign_keys(Error const& error, std::string const& job, std::string const& instead);

}  // namespace jetseq
