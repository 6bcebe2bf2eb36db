#include "workflow/select/object_tally.hpp"

#include <cmath>

#include "select/variables/needed_columns.hpp"

namespace jetseq::workflow {
namespace {

constexpr std::uint64_t few = 20;         // fewer objects are not judged
constexpr double nearly_none = 0.1;       // of the objects
constexpr std::uint64_t many_jets = 500;  // among which some should be b-tagged

bool are_nearly_none(std::uint64_t left, std::uint64_t all) {
    return all >= few && static_cast<double>(left) < nearly_none * static_cast<double>(all);
}

std::string part(std::uint64_t left, std::uint64_t all) {
    return std::to_string(left) + " of " + std::to_string(all) + " ";
}

}  // namespace

void ObjectTally::add(Event const& event, Event const& selected, ObjectCuts const& cuts) noexcept {
    ++events;
    leptons += event.leptons.size(), leptons_left += selected.leptons.size();
    for (auto const& lepton : event.leptons) leptons_accepted += is_accepted(lepton, cuts);
    jets += event.jets.size(), jets_left += selected.jets.size();
    large_jets += event.large_jets.size(), large_jets_left += selected.large_jets.size();
    for (auto const& jet : event.large_jets) {
        without_d2 += std::isnan(jet.d2), without_n_trk += jet.n_trk < 0;
    }
    for (auto const tag : event.btag) btags += tag > 0;
}

void ObjectTally::add(ObjectTally const& other) noexcept {
    events += other.events;
    leptons += other.leptons, leptons_accepted += other.leptons_accepted, leptons_left += other.leptons_left;
    jets += other.jets, jets_left += other.jets_left;
    large_jets += other.large_jets, large_jets_left += other.large_jets_left;
    without_d2 += other.without_d2, without_n_trk += other.without_n_trk, btags += other.btags;
}

std::vector<std::string> notes_on(ObjectTally const& tally, std::string const& file, Selection const& selection) {
    std::vector<std::string> notes;
    auto const looks_at = [&](char const* column) { return !regions_that_need(column, selection).empty(); };
    bool const wants_leptons = selection.leptons > 0 && looks_at("leptons");
    if (wants_leptons && tally.leptons == 0 && tally.events >= few) {
        notes.push_back("none of " + std::to_string(tally.events) + " events of " + file +
                        " has a lepton, but the channel is " + std::to_string(selection.leptons) +
                        "-lepton. Check that it is the right file");
    } else if (wants_leptons && are_nearly_none(tally.leptons_accepted, tally.leptons)) {
        notes.push_back(part(tally.leptons_accepted, tally.leptons) + "leptons of " + file +
                        " are within the pt and eta of `objects` and identified. Check their unit and quality");
    } else if (wants_leptons && are_nearly_none(tally.leptons_left, tally.leptons_accepted)) {
        notes.push_back(
            part(tally.leptons_left, tally.leptons_accepted) + "leptons of " + file +
            " are outside all jets (objects.lepton_in_jet_radius). Where jets contain the isolated muons, as "
            "of particle flow, set objects.jet_is_muon_radius=0.2");
    }
    if (are_nearly_none(tally.jets_left, tally.jets)) {
        notes.push_back(part(tally.jets_left, tally.jets) + "jets of " + file +
                        " are no electron or muon (objects.jet_is_electron_radius). Check the leptons");
    }
    if (looks_at("large_jets") && are_nearly_none(tally.large_jets_left, tally.large_jets)) {
        notes.push_back(part(tally.large_jets_left, tally.large_jets) + "large-R jets of " + file +
                        " are within pt, eta and mass of `objects` and no electron. Check their unit");
    }
    if (looks_at("jets.btag") && tally.btags == 0 && tally.jets >= many_jets) {
        notes.push_back("none of " + std::to_string(tally.jets) + " jets of " + file +
                        " is b-tagged, so vetoes on b-tags do nothing. Check how the file was made");
    }
    if (looks_at("large_jets.d2") && tally.without_d2 > 0) {
        notes.push_back(part(tally.without_d2, tally.large_jets) + "large-R jets of " + file +
                        " have no D2 (NaN). Such an event passes no requirement on it");
    }
    if (looks_at("large_jets.n_trk") && tally.without_n_trk > 0) {
        notes.push_back(part(tally.without_n_trk, tally.large_jets) + "large-R jets of " + file +
                        " have no n_trk (-1). Such an event passes no requirement on it");
    }
    return notes;
}

}  // namespace jetseq::workflow
