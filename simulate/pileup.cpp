#include "simulate/pileup.hpp"

#include <cmath>
#include <numbers>

#include "core/math/random_draws.hpp"
#include "simulate/detector/draws.hpp"
#include "simulate/generator/generator.hpp"
#include "simulate/generator/recipe.hpp"
#include "simulate/detector/seen_particles.hpp"

namespace jetseq::simulate {
namespace {

constexpr std::uint64_t pileup_stream = 1;  // of the random numbers
constexpr std::uint64_t most_pythia_seeds = 900000000;

std::vector<Particle> visible(std::vector<Particle> const& particles) {
    std::vector<Particle> result;
    for (auto particle : particles) {
        particle.pileup = true;
        if (is_seen(particle)) result.push_back(particle);
    }
    return result;
}

bool is_in_tracker(Particle const& particle) {
    auto const& p = particle.momentum;
    return particle.charged && std::fabs(std::asinh(p.pz / std::hypot(p.px, p.py))) < tracker_eta_max;
}

}  // namespace

Pileup::Pileup(PileupOptions const& options, std::uint64_t seed) : options_{options}, random_{seed, pileup_stream} {
    if (!options.is_on()) return;
    Generator generator{minimum_bias_recipe(), static_cast<int>(1 + random_.bits() % most_pythia_seeds)};
    pool_.reserve(static_cast<std::size_t>(options.pool));
    while (pool_.size() < static_cast<std::size_t>(options.pool)) {
        pool_.push_back(visible(generator.next()->particles));  // without an input file there is always a next event
    }
}

void Pileup::add_to(ParticleEvent& event) {
    if (!options_.is_on()) return;
    for (double left = random_poisson(random_, options_.mean); left > 0; --left) {
        add_interaction(pool_[random_.below(pool_.size())], event);
    }
}

void Pileup::add_interaction(std::vector<Particle> const& interaction, ParticleEvent& event) {
    double const angle = 2 * std::numbers::pi * random_.uniform();
    double const cosine = std::cos(angle), sine = std::sin(angle), side = random_.uniform() < 0.5 ? -1 : 1;
    for (auto const& particle : interaction) {
        if (is_in_tracker(particle) && passes(options_.charged_removed, random_)) continue;
        event.particles.push_back(particle);
        auto const& p = particle.momentum;
        event.particles.back().momentum = {cosine * p.px - sine * p.py, sine * p.px + cosine * p.py, side * p.pz, p.e};
    }
}

}  // namespace jetseq::simulate
