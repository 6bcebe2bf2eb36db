#pragma once
#include "jetseq/simulate/particles.hpp"

namespace Pythia8 {
class Event;
class Pythia;
}  // namespace Pythia8

namespace jetseq {

/// How many of the W and Z of a hard process decay to quarks.
int hadronic_bosons(Pythia8::Event const& process);

/// The stable particles, prompt leptons and heavy hadrons of Pythia's present event.
ParticleEvent particle_event(Pythia8::Pythia& pythia);

}  // namespace jetseq
