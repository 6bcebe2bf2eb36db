#include "select/objects/objects.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "event/kinematics.hpp"

namespace jetseq {
namespace {

bool is_electron(Lepton const& lepton) noexcept { return std::abs(lepton.pdg_id) == 11; }

bool is_accepted(LargeJet const& jet, ObjectCuts const& cuts) noexcept {
    return jet.pt > cuts.large_jet_pt_min && std::fabs(jet.eta) < cuts.large_jet_abs_eta_max &&
           jet.m >= cuts.large_jet_m_min;
}

/// True if an electron of `leptons` is nearer to `object` than `radius`.
template <class Object>
bool is_near_electron(Object const& object, std::vector<Lepton> const& leptons, float radius) noexcept {
    return std::any_of(leptons.begin(), leptons.end(),
                       [&](Lepton const& lepton) { return is_electron(lepton) && delta_r(object, lepton) < radius; });
}

/// Removes the jet that is a muon from `selected`: only the nearest one, because a particle is in one jet only.
void remove_jets_that_are_muons(ObjectCuts const& cuts, Event& selected) {
    if (cuts.jet_is_muon_radius <= 0) return;
    auto& jets = selected.jets;
    for (auto const& muon : selected.leptons) {
        if (is_electron(muon) || jets.empty()) continue;
        auto const nearest = std::min_element(
            jets.begin(), jets.end(), [&](Jet const& a, Jet const& b) { return delta_r(a, muon) < delta_r(b, muon); });
        bool const is_muon =
            delta_r(*nearest, muon) < cuts.jet_is_muon_radius && muon.pt > cuts.jet_is_muon_pt_fraction * nearest->pt;
        if (!is_muon) continue;
        selected.btag.erase(selected.btag.begin() + (nearest - jets.begin()));
        jets.erase(nearest);
    }
}

bool is_in_jet(Lepton const& lepton, std::vector<Jet> const& jets, float radius) noexcept {
    return std::any_of(jets.begin(), jets.end(), [&](Jet const& jet) { return delta_r(jet, lepton) < radius; });
}

}  // namespace

bool is_accepted(Lepton const& lepton, ObjectCuts const& cuts) noexcept {
    float const eta_max = is_electron(lepton) ? cuts.electron_abs_eta_max : cuts.muon_abs_eta_max;
    return lepton.pt > cuts.lepton_pt_min && std::fabs(lepton.eta) < eta_max && lepton.quality != LeptonQuality::none;
}

bool is_signal_lepton(Lepton const& lepton, ObjectCuts const& cuts) noexcept {
    return lepton.quality >= (is_electron(lepton) ? cuts.signal_electron : cuts.signal_muon);
}

void select_objects(Event const& event, ObjectCuts const& cuts, Event& selected) {
    selected.info = event.info;
    auto& [info, jets, btag, large_jets, leptons] = selected;
    jets.clear(), btag.clear(), large_jets.clear(), leptons.clear();
    for (auto const& lepton : event.leptons) {
        if (is_accepted(lepton, cuts)) leptons.push_back(lepton);
    }
    for (std::size_t i = 0; i < event.jets.size(); ++i) {
        if (is_near_electron(event.jets[i], leptons, cuts.jet_is_electron_radius)) continue;
        jets.push_back(event.jets[i]);
        btag.push_back(i < event.btag.size() ? event.btag[i] : std::int8_t{-1});
    }
    remove_jets_that_are_muons(cuts, selected);
    leptons.erase(std::remove_if(
                      leptons.begin(), leptons.end(),
                      [&, &kept = jets](Lepton const& one) { return is_in_jet(one, kept, cuts.lepton_in_jet_radius); }),
                  leptons.end());
    for (auto const& jet : event.large_jets) {
        if (!is_accepted(jet, cuts) || is_near_electron(jet, leptons, cuts.large_jet_electron_radius)) continue;
        large_jets.push_back(jet);
    }
}

}  // namespace jetseq
