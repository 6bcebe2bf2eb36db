#pragma once
#include <map>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "models/frozen/frozen_model.hpp"
#include "select/candidate/v_candidate.hpp"
#include "select/objects/objects.hpp"
#include "workflow/config/config.hpp"
#include "workflow/config/network_inputs.hpp"
#include "workflow/listener.hpp"

namespace jetseq::workflow {

/// How events become sequences: the keys of `data` and `select` that train, score and evaluate share.
struct LoadOptions {
    data::Names names;                            ///< in foreign files
    ObjectCuts objects;                           ///< for files of full events
    VCandidateCuts cuts;                          ///< the same
    bool require_candidate = true;                ///< leave out full events without a V -> qq candidate
    data::MemoryLimit memory;                     ///< for sequence files
    std::size_t classes = most_classes;           ///< labels must be below
    bool needs_labels = true;                     ///< else events of files without labels are of unknown production
    std::vector<std::string> of_events;           ///< keys that are set and apply only to files of full events
    std::map<std::int32_t, std::int32_t> labels;  ///< sampleId -> label of its events, whatever the file says
    /// For files without sampleId: the one by which a model's training knows their events (samples_by_content()).
    std::map<std::int32_t, std::int32_t> samples_by_content;
    std::vector<std::string> class_names;       ///< of labels 0, 1, ... if the configuration names them in `labels`
    std::map<std::string, Scaling> scalings;    ///< of names.inputs: NetworkInputs::scalings
    std::map<std::string, std::string> places;  ///< the same, for messages: NetworkInputs::places
    std::string target;                         ///< names.inputs.target, if the configuration has one
};

/// Reads `select.*`, and `objects.*` if the configuration has them.
LoadOptions select_options(Config& config);

/// Sets the jet selection of the sequences to that of a model's training. Throws Error if the configuration contradicts
/// it; the configuration decides if the model does not say.
void take_jets_of(InputContract const& contract, Config const& config, VCandidateCuts& cuts);

/// Reads `data.*` except for the files, and `select.*`.
LoadOptions load_options(Config& config);

/// All events of `files`, in their order. Sequence files are read as they are; the jets of full events are those of
/// event_sequence(). A file without sampleId gets the one in `samples_by_content`; otherwise 0 if it is read alone, and
/// a hash of its content among others: of its events and jets, without jets of its bytes. Notes each missing column and
/// its default once. Throws Error, also for a file without events, and for settings that apply to none of the files.
data::Sequences load_sequences(std::vector<std::string> const& files, LoadOptions const& options, Listener& listener);

/// `error` of load_sequences() for a job without keys `data.*`: if it advises one of them, it is followed by "The
/// configuration of JOB has no such keys: INSTEAD".
Error without_foreign_keys(Error const& error, std::string const& job, std::string const& instead);

}  // namespace jetseq::workflow
