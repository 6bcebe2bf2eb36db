#pragma once
#include <cstdint>
#include <vector>

#include "core/math/random.hpp"
#include "simulate/options/options.hpp"
#include "simulate/generator/particles.hpp"

namespace jetseq::simulate {

/// Adds the particles of other inelastic interactions of the same bunch crossing to events; one per chunk of events.
///
/// The number of interactions is a Poisson number. Each is drawn from a pool that Pythia makes
/// (minimum_bias_recipe()), and is rotated around the beam and mirrored along it at random, which the beams do not
/// distinguish. A hard jet of an interaction in the pool may so be in several events of the chunk, in other places.
/// What the detector does not see is left out, and of the charged particles in the tracker (abs(eta) < 2.5) the given
/// fraction: those are the ones that are found as tracks of another vertex, as in charged-hadron subtraction (CMS,
/// JINST 12 (2017) P10003). The others look like neutral particles. There is no pile-up of other bunch crossings, and
/// b and c hadrons of pile-up tag no jets.
class Pileup {
public:
    /// `seed`: of Pythia and of the draws. With `options.mean` 0 nothing is generated or drawn. Throws Error.
    Pileup(PileupOptions const& options, std::uint64_t seed);

    void add_to(ParticleEvent& event);

private:
    void add_interaction(std::vector<Particle> const& interaction, ParticleEvent& event);

    PileupOptions options_;
    Random random_;
    std::vector<std::vector<Particle>> pool_;  ///< visible particles of each interaction
};

}  // namespace jetseq::simulate
