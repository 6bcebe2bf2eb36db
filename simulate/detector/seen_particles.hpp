#pragma once
#include <cstddef>
#include <fastjet/PseudoJet.hh>
#include <vector>

#include "core/math/random.hpp"
#include "simulate/generator/particles.hpp"

namespace jetseq::simulate {

inline constexpr double tracker_eta_max = 2.5;  ///< tracks are within this |eta|

/// Visible particles. `user_index` of each is seen_index().
using SeenParticles = std::vector<fastjet::PseudoJet>;

/// `particle`: index in the event.
constexpr int seen_index(std::size_t particle, bool is_track) noexcept {
    return static_cast<int>(2 * particle + (is_track ? 1 : 0));
}

/// Whether a visible particle is a track, of the hard interaction.
inline bool is_track(fastjet::PseudoJet const& seen) noexcept {
    return seen.user_index() > 0 && seen.user_index() % 2 == 1;
}

/// The index in the event of a visible particle.
inline std::size_t particle_of(fastjet::PseudoJet const& seen) noexcept {
    return static_cast<std::size_t>(seen.user_index() / 2);
}

/// Whether the detector sees a particle, as described at Detector.
bool is_seen(Particle const& particle);

/// The visible ones of `particles`. `track_efficiency`: fraction of the charged particles of the hard interaction that
/// are found as tracks.
SeenParticles seen_particles(std::vector<Particle> const& particles, double track_efficiency, Random& random);

/// Whether a charged particle with this pt [GeV] and |eta| is found as a track. Draws only within the acceptance.
bool is_found_as_track(bool charged, double pt, double abs_eta, double efficiency, Random& random);

}  // namespace jetseq::simulate
