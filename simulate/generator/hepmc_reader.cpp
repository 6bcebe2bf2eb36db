#include "simulate/generator/hepmc_reader.hpp"

#include <HepMC3/GenCrossSection.h>
#include <HepMC3/GenEvent.h>
#include <HepMC3/GenParticle.h>
#include <HepMC3/GenVertex.h>
#include <HepMC3/ReaderAscii.h>
#include <HepMC3/Setup.h>
#include <Pythia8/Pythia.h>

#include <algorithm>
#include <fstream>

#include "core/error.hpp"
#include "simulate/generator/pythia_particles.hpp"

namespace jetseq::simulate {
namespace {

using HepMC3::ConstGenParticlePtr;

constexpr int stable = 1, beam = 4;  // HepMC's status of a particle that reaches the detector, and of protons

FourVector four_vector(HepMC3::GenParticle const& particle) {
    auto const& p = particle.momentum();
    return {p.px(), p.py(), p.pz(), p.e()};
}

/// The particle before it radiated or recoiled.
ConstGenParticlePtr first_copy(ConstGenParticlePtr particle) {
    for (bool found = true; found;) {
        found = false;
        for (auto const& parent : particle->parents()) {
            if (parent->pid() != particle->pid()) continue;
            particle = parent, found = true;
            break;
        }
    }
    return particle;
}

bool is_boson(int pdg_id) { return std::abs(pdg_id) == 23 || std::abs(pdg_id) == 24; }

bool is_parton(int pdg_id) { return std::abs(pdg_id) <= 6 || pdg_id == 21; }

/// An electron or muon from a W or Z, or from the hard process itself if that has no W or Z in its record.
bool is_prompt_lepton(ConstGenParticlePtr const& particle) {
    if (std::abs(particle->pid()) != 11 && std::abs(particle->pid()) != 13) return false;
    auto const parents = first_copy(particle)->parents();
    auto const is = [&](auto const& what) {
        return std::any_of(parents.begin(), parents.end(), [&](auto const& parent) { return what(parent->pid()); });
    };
    return is(is_boson) || is(is_parton);
}

/// Moves `stream`, which is at the beginning of an event, forward by `events` events.
void skip(std::istream& stream, std::int64_t events) {
    std::string line;
    auto place = stream.tellg();
    while (std::getline(stream, line)) {
        if (line.rfind("E ", 0) == 0 && events-- == 0) break;
        place = stream.tellg();
    }
    stream.clear();
    stream.seekg(place);
}

}  // namespace

struct HepmcReader::Engine {
    Engine(std::string const& file, InputRange const& part) : path{file}, range{part}, stream{file}, reader{stream} {
        require_data_of(pythia);
    }

    void read() {
        if (reader.read_event(event) && !reader.failed()) return;
        throw Error{path + " can't be read from event " + std::to_string(range.first + tried) +
                    " on (it is damaged or cut short). Make it again, or set `events` to what can be read"};
    }
    ParticleEvent particles() const;
    void add(ParticleEvent& to, ConstGenParticlePtr const& particle) const;
    void add_heavy_hadron(ParticleEvent& to, ConstGenParticlePtr const& particle) const;

    std::string path;
    InputRange range;
    std::ifstream stream;
    HepMC3::ReaderAscii reader;
    HepMC3::GenEvent event;
    Pythia8::Pythia pythia{data_folder_of_pythia(), false};  // for its particle data
    std::int64_t tried = 0;
    CrossSection cross_section;
};

void HepmcReader::Engine::add(ParticleEvent& to, ConstGenParticlePtr const& particle) const {
    auto const& known = pythia.particleData;
    int const id = particle->pid();
    if (particle->status() != stable) return add_heavy_hadron(to, particle);
    if (is_prompt_lepton(particle)) {
        to.leptons.push_back({four_vector(*particle), id});
    } else if (known.isVisible(id)) {
        to.particles.push_back({four_vector(*particle), known.chargeType(id) != 0, id == 22});
    }
}

void HepmcReader::Engine::add_heavy_hadron(ParticleEvent& to, ConstGenParticlePtr const& particle) const {
    auto const& known = pythia.particleData;
    int const flavour = heavy_flavour(known, particle->pid());
    auto const& p = particle->momentum();
    if (flavour == 0 || p.perp() < heavy_hadron_pt_min) return;
    for (auto const& child : particle->children()) {
        if (heavy_flavour(known, child->pid()) == flavour) return;
    }
    to.heavy_hadrons.push_back({static_cast<float>(p.eta()), static_cast<float>(p.phi()), flavour});
}

ParticleEvent HepmcReader::Engine::particles() const {
    ParticleEvent result;
    result.weight = event.weights().empty() ? 1 : event.weights().front();
    for (auto const& particle : event.particles()) {
        if (particle->status() == beam) continue;
        add(result, particle);
        auto const& parents = particle->parents();
        bool const is_first_quark = std::abs(particle->pid()) <= 6 && !parents.empty();
        if (is_first_quark && is_boson(parents.front()->pid()) && particle == parents.front()->children().front()) {
            ++result.hadronic_bosons;
        }
    }
    return result;
}

HepmcReader::HepmcReader(std::string const& path, InputRange const& range)
    : engine_{std::make_unique<Engine>(path, range)} {
    HepMC3::Setup::set_print_errors(false);
    HepMC3::Setup::set_print_warnings(false);
    HepMC3::Setup::set_debug_level(0);
    if (range.first == 0) return;
    engine_->read();  // the data of the whole file are before the first event
    skip(engine_->stream, range.first - 1);
}

HepmcReader::~HepmcReader() = default;

std::optional<ParticleEvent> HepmcReader::next() {
    if (engine_->tried == engine_->range.count) return std::nullopt;
    engine_->read();
    engine_->event.set_units(HepMC3::Units::GEV, HepMC3::Units::MM);
    if (auto const cross_section = engine_->event.cross_section()) {
        engine_->cross_section = {cross_section->xsec(), cross_section->xsec_err()};
    }
    auto result = engine_->particles();
    result.number = engine_->tried++;
    return result;
}

std::int64_t HepmcReader::tried() const noexcept { return engine_->tried; }

CrossSection HepmcReader::cross_section() const { return engine_->cross_section; }

}  // namespace jetseq::simulate
