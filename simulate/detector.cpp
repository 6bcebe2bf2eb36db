#include "simulate/detector.hpp"

#include <algorithm>
#include <cmath>

#include "simulate/angles.hpp"
#include "simulate/draws.hpp"
#include "simulate/measured_jets.hpp"
#include "simulate/measured_leptons.hpp"

namespace jetseq::simulate {
namespace {

using fastjet::PseudoJet;

constexpr double tracker_eta_max = 2.5;
constexpr double charged_pt_min = 0.4;  // [GeV]
constexpr double track_pt_min = 0.5;    // [GeV]
constexpr double other_e_min = 0.5;     // [GeV]
constexpr double tag_radius = 0.3;

PseudoJet pseudo_jet(FourVector const& p) { return {p.px, p.py, p.pz, p.e}; }

bool is_seen(Particle const& particle, double pt, double abs_eta) {
    if (particle.charged && abs_eta < tracker_eta_max) return pt > charged_pt_min;
    return abs_eta < visible_eta_max && particle.momentum.e > other_e_min;
}

/// `efficiency`: fraction of charged particles that are found.
bool is_track(bool charged, double pt, double abs_eta, double efficiency, Random& random) {
    return charged && pt > track_pt_min && abs_eta < tracker_eta_max && passes(efficiency, random);
}

SeenParticles seen(std::vector<Particle> const& particles, double track_efficiency, Random& random) {
    SeenParticles result;
    result.reserve(particles.size());
    for (auto const& particle : particles) {
        auto const& p = particle.momentum;
        double const pt = std::hypot(p.px, p.py), abs_eta = std::fabs(direction(p).eta);
        if (!is_seen(particle, pt, abs_eta)) continue;
        result.push_back(pseudo_jet(p));
        result.back().set_user_index(is_track(particle.charged, pt, abs_eta, track_efficiency, random) ? 1 : 0);
    }
    return result;
}

/// Magnitude of the sum of all tracks, including those of prompt leptons [GeV].
double track_missing_pt(SeenParticles const& particles, std::vector<PromptLepton> const& leptons, double efficiency,
                        Random& random) {
    PseudoJet sum;
    for (auto const& particle : particles) {
        if (particle.user_index() == 1) sum += particle;
    }
    for (auto const& lepton : leptons) {
        auto const p = pseudo_jet(lepton.momentum);
        if (is_track(true, p.pt(), std::fabs(direction(lepton.momentum).eta), efficiency, random)) sum += p;
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

SoftTerm soft_term(SeenParticles const& particles, MeasuredJets const& jets, FourVector const& lost_electrons) {
    PseudoJet all = pseudo_jet(lost_electrons) - jets.clustered;
    double sum_pt = std::hypot(lost_electrons.px, lost_electrons.py) - jets.clustered_pt;
    for (auto const& particle : particles) all += particle, sum_pt += particle.pt();
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
    auto const particles = seen(event.particles, options_.track, random_);
    auto leptons = measure(event.leptons, options_, random_);
    auto jets = small_jets(particles, options_.jet_pt_min, random_);
    auto const soft = soft_term(particles, jets, leptons.lost_electrons);

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
