#include "simulate/detector/measured_jets.hpp"

#include <algorithm>
#include <cmath>
#include <fastjet/ClusterSequence.hh>
#include <numbers>
#include <utility>

#include "event/jet_resolution.hpp"
#include "event/kinematics.hpp"
#include "simulate/detector/draws.hpp"
#include "simulate/detector/pt_density.hpp"
#include "simulate/detector/substructure.hpp"

namespace jetseq::simulate {
namespace {

using fastjet::PseudoJet;

constexpr double jet_eta_max = 4.5;
constexpr double large_jet_eta_max = 2.5;
constexpr double subjet_radius = 0.2;
constexpr double subjet_pt_share = 0.05;
constexpr double large_jet_pt_resolution = 0.05;
constexpr double large_jet_mass_resolution = 0.08;
constexpr double jet_area = 0.4 * 0.4 * std::numbers::pi;
constexpr double jet_track_eta_max = 2.4;

/// Suppresses FastJet's banner, which would go to the standard output.
bool without_banner() {
    fastjet::ClusterSequence::set_fastjet_banner_stream(nullptr);
    fastjet::ClusterSequence::print_banner();  // its first call sets a static flag, here before there are threads
    return true;
}
bool const silent = without_banner();

template <class T>
void sort_by_pt(std::vector<T>& objects) {
    std::sort(objects.begin(), objects.end(), [](T const& a, T const& b) { return a.pt > b.pt; });
}

Jet scaled(PseudoJet const& jet, double factor) {
    auto const phi = wrapped_phi(static_cast<float>(jet.phi_std()));
    return {static_cast<float>(factor * jet.pt()), static_cast<float>(jet.eta()), phi,
            static_cast<float>(factor * jet.e())};
}

/// The constituents of `jet` after trimming: those of its kt subjets with enough of its pt.
std::vector<PseudoJet> trimmed(PseudoJet const& jet) {
    fastjet::ClusterSequence const clustering(jet.constituents(), {fastjet::kt_algorithm, subjet_radius});
    std::vector<PseudoJet> kept;
    for (auto const& subjet : clustering.inclusive_jets(subjet_pt_share * jet.pt())) {
        for (auto const& part : subjet.constituents()) kept.push_back(part);
    }
    return kept;
}

PseudoJet sum(std::vector<PseudoJet> const& parts) {
    PseudoJet total;
    for (auto const& part : parts) total += part;
    return total;
}

double d2(std::vector<PseudoJet> const& parts) {
    std::vector<Constituent> constituents;
    constituents.reserve(parts.size());
    for (auto const& part : parts) constituents.push_back({part.pt(), part.rap(), part.phi()});
    return d2(constituents);
}

std::int32_t count_tracks(PseudoJet const& jet) {
    std::int32_t count = 0;
    for (auto const& part : jet.constituents()) count += is_track(part) ? 1 : 0;
    return count;
}

/// A jet as it is measured.
struct SmallJet {
    Jet jet;
    double m;  ///< [GeV]
    SeenParticles constituents;
    PseudoJet clustered;  ///< their sum
};

/// Whether the tracks of a jet show that it is of the hard interaction: pile-up has none.
bool has_tracks(SmallJet const& jet, PileupOptions const& options) {
    if (jet.jet.pt >= options.jet_pt_max || std::fabs(jet.jet.eta) >= jet_track_eta_max) return true;
    double tracks = 0;
    for (auto const& part : jet.constituents) tracks += is_track(part) ? part.pt() : 0;
    return tracks >= options.jet_track_fraction * jet.jet.pt;
}

/// Clusters jets in any order, and measures them.
std::vector<SmallJet> measured(SeenParticles const& particles, double pt_min, PtDensity const& density,
                               Random& random) {
    fastjet::ClusterSequence const clustering(particles, {fastjet::antikt_algorithm, 0.4});
    std::vector<SmallJet> result;
    for (auto const& jet : fastjet::sorted_by_pt(clustering.inclusive_jets(pt_min / 2))) {  // smearing may raise pt
        double const of_pileup = density.at(jet.eta()) * jet_area / jet.pt();
        double const pt = (1 - of_pileup) * jet.pt();
        if (of_pileup > 0 && pt < pt_min / 2) continue;
        double const factor = (1 - of_pileup) * smearing(jet_resolution(pt, jet.eta()), random);
        if (factor * jet.pt() < pt_min || std::fabs(jet.eta()) > jet_eta_max) continue;
        result.push_back({scaled(jet, factor), factor * std::max(0.0, jet.m()), jet.constituents(), jet});
    }
    return result;
}

/// Adds the constituents of a jet: all, or its tracks.
void add_clustered(SmallJet const& jet, bool tracks_only, MeasuredJets& to) {
    if (!tracks_only) {
        to.clustered += jet.clustered, to.clustered_pt += jet.clustered.pt();
        return;
    }
    for (auto const& part : jet.constituents) {
        if (is_track(part)) to.clustered += part, to.clustered_pt += part.pt();
    }
}

}  // namespace

MeasuredJets small_jets(SeenParticles const& particles, double pt_min, Random& random, PileupOptions const& pileup) {
    auto jets = measured(particles, pt_min, pileup.is_on() ? pt_density(particles) : PtDensity{}, random);
    if (pileup.is_on()) {
        auto const is_of_pileup = [&](SmallJet const& jet) { return !has_tracks(jet, pileup); };
        jets.erase(std::remove_if(jets.begin(), jets.end(), is_of_pileup), jets.end());
    }
    MeasuredJets result;
    for (auto const& jet : jets) add_clustered(jet, pileup.is_on(), result);
    std::sort(jets.begin(), jets.end(), [](SmallJet const& a, SmallJet const& b) { return a.jet.pt > b.jet.pt; });
    for (auto& jet : jets) {
        result.jets.push_back(jet.jet), result.masses.push_back(jet.m);
        result.constituents.push_back(std::move(jet.constituents));
    }
    return result;
}

std::vector<LargeJet> large_jets(SeenParticles const& particles, double pt_min, Random& random) {
    fastjet::ClusterSequence const clustering(particles, {fastjet::antikt_algorithm, 1.0});
    std::vector<LargeJet> result;
    for (auto const& jet : fastjet::sorted_by_pt(clustering.inclusive_jets(0.8 * pt_min))) {  // smearing may raise pt
        auto const parts = trimmed(jet);
        auto const total = sum(parts);
        double const pt = total.pt() * smearing(large_jet_pt_resolution, random);
        double const m = std::max(0.0, total.m()) * smearing(large_jet_mass_resolution, random);
        if (pt < pt_min || std::fabs(total.eta()) > large_jet_eta_max) continue;
        result.push_back({static_cast<float>(pt), static_cast<float>(total.eta()),
                          wrapped_phi(static_cast<float>(total.phi_std())), static_cast<float>(m),
                          static_cast<float>(d2(parts)), count_tracks(jet)});
    }
    sort_by_pt(result);
    return result;
}

}  // namespace jetseq::simulate
