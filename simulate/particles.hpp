#pragma once
#include <cstdint>
#include <vector>

#include "event/kinematics.hpp"

namespace jetseq::simulate {

/// Particles beyond this |eta| leave no energy in the detector.
inline constexpr double visible_eta_max = 4.9;

/// A stable particle that the detector can see: no neutrino, no prompt lepton.
struct Particle {
    FourVector momentum;  ///< [GeV]
    bool charged;
    bool photon;
};

/// An electron or muon from a W or Z or the hard process itself, before the photons around it are added.
struct PromptLepton {
    FourVector momentum;  ///< [GeV]
    std::int32_t pdg_id;  ///< 11, -11, 13, -13
};

/// The last b or c hadron of a decay chain.
struct HeavyHadron {
    float eta;    ///< pseudorapidity
    float phi;    ///< azimuth [rad]
    int flavour;  ///< 5: b, 4: c
};

/// One generated event, before any detector.
struct ParticleEvent {
    std::vector<Particle> particles;
    std::vector<PromptLepton> leptons;
    std::vector<HeavyHadron> heavy_hadrons;  ///< pt > 5 GeV
    double weight = 1;
    std::int64_t number = 0;  ///< counted by its source from 0: for a file, within the part that is read
    int hadronic_bosons = 0;  ///< number of its W and Z that decayed to quarks
};

}  // namespace jetseq::simulate
