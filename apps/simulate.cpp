#include "simulate/simulate.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/command_words.hpp"
#include "apps/options/overrides.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/progress.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/io/output_folder.hpp"
#include "core/parallel/parallel_for.hpp"
#include "core/text/shell_word.hpp"
#include "workflow/config/config.hpp"

namespace jetseq {
namespace {

SimulateOptions read_options(Config& config) {
    SimulateOptions options;
    options.process = process_from_name(config.get("process", std::string{name(options.process)}));
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
    options.pythia_settings = config.get("pythia_settings", options.pythia_settings);
    config.refuse_unread_keys();
    Terminal{}.notes(config.notes());
    if (options.threads == 0) options.threads = static_cast<int>(thread_count(0));
    return options;
}

/// Shows the bar with the rate and the time left.
class Watch {
public:
    void operator()(SimulateProgress const& progress) {
        double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
        double const rate = static_cast<double>(progress.kept - progress.resumed) / std::max(seconds, 1e-9);
        char text[100];
        std::snprintf(text, sizeof text, "%lld of %lld events, %.0f/s, %s left", static_cast<long long>(progress.kept),
                      static_cast<long long>(progress.wanted), rate,
                      duration(static_cast<double>(progress.wanted - progress.kept) / rate).c_str());
        bar_.show(static_cast<double>(progress.kept) / static_cast<double>(progress.wanted), text);
    }
    void line(std::string const& text) { bar_.line(text); }

private:
    ProgressBar bar_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

int run_simulate(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq simulate",
                            "Makes events with Pythia 8 and a detector stand-in. Interrupted, the "
                            "same command goes on where it stopped.\n"};
    syntax.add_options()("config", "process, mass, channel, number of events, seed", cxxopts::value<std::string>())(
        "out", "file of events to write", cxxopts::value<std::string>())(
        "threads", "0: one for each core; no event depends on it", cxxopts::value<std::string>())(
        "seed", "the events depend on it", cxxopts::value<std::string>());
    add_overrides(syntax);
    syntax.positional_help("CONFIG --out events.h5");
    CommandLine const line{syntax, {"config"}, {"config", "out"}, argc, argv};
    if (line.help()) return 0;

    auto overrides = given_overrides(line);
    add_number<int>(line, "threads", "threads", overrides);
    add_number<unsigned long>(line, "seed", "seed", overrides);
    refuse_repeated(overrides);
    Config config{line.get<std::string>("config"), overrides, simulation_keys()};
    auto const options = read_options(config);

    std::string const out = line.get<std::string>("out");
    if (std::filesystem::path const place{out}; !place.has_filename() || place.filename() == "." ||
                                                place.filename() == ".." || std::filesystem::is_directory(place)) {
        throw Error{"can't write " + out + " (it names a folder). Name a file: --out events.h5"};
    }
    if (std::filesystem::exists(out)) {
        throw Error{out + " exists already (it would be lost). Remove it, or choose another --out"};
    }
    require_no_link(parts_folder(out));
    OutputFolder held{parts_folder(out), OutputFolder::Busy::refuse};
    held.remove_at_end();
    catch_interrupts();
    Watch watch;
    auto const result =
        simulate(options, out, {[&](SimulateProgress const& progress) { watch(progress); }, interrupted});
    if (!result.finished) {
        watch.line("stopped; " + std::to_string(result.chunks_done) + " of " + std::to_string(result.chunks) +
                   " parts are kept in " + parts_folder(out) + "\nnext: the same command again goes on from there");
        return interrupted_exit_code();
    }
    watch.line(std::to_string(result.progress.kept) + " events");
    std::cout << "wrote " << out << "\nnext: jetseq select " << shipped_configuration("select.yaml") << ' '
              << events_word(out) << " --dump sequences.h5\n";
    return 0;
}

}  // namespace jetseq
