#include "select/candidate/v_candidate.hpp"

#include <algorithm>
#include <cmath>

#include "event/kinematics.hpp"

namespace jetseq {
namespace {

constexpr double m_w = 80.4, m_z = 91.2;  // [GeV], PDG 2022, rounded

/// Distance from the nearer of the two boson masses [GeV].
double distance_from_v(double mass) { return std::min(std::fabs(mass - m_w), std::fabs(mass - m_z)); }

/// The leading `wanted` large-R jets, if each of them looks like a boson.
std::vector<std::size_t> merged(Event const& event, std::size_t wanted, VCandidateCuts const& cuts) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < std::min(wanted, event.large_jets.size()); ++i) {
        if (distance_from_v(event.large_jets[i].m) < cuts.merged_mass_window) found.push_back(i);
    }
    return found.size() == wanted ? found : std::vector<std::size_t>{};
}

std::vector<std::size_t> resolved(Event const& event, VCandidateCuts const& cuts) {
    struct Central {
        std::size_t place;
        FourVector p;
    };
    std::vector<Central> central;
    central.reserve(event.jets.size());
    for (std::size_t i = 0; i < event.jets.size(); ++i) {
        Jet const& jet = event.jets[i];
        if (!(jet.pt > cuts.resolved_pt_min && std::fabs(jet.eta) < cuts.resolved_abs_eta_max)) continue;
        central.push_back({i, four_vector(jet)});
    }
    std::vector<std::size_t> nearest;
    double least = cuts.resolved_mass_window;
    for (std::size_t i = 0; i < central.size(); ++i) {
        for (std::size_t j = i + 1; j < central.size(); ++j) {
            double const distance = distance_from_v(mass(central[i].p + central[j].p));
            if (distance < least) least = distance, nearest = {central[i].place, central[j].place};
        }
    }
    return nearest;
}

}  // namespace

VCandidate find_v_candidate(Event const& event, VCandidateCuts const& cuts) {
    bool const hadronic = event.info.leptons < 0;
    if (auto large_jets = merged(event, hadronic ? 2 : 1, cuts); !large_jets.empty()) {
        return {Regime::merged, std::move(large_jets), {}};
    }
    return hadronic ? VCandidate{} : find_resolved_candidate(event, cuts);
}

VCandidate find_resolved_candidate(Event const& event, VCandidateCuts const& cuts) {
    if (auto jets = resolved(event, cuts); !jets.empty()) return {Regime::resolved, {}, std::move(jets)};
    return {};
}

bool is_part_of(VCandidate const& candidate, Event const& event, std::size_t i, VCandidateCuts const& cuts) {
    auto const near = [&](std::size_t large) {
        return delta_r(event.jets[i], event.large_jets[large]) < cuts.merged_radius;
    };
    return std::count(candidate.jets.begin(), candidate.jets.end(), i) > 0 ||
           std::any_of(candidate.large_jets.begin(), candidate.large_jets.end(), near);
}

std::vector<Jet> sequence_of(Event const& event, VCandidate const& candidate, VCandidateCuts const& cuts) {
    std::vector<Jet> sequence;
    for (std::size_t i = 0; i < event.jets.size(); ++i) {
        Jet const& jet = event.jets[i];
        bool const selected = jet.pt > cuts.jet_pt_min && std::fabs(jet.eta) < cuts.jet_abs_eta_max;
        if (selected && !is_part_of(candidate, event, i, cuts)) sequence.push_back(jet);
    }
    return sequence;
}

EventSequence event_sequence(Event const& event, ObjectCuts const& objects, VCandidateCuts const& cuts) {
    Event selected;
    select_objects(event, objects, selected);
    auto const candidate = find_v_candidate(selected, cuts);
    return {candidate.regime, sequence_of(selected, candidate, cuts)};
}

}  // namespace jetseq
