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
    std::int8_t charge = 0;  ///< [e]; 0 also if it is unknown
    float d0 = 0, z0 = 0;    ///< impact parameters at the beam line, as described at impact_parameters() [mm]
    bool pileup = false;     ///< of an overlaid interaction
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

/// An outgoing quark or gluon of the hard process, or a tau that decays to hadrons.
struct HardParton {
    float eta;   ///< pseudorapidity
    float phi;   ///< azimuth [rad]
    int pdg_id;  ///< absolute value: 1 to 6, 21; 15 for a tau
};

/// One generated event, before any detector.
struct ParticleEvent {
    std::vector<Particle> particles;
    std::vector<PromptLepton> leptons;
    std::vector<HeavyHadron> heavy_hadrons;  ///< pt > 5 GeV
    double weight = 1;
    std::int64_t number = 0;               ///< counted by its source from 0: for a file, within the part that is read
    int hadronic_bosons = 0;               ///< number of its W and Z that decayed to quarks
    std::vector<HardParton> partons = {};  ///< of events that Pythia makes
};

}  // namespace jetseq::simulate
