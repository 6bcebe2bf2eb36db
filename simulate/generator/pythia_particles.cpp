#include "simulate/generator/pythia_particles.hpp"

#include <Pythia8/Pythia.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "core/error.hpp"
#include "simulate/generator/impact_parameters.hpp"

namespace jetseq::simulate {
namespace {

FourVector four_vector(Pythia8::Particle const& particle) {
    return {particle.px(), particle.py(), particle.pz(), particle.e()};
}

bool is_boson(Pythia8::Particle const& particle) { return particle.idAbs() == 23 || particle.idAbs() == 24; }

/// An electron or muon whose first copy, before it radiated, came from a W or Z or the hard process.
bool is_prompt_lepton(Pythia8::Event const& event, Pythia8::Particle const& particle) {
    if (particle.idAbs() != 11 && particle.idAbs() != 13) return false;
    auto const& first = event[particle.iTopCopyId()];
    bool const is_outgoing = first.statusAbs() == 23;  // of the hard process, which may have no W or Z in a file
    return is_outgoing || (first.mother1() > 0 && is_boson(event[first.mother1()]));
}

/// False for a B* that decays to a B: the last hadron in a chain of the same flavour counts.
bool is_last_of_flavour(Pythia8::Pythia const& pythia, Pythia8::Particle const& particle, int flavour) {
    for (int const daughter : particle.daughterList()) {
        if (heavy_flavour(pythia.particleData, pythia.event[daughter].id()) == flavour) return false;
    }
    return true;
}

void add_heavy_hadron(ParticleEvent& to, Pythia8::Pythia const& pythia, Pythia8::Particle const& particle) {
    int const flavour = heavy_flavour(pythia.particleData, particle.id());
    if (flavour == 0 || particle.pT() < heavy_hadron_pt_min || !is_last_of_flavour(pythia, particle, flavour)) return;
    to.heavy_hadrons.push_back({static_cast<float>(particle.eta()), static_cast<float>(particle.phi()), flavour});
}

bool is_hadronic_tau(Pythia8::Event const& event, Pythia8::Particle const& particle) {
    if (particle.idAbs() != 15) return false;
    auto const daughters = particle.daughterList();
    return std::none_of(daughters.begin(), daughters.end(), [&](int daughter) {
        int const id = event[daughter].idAbs();
        return id == 11 || id == 13 || id == 15;  // 15: a later copy
    });
}

void add_hard_parton(ParticleEvent& to, Pythia8::Event const& event, Pythia8::Particle const& particle) {
    bool const is_outgoing = particle.statusAbs() == 23 && (particle.isQuark() || particle.isGluon());
    if (!is_outgoing && !is_hadronic_tau(event, particle)) return;
    to.partons.push_back({static_cast<float>(particle.eta()), static_cast<float>(particle.phi()), particle.idAbs()});
}

Particle visible_particle(Pythia8::Particle const& particle) {
    auto const momentum = four_vector(particle);
    auto const [d0, z0] = impact_parameters(momentum, particle.xProd(), particle.yProd(), particle.zProd());
    return {momentum,
            particle.isCharged(),
            particle.id() == 22,
            static_cast<std::int8_t>(std::lround(particle.charge())),
            d0,
            z0};
}

void add_stable(ParticleEvent& to, Pythia8::Event const& event, Pythia8::Particle const& particle) {
    if (is_prompt_lepton(event, particle)) {
        to.leptons.push_back({four_vector(particle), particle.id()});
    } else if (particle.isVisible()) {
        to.particles.push_back(visible_particle(particle));
    }
}

}  // namespace

int heavy_flavour(Pythia8::ParticleData const& known, int pdg_id) {
    if (!known.isHadron(pdg_id)) return 0;
    int const quark = std::abs(known.heaviestQuark(pdg_id));
    bool const has_open_flavour = (std::abs(pdg_id) / 10) % 100 != 11 * quark;
    return (quark == 4 || quark == 5) && has_open_flavour ? quark : 0;
}

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
            add_heavy_hadron(result, pythia, event[i]);
            add_hard_parton(result, event, event[i]);
        }
    }
    return result;
}

std::string data_folder_of_pythia() {
    char const* const folder = std::getenv("PYTHIA8DATA");
    std::error_code error;
    if (folder && *folder != '\0' && !std::filesystem::exists(std::string{folder} + "/Index.xml", error)) {
        throw Error{"the environment variable PYTHIA8DATA is '" + std::string{folder} +
                    "' (no folder with Pythia's Index.xml). Unset it, or name the folder share/Pythia8/xmldoc"};
    }
    return "../share/Pythia8/xmldoc";  // if it is missing, Pythia takes the path that was built in
}

void require_data_of(Pythia8::Pythia& pythia) {
    if (pythia.settings.getIsInit() && pythia.particleData.getIsInit()) return;
    throw Error{
        "Pythia can't read its data (they are not where it was installed, or of another version). Set the "
        "environment variable PYTHIA8DATA to the folder share/Pythia8/xmldoc of this Pythia"};
}

}  // namespace jetseq::simulate
