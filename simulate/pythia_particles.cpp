#include "jetseq/simulate/pythia_particles.hpp"

#include <Pythia8/Pythia.h>

namespace jetseq {
namespace {

constexpr double heavy_hadron_pt_min = 5;  // [GeV]

FourVector four_vector(Pythia8::Particle const& particle) {
    return {particle.px(), particle.py(), particle.pz(), particle.e()};
}

bool is_boson(Pythia8::Particle const& particle) { return particle.idAbs() == 23 || particle.idAbs() == 24; }

/// An electron or muon whose first copy, before it radiated, came from a W or Z.
bool is_prompt_lepton(Pythia8::Event const& event, Pythia8::Particle const& particle) {
    if (particle.idAbs() != 11 && particle.idAbs() != 13) return false;
    int const mother = event[particle.iTopCopyId()].mother1();
    return mother > 0 && is_boson(event[mother]);
}

/// 5 or 4 for a hadron with a b or c quark that is no quarkonium, else 0.
int heavy_flavour(Pythia8::Particle const& particle) {
    if (!particle.isHadron()) return 0;
    int const quark = std::abs(particle.particleDataEntry().heaviestQuark(particle.id()));
    bool const has_open_flavour = (particle.idAbs() / 10) % 100 != 11 * quark;
    return (quark == 4 || quark == 5) && has_open_flavour ? quark : 0;
}

/// False for a B* that decays to a B: of a chain of hadrons with the same flavour the last one counts.
bool is_last_of_flavour(Pythia8::Event const& event, Pythia8::Particle const& particle, int flavour) {
    for (int const daughter : particle.daughterList()) {
        if (heavy_flavour(event[daughter]) == flavour) return false;
    }
    return true;
}

void add_heavy_hadron(ParticleEvent& to, Pythia8::Event const& event, Pythia8::Particle const& particle) {
    int const flavour = heavy_flavour(particle);
    if (flavour == 0 || particle.pT() < heavy_hadron_pt_min || !is_last_of_flavour(event, particle, flavour)) return;
    to.heavy_hadrons.push_back({static_cast<float>(particle.eta()), static_cast<float>(particle.phi()), flavour});
}

void add_stable(ParticleEvent& to, Pythia8::Event const& event, Pythia8::Particle const& particle) {
    if (is_prompt_lepton(event, particle)) {
        to.leptons.push_back({four_vector(particle), particle.id()});
    } else if (particle.isVisible()) {
        to.particles.push_back({four_vector(particle), particle.isCharged(), particle.id() == 22});
    }
}

}  // namespace

int hadronic_bosons(Pythia8::Event const& process) {
    int count = 0;
    for (int i = 0; i < process.size(); ++i) {
        int const daughter = process[i].daughter1();
        if (is_boson(process[i]) && daughter > 0 && process[daughter].isQuark()) ++count;
    }
    return count;
}

ParticleEvent particle_event(Pythia8::Pythia& pythia) {
    auto const& event = pythia.event;
    ParticleEvent result;
    result.weight = pythia.info.weight();
    result.hadronic_bosons = hadronic_bosons(pythia.process);
    for (int i = 0; i < event.size(); ++i) {
        if (event[i].isFinal()) {
            add_stable(result, event, event[i]);
        } else {
            add_heavy_hadron(result, event, event[i]);
        }
    }
    return result;
}

}  // namespace jetseq
