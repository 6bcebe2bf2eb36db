#pragma once
#include <array>
#include <vector>

#include "event/event.hpp"
#include "event/kinematics.hpp"
#include "select/candidate/v_candidate.hpp"
#include "select/cuts/vbf_cuts.hpp"
#include "select/objects/objects.hpp"
#include "select/tagger/boson_tagger.hpp"

/// Quantities of an event from which the variables of cuts (variables.cpp) are computed. Four-vectors in GeV.
namespace jetseq {

struct LeptonFacts {
    int n_signal = 0;
    bool qualities_known = true;  ///< if not, nobody knows the signal leptons
    float signal_pt = 0;          ///< of the leading signal lepton [GeV]
    FourVector pair;              ///< the two leading loose leptons; 0 if there are fewer
    FourVector with_neutrino;     ///< the leading signal lepton and its neutrino; 0 without one, NaN if not known

    /// The boson that decays to the leptons of a channel (Selection::leptons: 1 or 2).
    FourVector const& boson(int leptons) const noexcept { return leptons == 1 ? with_neutrino : pair; }
};

struct JetCounts {
    int in_sequence = 0;  ///< jets within the pt and eta of the sequence
    int central = 0;      ///< jets that a resolved pair may take
    int btagged = 0;      ///< of those in the sequence
    bool btags_known = true;
};

struct EventFacts {
    Event const& event;  ///< the objects of select_objects()
    JetCounts jets;
    LeptonFacts leptons;
    std::array<FourVector, 2> large_jets;  ///< the two leading ones; 0 if there are fewer
};

/// Of the leading (`place` 0) or second (1) large-R jet.
struct LargeJetFacts {
    std::size_t place;
    LargeJet const& jet;
};

struct TagFacts {
    std::size_t place;
    LargeJet const& jet;
    BosonTag w, z;
};

/// Of a V -> qq candidate that was found in `regime`.
struct CandidateFacts {
    Regime regime;
    FourVector v;      ///< V -> qq
    FourVector other;  ///< the other boson, without momentum along the beam if it is known by `met` only; 0 without one
    double pt_v;
    double m_vv;         ///< of both; NaN if not known
    std::size_t n_jets;  ///< in the sequence
    TagJets tag;
    int n_extra_btags;
    bool extra_btags_known;
};

struct ScoreFacts {
    Regime regime;
    float score;
};

EventFacts facts_of(Event const& event, ObjectCuts const& objects, VCandidateCuts const& cuts);

/// `leptons`: the number of leptons of the channel, as in Selection::leptons. `from_leptons`: the four-vector of the
/// boson that decays to them; unused in channels without leptons. `sequence`: the jets beside the candidate.
CandidateFacts facts_of(VCandidate const& candidate, Event const& event, VCandidateCuts const& cuts, int leptons,
                        FourVector const& from_leptons, std::vector<Jet> const& sequence);

/// Transverse momentum [GeV].
inline double pt_of(FourVector const& p) noexcept { return std::hypot(p.px, p.py); }

}  // namespace jetseq
