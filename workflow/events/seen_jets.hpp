#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/sequences/sequences.hpp"
#include "infer/classifier.hpp"
#include "workflow/events/seen_events.hpp"
#include "workflow/listener.hpp"

/// Events that are the same by their jets, whatever they are called: across the parts of a split, and in the training
/// of a model. Events without jets tell nothing and are left out.
namespace jetseq {

/// Events of a part with the jets of an event of the training part that has another id.
struct Copies {
    std::uint64_t validation = 0, test = 0;
};
Copies copies_across_parts(Sequences const& sequences, Fold const& fold);

/// Labelled events with the jets of a labelled event in another of `folds`: a network that has seen those tests them.
std::uint64_t copies_across_folds(Sequences const& sequences, std::size_t folds);

/// Writes DIRECTORY/seen_jets.h5: jets_hash() of what the training of `model` in this run directory has seen, with what
/// the model that it began with has seen (`from`, or ""; nothing is written if there is no such file beside that
/// model). At most 2^20 hashes, the smallest ones: a random sample of more. Throws Error.
void write_seen_jets(std::string const& directory, FrozenModel const& model, Sequences const& sequences,
                     std::string const& from);
/// Writes the same file for an ensemble: a hash of each event's jets, with the fold of the event.
void write_seen_jets(std::string const& directory, std::vector<FrozenModel> const& networks,
                     Sequences const& sequences);

/// How ids and jets of events agree with those of a training.
struct SeenByJets {
    /// Events with jets that the training has seen under another id. For an ensemble: events scored by a network that
    /// has seen them; all of them count as training events.
    Leakage under_other_ids;
    /// Events that count as seen by their ids, though the training has not seen their jets; 0 of an ensemble.
    std::uint64_t other_jets = 0;
    bool is_estimate = false;  ///< from a sample of the jets that were seen
};

/// Of `sequences` and the training of the model in `file`, by the seen_jets.h5 beside it; absent if there is none, or
/// that of another training. Of a sample it is an estimate.
std::optional<SeenByJets> seen_by_jets(std::string const& file, FrozenModel const& model, Sequences const& sequences);
/// `is_meant`: of these events only; empty: of all.
using WhichEvents = std::function<bool(EventInfo const&)>;
std::optional<SeenByJets> seen_by_jets(std::string const& file, Classifier const& classifier,
                                       Sequences const& sequences, WhichEvents const& is_meant = {});

/// Where the record of the jets stands that the training of the model in `file` has seen.
std::string seen_jets_beside(std::string const& file);

/// Whether there is a seen_jets.h5 beside the model in `file`.
bool has_seen_jets(std::string const& file);

/// To be called before long work that needs the seen_jets.h5 beside the model in `file`: a sentence without its full
/// stop if its hashes can't be compared with those of today, else "". Throws Error where it is damaged.
std::string check_seen_jets(std::string const& file);
std::string check_seen_jets(std::string const& file, Classifier const& classifier);  ///< that was read from `file`

/// Warns if networks of the ensemble in `file` have seen `sequences` under other ids and score them nevertheless.
void warn_of_other_ids(std::string const& file, Classifier const& classifier, Sequences const& sequences,
                       Listener& listener);

/// How many of these events the training of the model in `file` has seen under other ids, as a sentence without its
/// full stop; "" if there are none, or if it is not known.
std::string seen_under_other_ids(std::string const& file, Classifier const& classifier, Sequences const& sequences,
                                 WhichEvents const& is_meant = {});

}  // namespace jetseq
