#pragma once
#include <string>

#include "simulate/particles.hpp"

namespace Pythia8 {
class Event;
class ParticleData;
class Pythia;
}  // namespace Pythia8

namespace jetseq {

inline constexpr double heavy_hadron_pt_min = 5;  ///< softer b and c hadrons tag no jet [GeV]

/// 5 or 4 for a hadron with a b or c quark that is no quarkonium, else 0.
int heavy_flavour(Pythia8::ParticleData const& known, int pdg_id);

/// How many of the W and Z of a hard process decay to quarks.
int hadronic_bosons(Pythia8::Event const& process);

/// The stable particles, prompt leptons and heavy hadrons of Pythia's present event.
ParticleEvent particle_event(Pythia8::Pythia& pythia);

/// Where Pythia shall look for its data, for its constructor. Throws Error if the environment names a folder without.
std::string data_folder_of_pythia();

/// Throws Error unless `pythia` has found its settings and its particles.
void require_data_of(Pythia8::Pythia& pythia);

}  // namespace jetseq
