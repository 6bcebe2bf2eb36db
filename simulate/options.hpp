#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace jetseq {

/// What is made.
enum class Process {
    vbf,       ///< heavy scalar by vector-boson fusion
    ggf,       ///< heavy scalar by gluon fusion
    zprime,    ///< spin 1, Z' -> WW, quark annihilation
    wprime,    ///< spin 1, W' -> WZ, quark annihilation
    graviton,  ///< spin 2, bulk Randall-Sundrum graviton by gluon fusion
    zjets      ///< background: a Z with pt > 200 GeV and jets
};

/// The name in configurations and files: "vbf", "ggf", "zprime", "wprime", "graviton", "zjets".
char const* name(Process process) noexcept;

/// Throws Error, listing the names there are.
Process process_from_name(std::string const& name);

/// The detector stand-in. Efficiencies in [0, 1].
struct DetectorOptions {
    double jet_pt_min = 20;         ///< jets below are not kept [GeV]
    double large_jet_pt_min = 200;  ///< large-radius jets below, after trimming, are not kept [GeV]
    double lepton_loose = 0.98;     ///< share of electrons and muons that are at least loose
    double lepton_medium = 0.95;    ///< share that is at least medium; not above `lepton_loose`
    double lepton_tight = 0.90;     ///< share that is tight; not above `lepton_medium`
    double btag_b = 0.77;           ///< share of jets with a b hadron that are tagged, abs(eta) < 2.5
    double btag_c = 0.20;           ///< the same for a c hadron and no b hadron
    double btag_light = 0.008;      ///< the same for neither
    double track = 0.90;            ///< share of charged particles, pt > 0.5 GeV, that are seen as tracks
};

/// What to simulate.
struct SimulateOptions {
    Process process = Process::vbf;
    double mass = 1000;           ///< of the resonance [GeV], 200 to 7000; not used for zjets
    int leptons = 2;              ///< decay channel: 0, 1, 2 charged leptons (e, mu) + V -> qq; -1: both V -> qq
    std::int64_t events = 10000;  ///< how many to keep: all of the channel asked for
    std::int32_t sample_id = 0;   ///< one per process, mass, channel and seed
    std::uint64_t seed = 1;       ///< the events depend on it, never on `threads`
    int threads = 1;              ///< each runs one Pythia
    int events_per_chunk = 2500;  ///< what an interruption can cost; part of what the events depend on
    DetectorOptions detector;
    std::vector<std::string> pythia_settings;  ///< read last, such as "PartonLevel:MPI = off"
};

/// Throws Error: a value out of range, or a decay channel that the process doesn't have.
void check(SimulateOptions const& options);

/// A number as settings show it: "1000", "0.008".
std::string number(double value);

/// The detector's options, one "name = value" a line.
std::string text(DetectorOptions const& options);

}  // namespace jetseq
