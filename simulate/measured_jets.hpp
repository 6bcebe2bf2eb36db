#pragma once
#include <fastjet/PseudoJet.hh>
#include <vector>

#include "core/math/random.hpp"
#include "event/objects.hpp"

namespace jetseq::simulate {

/// Visible particles. `user_index` of each is 1 for a track, else 0.
using SeenParticles = std::vector<fastjet::PseudoJet>;

struct MeasuredJets {
    std::vector<Jet> jets;         ///< smeared, in falling pt
    fastjet::PseudoJet clustered;  ///< summed momentum of their constituents, unsmeared [GeV]
    double clustered_pt = 0;       ///< summed pt of their constituents [GeV]
};

/// Jets of radius 0.4 with pt of at least `pt_min` [GeV], as described at Detector.
MeasuredJets small_jets(SeenParticles const& particles, double pt_min, Random& random);

/// Trimmed jets of radius 1.0 with pt of at least `pt_min` [GeV], as described at Detector, in falling pt.
std::vector<LargeJet> large_jets(SeenParticles const& particles, double pt_min, Random& random);

}  // namespace jetseq::simulate
