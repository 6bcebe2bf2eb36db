#pragma once
#include <fastjet/PseudoJet.hh>
#include <vector>

#include "core/math/random.hpp"
#include "event/objects.hpp"

namespace jetseq {

/// Particles as a detector sees them. `user_index` of each is 1 for a track, else 0.
using SeenParticles = std::vector<fastjet::PseudoJet>;

struct MeasuredJets {
    std::vector<Jet> jets;         ///< smeared, in falling pt
    fastjet::PseudoJet clustered;  ///< summed momentum of the particles in them, not smeared [GeV]
    double clustered_pt = 0;       ///< summed pt of the same [GeV]
};

/// Jets of radius 0.4 with pt of at least `pt_min` [GeV], as Detector states them.
MeasuredJets small_jets(SeenParticles const& particles, double pt_min, Random& random);

/// Trimmed jets of radius 1.0 with pt of at least `pt_min` [GeV], as Detector states them, in falling pt.
std::vector<LargeJet> large_jets(SeenParticles const& particles, double pt_min, Random& random);

}  // namespace jetseq
