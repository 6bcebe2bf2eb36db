#include "simulate/detector/detector.hpp"

#include <algorithm>
#include <cmath>

#include "simulate/detector/angles.hpp"
#include "simulate/detector/draws.hpp"
#include "simulate/detector/measured_jets.hpp"
#include "simulate/detector/measured_leptons.hpp"
#include "simulate/detector/seen_particles.hpp"

namespace jetseq::simulate {
namespace {

using fastjet::PseudoJet;

constexpr double tag_radius = 0.3;

PseudoJet pseudo_jet(FourVector const& p) { return {p.px, p.py, p.pz, p.e}; }

/// Magnitude of the sum of all tracks, including those of prompt leptons [GeV].
double track_missing_pt(SeenParticles const& particles, std::vector<PromptLepton> const& leptons, double efficiency,
                        Random& random) {
    PseudoJet sum;
    for (auto const& particle : particles) {
        if (is_track(particle)) sum += particle;
    }
    for (auto const& lepton : leptons) {
        auto const p = pseudo_jet(lepton.momentum);
        if (is_found_as_track(true, p.pt(), std::fabs(direction(lepton.momentum).eta), efficiency, random)) sum += p;
    }
    return sum.pt();
}

/// 5: a b hadron is near, 4: a c hadron and no b, 0: neither.
int flavour(Jet const& jet, std::vector<HeavyHadron> const& hadrons) {
    int heaviest = 0;
    for (auto const& hadron : hadrons) {
        if (delta_r(jet, hadron) < tag_radius) heaviest = std::max(heaviest, hadron.flavour);
    }
    return heaviest;
}

double tag_efficiency(int flavour, DetectorOptions const& options) {
    if (flavour == 5) return options.btag_b;
    return flavour == 4 ? options.btag_c : options.btag_light;
}

/// One entry per jet.
std::vector<std::int8_t> btags(std::vector<Jet> const& jets, std::vector<HeavyHadron> const& hadrons,
                               DetectorOptions const& options, Random& random) {
    std::vector<std::int8_t> result;
    for (auto const& jet : jets) {
        bool const passed = passes(tag_efficiency(flavour(jet, hadrons), options), random);
        result.push_back(passed && std::fabs(jet.eta) < tracker_eta_max ? 1 : 0);
    }
    return result;
}

/// The visible momentum outside jets and leptons.
struct SoftTerm {
    double px, py;  ///< [GeV]
    double sum_pt;  ///< [GeV]
};

SoftTerm soft_term(SeenParticles const& particles, MeasuredJets const& jets, FourVector const& lost_electrons,
                   bool tracks_only) {
    PseudoJet all = pseudo_jet(lost_electrons) - jets.clustered;
    double sum_pt = std::hypot(lost_electrons.px, lost_electrons.py) - jets.clustered_pt;
    for (auto const& particle : particles) {
        if (!tracks_only || is_track(particle)) all += particle, sum_pt += particle.pt();
    }
    return {all.px(), all.py(), std::max(0.0, sum_pt)};
}

/// Sets `met` and `met_phi` of an event that has its jets and leptons.
void set_missing_momentum(Event& event, SoftTerm const& soft, Random& random) {
    double const sigma = 0.5 * std::sqrt(soft.sum_pt);
    double x = soft.px + sigma * random_normal(random);
    double y = soft.py + sigma * random_normal(random);
    auto const add = [&](auto const& object) {
        x += object.pt * std::cos(object.phi);
        y += object.pt * std::sin(object.phi);
    };
    std::for_each(event.jets.begin(), event.jets.end(), add);
    std::for_each(event.leptons.begin(), event.leptons.end(), add);
    event.info.met = static_cast<float>(std::hypot(x, y));
    event.info.met_phi = wrapped_phi(static_cast<float>(std::atan2(-y, -x)));
}

}  // namespace

Event Detector::operator()(ParticleEvent event, EventInfo const& shared) {
    dress(event.leptons, event.particles);
    auto const particles = seen_particles(event.particles, options_.track, random_);
    auto leptons = measure(event.leptons, options_, random_);
    auto jets = small_jets(particles, options_.jet_pt_min, random_, pileup_);
    auto const soft = soft_term(particles, jets, leptons.lost_electrons, pileup_.is_on());

    Event result;
    result.info = shared;
    result.info.weight = static_cast<float>(event.weight);
    result.info.pt_miss = static_cast<float>(track_missing_pt(particles, event.leptons, options_.track, random_));
    result.btag = btags(jets.jets, event.heavy_hadrons, options_, random_);
    result.jets = std::move(jets.jets);
    result.large_jets = large_jets(particles, options_.large_jet_pt_min, random_);
    result.leptons = std::move(leptons.leptons);
    set_missing_momentum(result, soft, random_);
    return result;
}

}  // namespace jetseq::simulate
