#include "simulate/options/options.hpp"

#include <array>
#include <utility>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::simulate {
namespace {

constexpr std::array<std::pair<Process, char const*>, 11> process_names{{{Process::vbf, "vbf"},
                                                                         {Process::ggf, "ggf"},
                                                                         {Process::zprime, "zprime"},
                                                                         {Process::wprime, "wprime"},
                                                                         {Process::graviton, "graviton"},
                                                                         {Process::zjets, "zjets"},
                                                                         {Process::wjets, "wjets"},
                                                                         {Process::ttbar, "ttbar"},
                                                                         {Process::qcd, "qcd"},
                                                                         {Process::lhe, "lhe"},
                                                                         {Process::hepmc, "hepmc"}}};

void check_range(char const* what, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw Error(std::string{what} + " is " + number(value) + " (out of range). Choose a value from " + number(low) +
                " to " + number(high) + ".");
}

/// The channels of a process; -1 is fully hadronic.
std::vector<int> channels(Process process) {
    switch (process) {
        case Process::zprime:
            return {1, -1};
        case Process::zjets:
            return {2, 0, -1};
        case Process::wjets:
            return {1, -1};
        case Process::ttbar:
            return {2, 1, -1};
        case Process::qcd:
            return {-1};
        default:
            return {2, 1, 0, -1};
    }
}

char const* bosons(Process process) {
    switch (process) {
        case Process::zprime:
            return "Z' decays to WW";
        case Process::wprime:
            return "W' decays to WZ";
        case Process::zjets:
            return "it has one Z, which decays to charged leptons, neutrinos or quarks";
        case Process::wjets:
            return "it has one W, which decays to a charged lepton or quarks";
        case Process::ttbar:
            return "it has two W, which decay to charged leptons or quarks";
        case Process::qcd:
            return "it has no boson";
        default:
            return "it decays to ZZ or WW";
    }
}

void check_channel(SimulateOptions const& options) {
    std::vector<std::string> there;
    for (int const leptons : channels(options.process)) {
        if (leptons == options.leptons) return;
        there.push_back(std::to_string(leptons));
    }
    throw Error("Process " + std::string{name(options.process)} +
                " has no channel `leptons: " + std::to_string(options.leptons) + "` (" + bosons(options.process) +
                "). Choose one of " + joined(there) + ".");
}

void check_hard_process(SimulateOptions const& options) {
    if (input_kind(options.process) != InputKind::none) {
        if (options.input.empty()) {
            throw Error("`input` is missing (process " + std::string{name(options.process)} +
                        " reads a file). Name it");
        }
        check_range("mass [GeV]", options.mass, 0, 14000);
        check_range("spin", options.spin, -1, 2);
    } else if (!options.input.empty()) {
        throw Error("`input` is " + options.input + " but process " + name(options.process) +
                    " reads no file. Choose process lhe or hepmc, or remove it");
    } else if (is_background(options.process)) {
        check_range("pt_hat_min [GeV]", options.pt_hat_min, 20, 3000);
        check_range("bias_power", options.bias_power, 0, 6);
    } else {
        check_range("mass [GeV]", options.mass, 200, 7000);
    }
}

void check_detector(DetectorOptions const& options) {
    check_range("jet_pt_min [GeV]", options.jet_pt_min, 10, 1000);
    check_range("large_jet_pt_min [GeV]", options.large_jet_pt_min, 100, 5000);
    check_range("lepton_loose", options.lepton_loose, 0, 1);
    check_range("lepton_medium", options.lepton_medium, 0, options.lepton_loose);
    check_range("lepton_tight", options.lepton_tight, 0, options.lepton_medium);
    check_range("btag_b", options.btag_b, 0, 1);
    check_range("btag_c", options.btag_c, 0, 1);
    check_range("btag_light", options.btag_light, 0, 1);
    check_range("track", options.track, 0, 1);
}

void check_pileup(PileupOptions const& options) {
    check_range("pileup.mean", options.mean, 0, 200);
    check_range("pileup.pool", options.pool, 10, 100000);
    check_range("pileup.charged_removed", options.charged_removed, 0, 1);
    check_range("pileup.jet_track_fraction", options.jet_track_fraction, 0, 1);
    check_range("pileup.jet_pt_max [GeV]", options.jet_pt_max, 0, 1000);
}

void check_jets(SimulateOptions const& options) {
    if (options.output != SimulateOutput::jets) return;
    check_range("jets.pt_max [GeV]", options.jets.pt_max, options.detector.jet_pt_min, 7000);
    check_range("jets.abs_eta_max", options.jets.abs_eta_max, 0.1, 4.5);
    check_range("jets.constituents", options.jets.constituents, 1, 1000);
    if (input_kind(options.process) != InputKind::hepmc) return;
    throw Error(
        "Process hepmc has no `output: jets` (jets are labelled by the quarks and gluons of Pythia's hard "
        "process). Choose another process, or output events");
}

/// Lines "name = value".
class SettingLines {
public:
    SettingLines& add(char const* what, double value) {
        if (!text_.empty()) text_ += '\n';
        text_.append(what).append(" = ").append(number(value));
        return *this;
    }
    std::string const& text() const noexcept { return text_; }

private:
    std::string text_;
};

}  // namespace

char const* name(Process process) noexcept {
    for (auto const& [value, text] : process_names) {
        if (value == process) return text;
    }
    return "unknown";
}

bool is_background(Process process) noexcept {
    return process == Process::zjets || process == Process::wjets || process == Process::ttbar ||
           process == Process::qcd;
}

InputKind input_kind(Process process) noexcept {
    if (process == Process::lhe) return InputKind::lhe;
    return process == Process::hepmc ? InputKind::hepmc : InputKind::none;
}

Process process_from_name(std::string const& name) {
    std::vector<std::string> names;
    for (auto const& [value, text] : process_names) {
        if (name == text) return value;
        names.emplace_back(text);
    }
    throw Error("Unknown process `" + name + "` (there is no such name" + did_you_mean(name, names) +
                "). Choose one of " + joined(names) + ".");
}

void check(SimulateOptions const& options) {
    check_hard_process(options);
    check_channel(options);
    check_range("events", static_cast<double>(options.events), 1, 1e9);
    check_range("sample_id", options.sample_id, 0, 2147483647);
    check_range("threads", options.threads, 1, 1024);
    check_range("events_per_chunk", options.events_per_chunk, 1, 1e6);
    check_detector(options.detector);
    check_jets(options);
    check_pileup(options.pileup);
}

std::string number(double value) { return significant(value, 10); }

std::string text(DetectorOptions const& options) {
    return SettingLines{}
        .add("jet_pt_min", options.jet_pt_min)
        .add("large_jet_pt_min", options.large_jet_pt_min)
        .add("lepton_loose", options.lepton_loose)
        .add("lepton_medium", options.lepton_medium)
        .add("lepton_tight", options.lepton_tight)
        .add("btag_b", options.btag_b)
        .add("btag_c", options.btag_c)
        .add("btag_light", options.btag_light)
        .add("track", options.track)
        .text();
}

std::string text(PileupOptions const& options) {
    return SettingLines{}
        .add("mean", options.mean)
        .add("pool", options.pool)
        .add("charged_removed", options.charged_removed)
        .add("jet_track_fraction", options.jet_track_fraction)
        .add("jet_pt_max", options.jet_pt_max)
        .text();
}

std::string text(JetOptions const& options) {
    return SettingLines{}
        .add("pt_max", options.pt_max)
        .add("abs_eta_max", options.abs_eta_max)
        .add("constituents", options.constituents)
        .text();
}

}  // namespace jetseq::simulate
