#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "event/event.hpp"
#include "simulate/options/input_file.hpp"

namespace jetseq::simulate {

/// The process.
enum class Process {
    vbf,       ///< heavy scalar by vector-boson fusion
    ggf,       ///< heavy scalar by gluon fusion
    zprime,    ///< spin 1, Z' -> WW, quark annihilation
    wprime,    ///< spin 1, W' -> WZ, quark annihilation
    graviton,  ///< spin 2, bulk Randall-Sundrum graviton by gluon fusion
    zjets,     ///< background: a Z and jets
    wjets,     ///< background: a W and jets
    ttbar,     ///< background: a pair of top quarks
    qcd,       ///< background: two or more jets, no boson
    lhe,       ///< hard processes of an LHE file, showered by Pythia
    hepmc      ///< particles of a HepMC3 file
};

/// The name in configurations and files: "vbf", "ggf", "zprime", "wprime", "graviton", "zjets", "wjets", "ttbar",
/// "qcd".
char const* name(Process process) noexcept;

/// The process of this name. Throws Error that lists the names.
Process process_from_name(std::string const& name);

/// True for processes without a resonance, whose cross-section is meaningful.
bool is_background(Process process) noexcept;

InputKind input_kind(Process process) noexcept;

/// The detector stand-in. Efficiencies in [0, 1].
struct DetectorOptions {
    double jet_pt_min = 20;         ///< of jets [GeV]
    double large_jet_pt_min = 200;  ///< of large-radius jets, after trimming [GeV]
    double lepton_loose = 0.98;     ///< fraction of electrons and muons that are at least loose
    double lepton_medium = 0.95;    ///< fraction that are at least medium; at most `lepton_loose`
    double lepton_tight = 0.90;     ///< fraction that are tight; at most `lepton_medium`
    double btag_b = 0.77;           ///< fraction of jets with a b hadron that are tagged, abs(eta) < 2.5
    double btag_c = 0.20;           ///< the same for a c hadron and no b hadron
    double btag_light = 0.008;      ///< the same for neither
    double track = 0.90;            ///< fraction of charged particles with pt > 0.5 GeV that are found as tracks
};

/// Overlaid interactions of the same bunch crossing, as described at Pileup.
struct PileupOptions {
    double mean = 0;  ///< mean number of interactions, 0 to 200; 0: no pile-up
    int pool = 2000;  ///< interactions that are generated for each chunk of events, to be drawn from
    double charged_removed =
        0.9;  ///< fraction of charged particles with abs(eta) < 2.5 that are recognised and removed
    double jet_track_fraction = 0.1;  ///< smallest R_pT of jets with pt < `jet_pt_max` and abs(eta) < 2.4
    double jet_pt_max = 60;           ///< [GeV]

    bool is_on() const noexcept { return mean > 0; }
};

/// The content of the file.
enum class SimulateOutput {
    events,  ///< write_events()
    jets     ///< write_jets()
};

/// Which jets a file of jets contains, besides `jet_pt_min` of the detector.
struct JetOptions {
    double pt_max = 7000;      ///< [GeV]
    double abs_eta_max = 2.1;  ///< at most 4.5; up to 2.1 the whole jet is inside the tracker
    int constituents = 40;     ///< the hardest ones of each jet
};

/// What to simulate.
struct SimulateOptions {
    Process process = Process::vbf;
    double mass = 1000;       ///< of the resonance [GeV], 200 to 7000; not used for backgrounds
    int leptons = 2;          ///< decay channel: 0, 1, 2 charged leptons (e, mu) + V -> qq; -1: all hadronic
    double pt_hat_min = 200;  ///< of the hard process [GeV], 20 to 3000; for backgrounds only
    /// Backgrounds only: the hard process is made (pt_hat / pt_hat_min)^bias_power times as often, and weighted by the
    /// inverse. 0 to 6; 0: no bias, weights 1. Cross-sections fall roughly like pt_hat^-5, so 4 makes ln(pt_hat) nearly
    /// flat.
    double bias_power = 0;
    std::int64_t events =
        10000;          ///< number to keep, all of the requested channel; for a file the largest number to read
    std::string input;  ///< the file of process lhe or hepmc, whose content is described by `mass` and:
    Production production = Production::unknown;
    int spin = -1;                ///< of the resonance, -1: none
    std::int32_t sample_id = 0;   ///< one per process, mass, channel and seed
    std::uint64_t seed = 1;       ///< the events depend on it, but not on `threads`
    int threads = 1;              ///< each runs one Pythia
    int events_per_chunk = 2500;  ///< an interruption costs up to this many per thread; the events depend on it
    DetectorOptions detector;
    std::vector<std::string> pythia_settings;  ///< read last, such as "PartonLevel:MPI = off"
    SimulateOutput output = SimulateOutput::events;
    JetOptions jets;
    PileupOptions pileup;
};

/// Throws Error if a value is out of range, or the process does not have the decay channel.
void check(SimulateOptions const& options);

/// A number in the format of settings: "1000", "0.008".
std::string number(double value);

/// The options, one "name = value" per line.
std::string text(DetectorOptions const& options);
std::string text(PileupOptions const& options);
std::string text(JetOptions const& options);

}  // namespace jetseq::simulate
