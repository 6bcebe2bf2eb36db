#pragma once
#include <string>

#include "simulate/generator/particles.hpp"

namespace Pythia8 {
class Event;
class ParticleData;
class Pythia;
}  // namespace Pythia8

namespace jetseq::simulate {

inline constexpr double heavy_hadron_pt_min = 5;  ///< softer b and c hadrons tag no jet [GeV]

/// 5 or 4 for a hadron with a b or c quark, except quarkonia; else 0.
int heavy_flavour(Pythia8::ParticleData const& known, int pdg_id);

/// The number of W and Z of a hard process that decay to quarks.
int hadronic_bosons(Pythia8::Event const& process);

/// The stable particles, prompt leptons, heavy hadrons and hard partons of Pythia's current event.
ParticleEvent particle_event(Pythia8::Pythia& pythia);

/// The folder of Pythia's data, for its constructor. Throws Error if the environment names a folder without them.
std::string data_folder_of_pythia();

/// Throws Error unless `pythia` has found its settings and its particles.
void require_data_of(Pythia8::Pythia& pythia);

}  // namespace jetseq::simulate
