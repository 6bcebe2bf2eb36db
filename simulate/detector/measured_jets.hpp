#pragma once
#include <fastjet/PseudoJet.hh>
#include <vector>

#include "core/math/random.hpp"
#include "event/objects.hpp"
#include "simulate/options/options.hpp"
#include "simulate/detector/seen_particles.hpp"

namespace jetseq::simulate {

struct MeasuredJets {
    std::vector<Jet> jets;                         ///< smeared, in falling pt
    fastjet::PseudoJet clustered;                  ///< summed momentum of their constituents, unsmeared [GeV]
    double clustered_pt = 0;                       ///< summed pt of their constituents [GeV]
    std::vector<double> masses = {};               ///< of jets[i], scaled as its pt is [GeV]
    std::vector<SeenParticles> constituents = {};  ///< of jets[i]
};

/// Jets of radius 0.4 with pt of at least `pt_min` [GeV], as described at Detector. With pile-up, `clustered` counts
/// tracks only.
MeasuredJets small_jets(SeenParticles const& particles, double pt_min, Random& random,
                        PileupOptions const& pileup = {});

/// Trimmed jets of radius 1.0 with pt of at least `pt_min` [GeV], as described at Detector, in falling pt.
std::vector<LargeJet> large_jets(SeenParticles const& particles, double pt_min, Random& random);

}  // namespace jetseq::simulate
