#pragma once
#include <cstddef>
#include <vector>

#include "../../event/event.hpp"
#include "../objects/objects.hpp"

namespace jetseq {

/// Cuts on the V -> qq candidate and on the jets of the sequence. Defaults as in HDBS-2018-10.
struct VCandidateCuts {
    float merged_mass_window = 30;    ///< abs(m - m_V) of a large-R jet is below this [GeV]
    float merged_radius = 1.0F;       ///< jets within this delta_R of the large-R jet are part of it
    float resolved_mass_window = 30;  ///< abs(m_jj - m_V) of the pair is below this [GeV]
    float resolved_pt_min = 30;       ///< both jets of a pair [GeV]
    float resolved_abs_eta_max = 2.5F;
    float jet_pt_min = 30;  ///< of the jets of the sequence [GeV]
    float jet_abs_eta_max = 4.5F;
};

/// The V -> qq candidates of an event: one or, fully hadronic, two large-R jets; or one pair of jets.
struct VCandidate {
    Regime regime = Regime::none;
    std::vector<std::size_t> large_jets;  ///< merged: indices in Event::large_jets
    std::vector<std::size_t> jets;        ///< resolved: the two indices in Event::jets
};

/// Merged: the leading large-R jet, if its mass is near m_W or m_Z. Otherwise resolved: the pair of jets whose mass is
/// nearest to m_W or m_Z, if it is near enough. Otherwise none.
/// Fully hadronic (JHEP 09 (2019) 091): both leading large-R jets must be near, and there is no resolved regime.
VCandidate find_v_candidate(Event const& event, VCandidateCuts const& cuts);

/// The resolved candidate, whatever the large-R jets are; regime none if there is no such pair.
VCandidate find_resolved_candidate(Event const& event, VCandidateCuts const& cuts);

/// True if jet `i` of `event` belongs to the candidate.
bool is_part_of(VCandidate const& candidate, Event const& event, std::size_t i, VCandidateCuts const& cuts);

/// The jets of the sequence, in falling pt: those within `cuts` that are not part of the candidate.
std::vector<Jet> sequence_of(Event const& event, VCandidate const& candidate, VCandidateCuts const& cuts);

/// The regime of the candidate and the jets that are not part of it; without a candidate all jets within the cuts.
struct EventSequence {
    Regime regime = Regime::none;
    std::vector<Jet> jets;
};

/// Defines the inputs that a network reads of an event, for dumping, training, scoring and evaluating alike: the jets
/// of sequence_of() for the candidate of find_v_candidate(), among the objects of select_objects().
EventSequence event_sequence(Event const& event, ObjectCuts const& objects, VCandidateCuts const& cuts);

}  // namespace jetseq
