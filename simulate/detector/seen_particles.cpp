#include "simulate/detector/seen_particles.hpp"

#include <cmath>

#include "simulate/detector/angles.hpp"
#include "simulate/detector/draws.hpp"

namespace jetseq::simulate {
namespace {

constexpr double charged_pt_min = 0.4;  // [GeV]
constexpr double track_pt_min = 0.5;    // [GeV]
constexpr double other_e_min = 0.5;     // [GeV]

bool is_in_acceptance(Particle const& particle, double pt, double abs_eta) {
    if (particle.charged && abs_eta < tracker_eta_max) return pt > charged_pt_min;
    return abs_eta < visible_eta_max && particle.momentum.e > other_e_min;
}

double abs_eta_of(Particle const& particle) { return std::fabs(direction(particle.momentum).eta); }

}  // namespace

bool is_seen(Particle const& particle) {
    return is_in_acceptance(particle, std::hypot(particle.momentum.px, particle.momentum.py), abs_eta_of(particle));
}

bool is_found_as_track(bool charged, double pt, double abs_eta, double efficiency, Random& random) {
    return charged && pt > track_pt_min && abs_eta < tracker_eta_max && passes(efficiency, random);
}

SeenParticles seen_particles(std::vector<Particle> const& particles, double track_efficiency, Random& random) {
    SeenParticles result;
    result.reserve(particles.size());
    for (std::size_t i = 0; i < particles.size(); ++i) {
        auto const& p = particles[i].momentum;
        double const pt = std::hypot(p.px, p.py), abs_eta = abs_eta_of(particles[i]);
        if (!is_in_acceptance(particles[i], pt, abs_eta)) continue;
        bool const may_be_track = particles[i].charged && !particles[i].pileup;
        result.emplace_back(p.px, p.py, p.pz, p.e);
        result.back().set_user_index(
            seen_index(i, is_found_as_track(may_be_track, pt, abs_eta, track_efficiency, random)));
    }
    return result;
}

}  // namespace jetseq::simulate
