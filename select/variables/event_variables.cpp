// The variables of an event: what EventSelector computes for its cuts.
#include <algorithm>
#include <cmath>
#include <limits>

#include "select/cuts/event_selector.hpp"
#include "select/cuts/vbf_cuts.hpp"
#include "select/objects/neutrino.hpp"
#include "select/variables/tag_variables.hpp"

namespace jetseq {
namespace {

using V = Variable;

FourVector four_vector(Lepton const& lepton) noexcept {  // massless
    double const pt = lepton.pt;
    return {pt * std::cos(lepton.phi), pt * std::sin(lepton.phi), pt * std::sinh(lepton.eta),
            pt * std::cosh(lepton.eta)};
}

double pt_of(FourVector const& p) noexcept { return std::hypot(p.px, p.py); }

double rapidity(FourVector const& p) noexcept { return 0.5 * std::log((p.e + p.pz) / (p.e - p.pz)); }

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// NaN also for the sentinels of others, such as -999.
double known_d2(LargeJet const& jet) noexcept { return jet.d2 >= 0 ? static_cast<double>(jet.d2) : unknown; }

void set_tag(Variables& variables, Variable mass, LargeJet const& jet, BosonTag tag) noexcept {
    auto const next = [&](int n) { return static_cast<Variable>(static_cast<int>(mass) + n); };
    variables[mass] = tag.mass;
    variables.set(next(1), std::isnan(known_d2(jet)) ? unknown : tag.d2);
    variables.set(next(2), jet.n_trk < 0 ? unknown : tag.n_trk);
}

/// pt, abs(eta), m, d2, n_trk from `pt` on.
void set_large_jet(Variables& variables, Variable pt, LargeJet const& jet) noexcept {
    auto const next = [&](int n) { return static_cast<Variable>(static_cast<int>(pt) + n); };
    variables[pt] = jet.pt, variables[next(1)] = std::fabs(jet.eta), variables[next(2)] = jet.m;
    variables.set(next(3), known_d2(jet));
    variables.set(next(4), jet.n_trk < 0 ? unknown : jet.n_trk);
}

}  // namespace

void EventSelector::set_object_variables() {
    auto const& cuts = selection_.candidate;
    int jets = 0, central = 0, tagged = 0;
    bool tags_known = true;
    for (std::size_t i = 0; i < event_.jets.size(); ++i) {
        Jet const& jet = event_.jets[i];
        bool const counted = jet.pt > cuts.jet_pt_min && std::fabs(jet.eta) < cuts.jet_abs_eta_max;
        jets += counted;
        tagged += counted && event_.btag[i] > 0;
        tags_known = tags_known && !(counted && event_.btag[i] < 0);
        central += jet.pt > cuts.resolved_pt_min && std::fabs(jet.eta) < cuts.resolved_abs_eta_max;
    }
    variables_[V::n_jets] = jets, variables_[V::n_central_jets] = central;
    variables_.set(V::n_btags, tags_known ? tagged : unknown);
    variables_.set(V::met, static_cast<double>(event_.info.met));
    variables_.set(V::pt_miss, static_cast<double>(event_.info.pt_miss));
}

void EventSelector::set_lepton_variables() {
    auto const& leptons = event_.leptons;
    variables_[V::n_loose_leptons] = static_cast<double>(leptons.size());
    lepton_pair_ = {}, lepton_and_neutrino_ = {};
    Lepton const* signal = nullptr;
    int n_signal = 0;
    bool qualities_known = true;
    for (auto const& lepton : leptons) {
        qualities_known = qualities_known && lepton.quality != LeptonQuality::unknown;
        if (!is_signal_lepton(lepton, selection_.objects)) continue;
        if (n_signal++ == 0) signal = &lepton;
    }
    variables_.set(V::n_signal_leptons, qualities_known ? n_signal : unknown);
    if (!qualities_known) {
        variables_.set(V::signal_lepton_pt, unknown), variables_.set(V::pt_lv, unknown);
        lepton_and_neutrino_ = {unknown, unknown, unknown, unknown};
    } else if (signal != nullptr) {
        double const x = event_.info.met * std::cos(event_.info.met_phi);
        double const y = event_.info.met * std::sin(event_.info.met_phi);
        auto const p = four_vector(*signal);
        lepton_and_neutrino_ = p + neutrino(p, x, y);
        variables_[V::signal_lepton_pt] = signal->pt;
        variables_.set(V::pt_lv, pt_of(lepton_and_neutrino_));
    }
    if (!leptons.empty()) variables_[V::lepton1_pt] = leptons[0].pt;
    if (leptons.size() < 2) return;
    lepton_pair_ = four_vector(leptons[0]) + four_vector(leptons[1]);
    variables_[V::lepton2_pt] = leptons[1].pt;
    variables_[V::same_flavour] = std::abs(leptons[0].pdg_id) == std::abs(leptons[1].pdg_id);
    variables_[V::opposite_charge] = (leptons[0].pdg_id > 0) != (leptons[1].pdg_id > 0);
    variables_[V::m_ll] = mass(lepton_pair_), variables_[V::pt_ll] = pt_of(lepton_pair_);
}

void EventSelector::set_large_jet_variables() {
    auto const& jets = event_.large_jets;
    variables_[V::n_large_jets] = static_cast<double>(jets.size());
    if (!jets.empty()) set_large_jet(variables_, V::large1_pt, jets[0]);
    if (jets.size() < 2) return;
    set_large_jet(variables_, V::large2_pt, jets[1]);
    auto const first = jetseq::four_vector(jets[0]), second = jetseq::four_vector(jets[1]);
    variables_[V::m_JJ] = mass(first + second);
    variables_[V::delta_y_JJ] = std::fabs(rapidity(first) - rapidity(second));
    double const pt1 = jets[0].pt, pt2 = jets[1].pt;
    variables_[V::pt_asymmetry_JJ] = (pt1 - pt2) / (pt1 + pt2);
}

void EventSelector::set_tags() {
    auto const& jets = event_.large_jets;
    if (!jets.empty()) {
        set_tag(variables_, V::large1_w_mass, jets[0], (*tagger_)(Boson::w, jets[0]));
        set_tag(variables_, V::large1_z_mass, jets[0], (*tagger_)(Boson::z, jets[0]));
    }
    if (jets.size() < 2) return;
    set_tag(variables_, V::large2_w_mass, jets[1], (*tagger_)(Boson::w, jets[1]));
    set_tag(variables_, V::large2_z_mass, jets[1], (*tagger_)(Boson::z, jets[1]));
}

void EventSelector::set_candidate_variables(Regime regime, Hypothesis& hypothesis) {
    auto const& cuts = selection_.candidate;
    auto const at = [&](Variable first) -> double& { return variables_[of_candidate(first, regime)]; };
    auto& candidate = hypothesis.candidate;
    if (regime == Regime::merged) {
        candidate = find_v_candidate(event_, cuts);
    } else if (merged_.candidate.regime == Regime::resolved) {
        candidate = merged_.candidate;
    } else {
        candidate = selection_.leptons < 0 ? VCandidate{} : find_resolved_candidate(event_, cuts);
    }
    if (candidate.regime != regime) return;
    int extra_btags = 0;
    bool tags_known = true;
    for (std::size_t i = 0; i < event_.jets.size(); ++i) {
        Jet const& jet = event_.jets[i];
        if (!(jet.pt > cuts.jet_pt_min && std::fabs(jet.eta) < cuts.jet_abs_eta_max)) continue;
        if (event_.btag[i] == 0 || is_part_of(candidate, event_, i, cuts)) continue;
        ++extra_btags;
        tags_known = tags_known && event_.btag[i] > 0;
    }
    hypothesis.sequence = sequence_of(event_, candidate, cuts);
    at(V::merged_candidate) = 1;
    variables_.set(of_candidate(V::merged_n_extra_btags, regime), tags_known ? extra_btags : unknown);
    at(V::merged_n_sequence_jets) = static_cast<double>(hypothesis.sequence.size());
    if (auto const tag = find_tag_jets(hypothesis.sequence); tag.found) {
        at(V::merged_tag_m_jj) = tag.m_jj, at(V::merged_tag_delta_eta) = static_cast<double>(tag.delta_eta);
    }
    set_diboson_variables(regime, candidate);
}

FourVector EventSelector::leptonic_boson(VCandidate const& candidate) const {
    switch (selection_.leptons) {
        case 2:
            return lepton_pair_;
        case 1:
            return lepton_and_neutrino_;
        case -1:
            return jetseq::four_vector(event_.large_jets[candidate.large_jets[1]]);
        default:
            break;
    }
    double const met = event_.info.met, phi = event_.info.met_phi;
    return {met * std::cos(phi), met * std::sin(phi), 0, met};
}

void EventSelector::set_diboson_variables(Regime regime, VCandidate const& candidate) {
    auto const at = [&](Variable first) -> double& { return variables_[of_candidate(first, regime)]; };
    FourVector const v = regime == Regime::merged ? jetseq::four_vector(event_.large_jets[candidate.large_jets[0]])
                                                  : jetseq::four_vector(event_.jets[candidate.jets[0]]) +
                                                        jetseq::four_vector(event_.jets[candidate.jets[1]]);
    FourVector const other = leptonic_boson(candidate);
    at(V::merged_m_v) = mass(v), at(V::merged_pt_v) = pt_of(v);
    if (other.e <= 0) return;
    double const m_vv = std::isnan(other.e + other.px) ? unknown
                        : selection_.leptons == 0      ? transverse_mass(v, other.px, other.py)
                                                       : mass(v + other);
    variables_.set(of_candidate(V::merged_m_vv, regime), m_vv);
    variables_.set(of_candidate(V::merged_pt_over_m, regime), std::min(pt_of(v), pt_of(other)) / m_vv);
}

void EventSelector::set_score(Regime regime, Hypothesis const& hypothesis) {
    if (!score_ || hypothesis.candidate.regime != regime) return;
    auto& score = variables_[of_candidate(V::merged_score, regime)];
    if (score_variables_.empty()) {
        score = static_cast<double>((*score_)(hypothesis.sequence, id_of(event_.info)));
        return;
    }
    auto const all = tag_variables(hypothesis.sequence);
    std::array<float const*, tag_variable_names.size()> columns{};
    for (std::size_t k = 0; k < score_variables_.size(); ++k) columns[k] = &all[score_variables_[k]];
    float found = 0;
    EventId const id = id_of(event_.info);
    score_->of_variables({columns.data()}, 1, &found, {&id.sample_id, &id.event_number});
    score = static_cast<double>(found);
}

}  // namespace jetseq
