#include "workflow/simulate/simulation_config.hpp"

#include <array>

#include "core/parallel/parallel_for.hpp"

namespace jetseq::workflow {
namespace {

/// Without pile-up its other keys are not read, and so refused.
simulate::PileupOptions read_pileup(Config& config) {
    simulate::PileupOptions pileup;
    pileup.mean = config.get("pileup.mean", pileup.mean);
    if (!pileup.is_on()) return pileup;
    pileup.pool = config.get("pileup.pool", pileup.pool);
    pileup.charged_removed = config.get("pileup.charged_removed", pileup.charged_removed);
    pileup.jet_track_fraction = config.get("pileup.jet_track_fraction", pileup.jet_track_fraction);
    pileup.jet_pt_max = config.get("pileup.jet_pt_max", pileup.jet_pt_max);
    return pileup;
}

}  // namespace

simulate::SimulateOptions read_simulation(Config& config) {
    simulate::SimulateOptions options;
    options.process = simulate::process_from_name(config.get("process", std::string{simulate::name(options.process)}));
    options.mass = config.get("mass", options.mass);
    options.leptons = config.get("leptons", options.leptons);
    options.input = config.get("input", options.input);
    options.production = std::array{
        Production::unknown, Production::ggf_dy,
        Production::vbf}[static_cast<std::size_t>(config.one_of("production", {"unknown", "ggf_dy", "vbf"}, 0))];
    options.spin = config.get("spin", options.spin);
    options.pt_hat_min = config.get("pt_hat_min", options.pt_hat_min);
    options.bias_power = config.get("bias_power", options.bias_power);
    options.events = config.get("events", static_cast<long>(options.events));
    options.sample_id = config.get("sample_id", options.sample_id);
    options.seed = config.get("seed", static_cast<unsigned long>(options.seed));
    options.threads = config.get("threads", 0);
    options.events_per_chunk = config.get("events_per_chunk", options.events_per_chunk);
    auto& detector = options.detector;
    detector.jet_pt_min = config.get("detector.jet_pt_min", detector.jet_pt_min);
    detector.large_jet_pt_min = config.get("detector.large_jet_pt_min", detector.large_jet_pt_min);
    detector.lepton_loose = config.get("detector.lepton_loose", detector.lepton_loose);
    detector.lepton_medium = config.get("detector.lepton_medium", detector.lepton_medium);
    detector.lepton_tight = config.get("detector.lepton_tight", detector.lepton_tight);
    detector.btag_b = config.get("detector.btag_b", detector.btag_b);
    detector.btag_c = config.get("detector.btag_c", detector.btag_c);
    detector.btag_light = config.get("detector.btag_light", detector.btag_light);
    detector.track = config.get("detector.track", detector.track);
    options.output = std::array{
        simulate::SimulateOutput::events,
        simulate::SimulateOutput::jets}[static_cast<std::size_t>(config.one_of("output", {"events", "jets"}, 0))];
    options.jets.pt_max = config.get("jets.pt_max", options.jets.pt_max);
    options.jets.abs_eta_max = config.get("jets.abs_eta_max", options.jets.abs_eta_max);
    options.jets.constituents = config.get("jets.constituents", options.jets.constituents);
    options.pileup = read_pileup(config);
    options.pythia_settings = config.get("pythia_settings", options.pythia_settings);
    config.refuse_unread_keys();
    if (options.threads == 0) options.threads = static_cast<int>(thread_count(0));
    return options;
}

}  // namespace jetseq::workflow
