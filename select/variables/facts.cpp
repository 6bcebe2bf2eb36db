#include "select/variables/facts.hpp"

#include <cmath>
#include <limits>

#include "select/objects/neutrino.hpp"

namespace jetseq {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

FourVector massless(Lepton const& lepton) noexcept {
    double const pt = lepton.pt;
    return {pt * std::cos(lepton.phi), pt * std::sin(lepton.phi), pt * std::sinh(lepton.eta),
            pt * std::cosh(lepton.eta)};
}

bool is_in_sequence(Jet const& jet, VCandidateCuts const& cuts) noexcept {
    return jet.pt > cuts.jet_pt_min && std::fabs(jet.eta) < cuts.jet_abs_eta_max;
}

JetCounts jets_of(Event const& event, VCandidateCuts const& cuts) noexcept {
    JetCounts counts;
    for (std::size_t i = 0; i < event.jets.size(); ++i) {
        Jet const& jet = event.jets[i];
        bool const counted = is_in_sequence(jet, cuts);
        counts.in_sequence += counted;
        counts.central += jet.pt > cuts.resolved_pt_min && std::fabs(jet.eta) < cuts.resolved_abs_eta_max;
        counts.btagged += counted && event.btag[i] > 0;
        counts.btags_known = counts.btags_known && !(counted && event.btag[i] < 0);
    }
    return counts;
}

LeptonFacts leptons_of(Event const& event, ObjectCuts const& objects) {
    LeptonFacts facts;
    Lepton const* signal = nullptr;
    for (auto const& lepton : event.leptons) {
        facts.qualities_known = facts.qualities_known && lepton.quality != LeptonQuality::unknown;
        if (!is_signal_lepton(lepton, objects)) continue;
        if (facts.n_signal++ == 0) signal = &lepton;
    }
    if (!facts.qualities_known) {
        facts.with_neutrino = {not_known, not_known, not_known, not_known};
    } else if (signal != nullptr) {
        double const x = event.info.met * std::cos(event.info.met_phi);
        double const y = event.info.met * std::sin(event.info.met_phi);
        auto const p = massless(*signal);
        facts.signal_pt = signal->pt, facts.with_neutrino = p + neutrino(p, x, y);
    }
    if (event.leptons.size() >= 2) facts.pair = massless(event.leptons[0]) + massless(event.leptons[1]);
    return facts;
}

FourVector v_of(VCandidate const& candidate, Event const& event) noexcept {
    if (candidate.regime == Regime::merged) return four_vector(event.large_jets[candidate.large_jets[0]]);
    return four_vector(event.jets[candidate.jets[0]]) + four_vector(event.jets[candidate.jets[1]]);
}

/// The boson that is not the first V -> qq.
FourVector other_boson(VCandidate const& candidate, Event const& event, int leptons, FourVector const& from_leptons) {
    if (leptons > 0) return from_leptons;
    if (leptons == -1) return four_vector(event.large_jets[candidate.large_jets[1]]);
    double const met = event.info.met, phi = event.info.met_phi;
    return {met * std::cos(phi), met * std::sin(phi), 0, met};
}

double diboson_mass(FourVector const& v, FourVector const& other, int leptons) noexcept {
    if (std::isnan(other.e + other.px)) return not_known;
    return leptons == 0 ? transverse_mass(v, other.px, other.py) : mass(v + other);
}

void count_extra_btags(VCandidate const& candidate, Event const& event, VCandidateCuts const& cuts,
                       CandidateFacts& facts) {
    for (std::size_t i = 0; i < event.jets.size(); ++i) {
        if (!is_in_sequence(event.jets[i], cuts)) continue;
        if (event.btag[i] == 0 || is_part_of(candidate, event, i, cuts)) continue;
        ++facts.n_extra_btags;
        facts.extra_btags_known = facts.extra_btags_known && event.btag[i] > 0;
    }
}

}  // namespace

EventFacts facts_of(Event const& event, ObjectCuts const& objects, VCandidateCuts const& cuts) {
    auto const& jets = event.large_jets;
    bool const are_two = jets.size() >= 2;
    return {event,
            jets_of(event, cuts),
            leptons_of(event, objects),
            {are_two ? four_vector(jets[0]) : FourVector{}, are_two ? four_vector(jets[1]) : FourVector{}}};
}

CandidateFacts facts_of(VCandidate const& candidate, Event const& event, VCandidateCuts const& cuts, int leptons,
                        FourVector const& from_leptons, std::vector<Jet> const& sequence) {
    FourVector const v = v_of(candidate, event), other = other_boson(candidate, event, leptons, from_leptons);
    CandidateFacts facts{candidate.regime,        v, other, pt_of(v), diboson_mass(v, other, leptons), sequence.size(),
                         find_tag_jets(sequence), 0, true};
    count_extra_btags(candidate, event, cuts, facts);
    return facts;
}

}  // namespace jetseq
