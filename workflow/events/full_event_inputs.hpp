#pragma once
#include <string>
#include <vector>

#include "data/sequences/object_features.hpp"
#include "data/sequences/sequences.hpp"
#include "data/sequences/variable_formulas.hpp"
#include "event/absent.hpp"
#include "event/event.hpp"
#include "select/candidate/v_candidate.hpp"
#include "select/objects/objects.hpp"

namespace jetseq::workflow {

/// A full event after select_objects(), and what is found in it.
struct SelectedEvent {
    Event const& event;
    VCandidate const& candidate;
    std::vector<Jet> const& sequence;  ///< the jets beside the candidate
    ObjectCuts const& objects;
    VCandidateCuts const& cuts;
};

/// The names that a network may read of full events: a dataset and a column each, as "jets.pt" or "event.met".
std::vector<std::string> names_of_full_events();

/// Adds what a network reads of full events by names to sequences: of the datasets jets (those within the pt and eta of
/// the sequence, with those of the candidate), large_jets and leptons, and numbers of the event
/// (docs/guide/training.md).
class FullEventInputs {
public:
    /// `absent`: what `file` lacks. Throws Error for a name that is unknown, or that the file lacks.
    FullEventInputs(data::EventChoice const& inputs, Absent const& absent, std::string const& file);

    /// Adds an event, `row` of the file. Throws Error for a number that is not finite, as one that is unknown is.
    void add(SelectedEvent const& event, std::size_t row, data::Sequences& sequences);

    /// After all events: throws Error if numbers are in a larger unit than `unit` of an input says.
    void judge() const;

    /// Notes for the user on how the numbers are read.
    std::vector<std::string> notes() const;

private:
    /// What gives the numbers of a name.
    struct List {
        std::size_t kind;  ///< of objects
        std::vector<std::size_t> columns, of_event;
        std::vector<bool> is_of_event;  ///< of each column
        data::ObjectFeatures features;
    };

    std::string file_;
    std::vector<List> lists_;
    data::VariableFormulas variables_, target_;
    std::vector<std::size_t> of_variables_, of_target_;  ///< numbers of the event
    std::vector<double> values_;
};

}  // namespace jetseq::workflow
