#include "simulate/generator/recipe.hpp"

namespace jetseq::simulate {
namespace {

using Settings = std::vector<std::string>;

constexpr auto quarks = "1 2 3 4 5";

void append(Settings& settings, Settings const& more) { settings.insert(settings.end(), more.begin(), more.end()); }

/// 13 TeV protons, default tune; particles with a flight length above 10 mm reach the detector.
Settings common_settings() {
    return {"Beams:eCM = 13000", "ParticleDecays:limitTau0 = on", "ParticleDecays:tau0Max = 10"};
}

/// A resonance so narrow that its mass is that of the sample; its cross-section is then meaningless.
Settings resonance_settings(std::string const& id, double mass) {
    return {id + ":m0 = " + number(mass),       id + ":mWidth = 0.01",
            id + ":doForceWidth = on",          id + ":mMin = " + number(mass - 5),
            id + ":mMax = " + number(mass + 5), id + ":onMode = off"};
}

Settings decays_to(std::string const& id, std::string const& pair) { return {id + ":onIfMatch = " + pair}; }

/// ZZ for two charged leptons or none, WW for one, both if all is hadronic.
Settings neutral_pair(std::string const& id, int leptons) {
    Settings settings;
    if (leptons != 1) append(settings, decays_to(id, "23 23"));
    if (leptons == 1 || leptons == -1) append(settings, decays_to(id, "24 -24"));
    return settings;
}

/// `decays`: ids of fermions; a boson may decay if one of its products is among them.
Settings boson_decays(std::string const& id, std::string const& decays) {
    return {id + ":onMode = off", id + ":onIfAny = " + decays};
}

/// The decay products of the boson that is not V -> qq: no taus among the charged leptons.
std::string leptonic(int leptons) { return leptons == 0 ? "12 14 16" : "11 13"; }

/// Both bosons are of one kind: each may be V -> qq, and the veto keeps the events with the right mixture.
std::string either(int leptons) { return leptons == -1 ? quarks : quarks + (" " + leptonic(leptons)); }

/// Spin 0, narrow, decaying isotropically to a pair of bosons.
Settings higgs(SimulateOptions const& options) {
    auto settings = resonance_settings("25", options.mass);
    settings.push_back("Higgs:clipWings = off");
    append(settings, neutral_pair("25", options.leptons));
    append(settings, boson_decays("23", either(options.leptons)));
    append(settings, boson_decays("24", either(options.leptons)));
    return settings;
}

/// Without dipole recoil, the showers would fill the gap between the tag jets: 2.56 instead of 1.87 jets.
Settings vbf(SimulateOptions const& options) {
    Settings settings{"HiggsSM:ff2Hff(t:ZZ) = on", "HiggsSM:ff2Hff(t:WW) = on", "SpaceShower:dipoleRecoil = on"};
    append(settings, higgs(options));
    return settings;
}

Settings ggf(SimulateOptions const& options) {
    Settings settings{"HiggsSM:gg2H = on"};
    append(settings, higgs(options));
    return settings;
}

Settings zprime(SimulateOptions const& options) {
    Settings settings{"NewGaugeBoson:ffbar2gmZZprime = on", "Zprime:gmZmode = 3", "Zprime:coup2WW = 1",
                      "Zprime:anglesWW = 1"};
    append(settings, resonance_settings("32", options.mass));
    append(settings, decays_to("32", "24 -24"));
    append(settings, boson_decays("24", either(options.leptons)));
    return settings;
}

/// The bosons differ, so that the decay of each can be set and no veto is needed.
Settings wprime(SimulateOptions const& options) {
    Settings settings{"NewGaugeBoson:ffbar2Wprime = on", "Wprime:coup2WZ = 1", "Wprime:anglesWZ = 1"};
    append(settings, resonance_settings("34", options.mass));
    append(settings, decays_to("34", "24 23"));
    bool const leptonic_z = options.leptons == 0 || options.leptons == 2;
    append(settings, boson_decays("23", leptonic_z ? leptonic(options.leptons) : quarks));
    append(settings, boson_decays("24", options.leptons == 1 ? leptonic(options.leptons) : quarks));
    return settings;
}

Settings graviton(SimulateOptions const& options) {
    Settings settings{"ExtraDimensionsG*:gg2G* = on", "ExtraDimensionsG*:SMinBulk = on", "ExtraDimensionsG*:VLVL = on"};
    append(settings, resonance_settings("5100039", options.mass));
    append(settings, neutral_pair("5100039", options.leptons));
    append(settings, boson_decays("23", either(options.leptons)));
    append(settings, boson_decays("24", either(options.leptons)));
    return settings;
}

/// The lower end of the hard process, and the bias to its tail, which Pythia compensates by weights.
Settings phase_space(SimulateOptions const& options) {
    Settings settings{"PhaseSpace:pTHatMin = " + number(options.pt_hat_min)};
    if (options.bias_power > 0) {
        append(settings,
               {"PhaseSpace:bias2Selection = on", "PhaseSpace:bias2SelectionPow = " + number(options.bias_power),
                "PhaseSpace:bias2SelectionRef = " + number(options.pt_hat_min)});
    }
    return settings;
}

/// The only boson of the event.
Settings single_boson(std::string const& id, int leptons) {
    return boson_decays(id, leptons == -1 ? quarks : leptonic(leptons));
}

Settings zjets(SimulateOptions const& options) {
    Settings settings{"WeakBosonAndParton:qqbar2gmZg = on", "WeakBosonAndParton:qg2gmZq = on"};
    append(settings, phase_space(options));
    settings.emplace_back("23:mMin = 60");
    append(settings, single_boson("23", options.leptons));
    return settings;
}

Settings wjets(SimulateOptions const& options) {
    Settings settings{"WeakBosonAndParton:qqbar2Wg = on", "WeakBosonAndParton:qg2Wq = on"};
    append(settings, phase_space(options));
    append(settings, single_boson("24", options.leptons));
    return settings;
}

Settings ttbar(SimulateOptions const& options) {
    Settings settings{"Top:gg2ttbar = on", "Top:qqbar2ttbar = on"};
    append(settings, phase_space(options));
    append(settings, boson_decays("24", options.leptons == 2 ? leptonic(2) : either(options.leptons)));
    return settings;
}

Settings qcd(SimulateOptions const& options) {
    Settings settings{"HardQCD:all = on"};
    append(settings, phase_space(options));
    return settings;
}

/// Hard processes from a file, which also gives the energy.
Settings lhe(SimulateOptions const& options) {
    Settings settings{"Beams:frameType = 4"};
    if (options.production == Production::vbf) settings.emplace_back("SpaceShower:dipoleRecoil = on");
    return settings;
}

Settings process_settings(SimulateOptions const& options) {
    switch (options.process) {
        case Process::vbf:
            return vbf(options);
        case Process::ggf:
            return ggf(options);
        case Process::zprime:
            return zprime(options);
        case Process::wprime:
            return wprime(options);
        case Process::graviton:
            return graviton(options);
        case Process::zjets:
            return zjets(options);
        case Process::wjets:
            return wjets(options);
        case Process::ttbar:
            return ttbar(options);
        case Process::qcd:
            return qcd(options);
        case Process::lhe:
            return lhe(options);
        case Process::hepmc:
            break;
    }
    return {};
}

/// The spin of the resonance; -1 for backgrounds.
std::int32_t spin(SimulateOptions const& options) {
    if (is_background(options.process)) return -1;
    if (input_kind(options.process) != InputKind::none) return options.spin;
    switch (options.process) {
        case Process::zprime:
        case Process::wprime:
            return 1;
        case Process::graviton:
            return 2;
        default:
            return 0;
    }
}

Production production(SimulateOptions const& options) {
    if (input_kind(options.process) != InputKind::none) return options.production;
    return options.process == Process::vbf ? Production::vbf : Production::ggf_dy;
}

int hadronic_bosons(SimulateOptions const& options) {
    switch (options.process) {
        case Process::qcd:
            return 0;
        case Process::zjets:
        case Process::wjets:
            return options.leptons == -1 ? 1 : 0;
        case Process::ttbar:
            return options.leptons == -1 ? 2 : 2 - options.leptons;
        default:
            return options.leptons == -1 ? 2 : 1;
    }
}

EventInfo shared_info(SimulateOptions const& options) {
    EventInfo info;
    info.sample_id = options.sample_id;
    info.production = production(options);
    info.mass = is_background(options.process) ? 0 : static_cast<float>(options.mass);
    info.spin = spin(options);
    info.leptons = options.leptons;
    return info;
}

}  // namespace

Recipe recipe(SimulateOptions const& options) {
    check(options);
    auto const kind = input_kind(options.process);
    auto settings = kind == InputKind::hepmc ? Settings{} : common_settings();
    append(settings, process_settings(options));
    append(settings, options.pythia_settings);
    return {std::move(settings), hadronic_bosons(options), kind, options.input, shared_info(options)};
}

Recipe minimum_bias_recipe() {
    auto settings = common_settings();
    settings.emplace_back("SoftQCD:inelastic = on");
    return {std::move(settings), 0, InputKind::none, "", {}};
}

}  // namespace jetseq::simulate
