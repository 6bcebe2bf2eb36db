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

/// Events with the same jets, whatever their ids: across the parts of a split, and in the training of a model. Events
/// without jets are left out, because they can't be identified.
namespace jetseq::workflow {

/// Events of a part with the jets of a training event that has another id.
struct Copies {
    std::uint64_t validation = 0, test = 0;
};
Copies copies_across_parts(data::Sequences const& sequences, Fold const& fold);

/// Labelled events with the jets of a labelled event in another of `folds`: networks are tested on jets they have seen.
std::uint64_t copies_across_folds(data::Sequences const& sequences, std::size_t folds);

/// Writes DIRECTORY/seen_jets.h5: jets_hash() of the events that the training of `model` in this run directory has
/// seen, and of those that the model that it began with has seen (`from`, or ""; nothing is written if that model has
/// no such file). At most 2^20 hashes, the smallest ones, which are a random sample. Throws Error.
void write_seen_jets(std::string const& directory, FrozenModel const& model, data::Sequences const& sequences,
                     std::string const& from);
/// Writes the same file for an ensemble: a hash of the jets of each event, with its fold.
void write_seen_jets(std::string const& directory, std::vector<FrozenModel> const& networks,
                     data::Sequences const& sequences);

/// How ids and jets of events agree with those of a training.
struct SeenByJets {
    /// Events with jets that the training has seen under another id. For an ensemble: events scored by a network that
    /// has seen them; all count as training events.
    evaluate::Leakage under_other_ids;
    /// Events that count as seen by their ids, although the training has not seen their jets; 0 for an ensemble.
    std::uint64_t other_jets = 0;
    bool is_estimate = false;  ///< from a sample of the seen jets
};

/// Compares `sequences` with the training of the model in `file`, by the seen_jets.h5 beside it; absent if there is
/// none, or that of another training, or no event has jets. An estimate if the record is a sample.
std::optional<SeenByJets> seen_by_jets(std::string const& file, FrozenModel const& model,
                                       data::Sequences const& sequences);
/// `is_meant`: only these events; empty: all.
using WhichEvents = std::function<bool(EventInfo const&)>;
std::optional<SeenByJets> seen_by_jets(std::string const& file, Classifier const& classifier,
                                       data::Sequences const& sequences, WhichEvents const& is_meant = {});

/// The path of the record of the jets that the training of the model in `file` has seen.
std::string seen_jets_beside(std::string const& file);

/// Whether there is a seen_jets.h5 beside the model in `file`.
bool has_seen_jets(std::string const& file);

/// To be called before long work that needs the seen_jets.h5 beside the model in `file`: a sentence without its full
/// stop if its hashes can't be compared with those of this version, else "". Throws Error if it is damaged.
std::string check_seen_jets(std::string const& file);
std::string check_seen_jets(std::string const& file, Classifier const& classifier);  ///< read from `file`

/// Warns if networks of the ensemble in `file` score events of `sequences` that they have seen under other ids.
void warn_of_other_ids(std::string const& file, Classifier const& classifier, data::Sequences const& sequences,
                       Listener& listener);

/// How many of these events the training of the model in `file` has seen under other ids, as a sentence without its
/// full stop; "" if there are none, or if this is unknown.
std::string seen_under_other_ids(std::string const& file, Classifier const& classifier,
                                 data::Sequences const& sequences, WhichEvents const& is_meant = {});

}  // namespace jetseq::workflow
