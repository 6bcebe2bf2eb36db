#include "simulate/jets/labelled_jets.hpp"

#include <algorithm>
#include <cmath>

#include "simulate/detector/angles.hpp"
#include "simulate/detector/draws.hpp"
#include "simulate/jets/jet_numbers.hpp"
#include "simulate/detector/measured_jets.hpp"
#include "simulate/detector/measured_leptons.hpp"
#include "simulate/detector/seen_particles.hpp"

namespace jetseq::simulate {
namespace {

constexpr double hadron_radius = 0.3, parton_radius = 0.4;
constexpr float constituent_pt_min = 0.4F;  // [GeV]

double normal(double sigma, Random& random) { return sigma * random_normal(random); }

/// The direction relative to the axis of the jet.
Direction relative(Direction const& at, Jet const& jet) { return {at.eta - jet.eta, wrapped_phi(at.phi - jet.phi)}; }

JetConstituent measured_track(Particle const& particle, Jet const& jet, Random& random) {
    double const pt = std::hypot(particle.momentum.px, particle.momentum.py);
    auto const [deta, dphi] = relative(direction(particle.momentum), jet);
    JetConstituent result{1, particle.charge, 0, 0, deta, dphi, 0, 0};
    result.pt = static_cast<float>(pt * smearing(std::hypot(0.01, 3e-4 * pt), random));
    result.d0 = particle.d0 + static_cast<float>(normal(std::hypot(0.01, 0.07 / pt), random));
    result.z0 = particle.z0 + static_cast<float>(normal(std::hypot(0.05, 0.1 / pt), random));
    return result;
}

JetConstituent measured_cluster(Particle const& particle, Jet const& jet, Random& random) {
    auto const& p = particle.momentum;
    double const noise = particle.photon ? 0.1 : 0.5, constant = particle.photon ? 0.01 : 0.03;
    double const angle = particle.photon ? 0.005 : 0.03;
    double const factor = smearing(std::hypot(constant, noise / std::sqrt(p.e)), random);
    auto at = direction(p);
    at.eta += static_cast<float>(normal(angle, random));
    at.phi += static_cast<float>(normal(angle, random));
    auto const [deta, dphi] = relative(at, jet);
    std::int8_t const photon = particle.photon ? 1 : 0;
    return {1, 0, photon, static_cast<float>(factor * std::hypot(p.px, p.py)), deta, dphi, 0, 0};
}

/// Those of pt > 0.4 GeV, in falling pt.
std::vector<JetConstituent> measured_constituents(SeenParticles const& parts, std::vector<Particle> const& particles,
                                                  Jet const& jet, Random& random) {
    std::vector<JetConstituent> result;
    result.reserve(parts.size());
    for (auto const& part : parts) {
        auto const& particle = particles[particle_of(part)];
        result.push_back(is_track(part) ? measured_track(particle, jet, random)
                                        : measured_cluster(particle, jet, random));
    }
    auto const is_soft = [](JetConstituent const& constituent) { return constituent.pt <= constituent_pt_min; };
    result.erase(std::remove_if(result.begin(), result.end(), is_soft), result.end());
    std::sort(result.begin(), result.end(), [](auto const& a, auto const& b) { return a.pt > b.pt; });
    return result;
}

std::int32_t count_tracks_among(std::vector<JetConstituent> const& constituents) {
    return static_cast<std::int32_t>(std::count_if(constituents.begin(), constituents.end(),
                                                   [](JetConstituent const& one) { return one.charge != 0; }));
}

bool is_wanted(Jet const& jet, SimulateOptions const& options) {
    return jet.pt <= options.jets.pt_max && std::fabs(jet.eta) <= options.jets.abs_eta_max;
}

/// 5 or 4 of the heaviest hadron near the jet, or 0.
std::int32_t hadron_flavour(Jet const& jet, ParticleEvent const& event) {
    std::int32_t heaviest = 0;
    for (auto const& hadron : event.heavy_hadrons) {
        if (delta_r(jet, hadron) < hadron_radius) heaviest = std::max(heaviest, hadron.flavour);
    }
    return heaviest;
}

/// The label of the nearest quark or gluon, or of a tau near the jet.
std::int32_t parton_flavour(Jet const& jet, ParticleEvent const& event) {
    double best = parton_radius;
    int id = 0;
    for (auto const& parton : event.partons) {
        double const distance = delta_r(jet, parton);
        if (parton.pdg_id == 15 && distance < hadron_radius) return 15;
        if (parton.pdg_id != 15 && distance < best) best = distance, id = parton.pdg_id;
    }
    if (id == 21) return 21;
    return id >= 1 && id <= 3 ? 1 : 0;
}

}  // namespace

std::int32_t flavour_of(Jet const& jet, ParticleEvent const& event) {
    auto const heavy = hadron_flavour(jet, event);
    return heavy > 0 ? heavy : parton_flavour(jet, event);
}

JetMaker::JetMaker(SimulateOptions const& options, std::uint64_t seed) : options_{options}, random_{seed} {}

void JetMaker::operator()(ParticleEvent event, EventInfo const& shared, JetSample& sample) {
    sample.width = static_cast<std::size_t>(options_.jets.constituents);
    sample.sum_of_weights += event.weight;
    dress(event.leptons, event.particles);
    auto const particles = seen_particles(event.particles, options_.detector.track, random_);
    auto const jets = small_jets(particles, options_.detector.jet_pt_min, random_, options_.pileup);
    auto number = shared.event_number;
    for (std::size_t i = 0; i < jets.jets.size(); ++i) {
        auto const& jet = jets.jets[i];
        auto const flavour = flavour_of(jet, event);
        if (flavour == 0 || !is_wanted(jet, options_)) continue;
        auto constituents = measured_constituents(jets.constituents[i], event.particles, jet, random_);
        sample.jets.push_back({number, shared.sample_id, static_cast<float>(event.weight), flavour, jet.pt, jet.eta,
                               jet.phi, static_cast<float>(jets.masses[i]),
                               static_cast<std::int32_t>(constituents.size()), count_tracks_among(constituents)});
        constituents.resize(sample.width);
        sample.constituents.insert(sample.constituents.end(), constituents.begin(), constituents.end());
        number = next_jet_number(shared.sample_id, number);
    }
}

}  // namespace jetseq::simulate
