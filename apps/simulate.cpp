#include "simulate/simulate.hpp"

#include <fmt/core.h>

#include <chrono>
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
#include "workflow/simulate/simulation_config.hpp"

namespace jetseq::apps {
namespace {

/// Shows the bar with the rate and the time left.
class ProgressWatch {
public:
    void operator()(simulate::SimulateProgress const& progress) {
        double const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
        double const rate = static_cast<double>(progress.kept - progress.resumed) / std::max(seconds, 1e-9);
        auto const text = fmt::format("{} of {} events, {:.0f}/s, {} left", progress.kept, progress.wanted, rate,
                                      duration(static_cast<double>(progress.wanted - progress.kept) / rate));
        bar_.show(static_cast<double>(progress.kept) / static_cast<double>(progress.wanted), text);
    }
    void line(std::string const& text) { bar_.line(text); }

private:
    ProgressBar bar_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int simulate_as(CommandLine const& line, OptionsWithKeys const& keys) {
    workflow::Config config{line.get<std::string>("config"), given_overrides(line, keys), workflow::simulation_keys()};
    auto const options = workflow::read_simulation(config);
    Terminal{}.notes(config.notes());

    std::string const out = line.get<std::string>("out");
    if (std::filesystem::path const place{out}; !place.has_filename() || place.filename() == "." ||
                                                place.filename() == ".." || std::filesystem::is_directory(place)) {
        throw Error{"can't write " + out + " (it names a folder). Name a file: --out events.h5"};
    }
    if (std::filesystem::exists(out)) {
        throw Error{out + " exists already (it would be lost). Remove it, or choose another --out"};
    }
    require_no_link(simulate::parts_folder(out));
    OutputFolder held{simulate::parts_folder(out), OutputFolder::Busy::refuse};
    held.remove_at_end();
    catch_interrupts();
    ProgressWatch watch;
    auto const result = simulate::simulate(
        options, out, {[&](simulate::SimulateProgress const& progress) { watch(progress); }, interrupted});
    if (!result.finished) {
        watch.line("stopped; " + std::to_string(result.chunks_done) + " of " + std::to_string(result.chunks) +
                   " parts are kept in " + simulate::parts_folder(out) +
                   "\nnext: run the same command again to resume");
        return interrupted_exit_code();
    }
    bool const has_jets = options.output == simulate::SimulateOutput::jets;
    watch.line((has_jets ? std::to_string(result.jets) + " jets of " : "") + std::to_string(result.progress.kept) +
               " events");
    std::cout << "wrote " << out << '\n';
    if (has_jets) return 0;
    std::cout << "next: jetseq select " << shipped_configuration("select.yaml") << ' ' << events_word(out)
              << " --dump sequences.h5\n";
    return 0;
}

}  // namespace

int run_simulate(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq simulate",
                            "Makes events with Pythia 8 and a simplified detector. After an "
                            "interruption, run it again to resume.\n"};
    syntax.add_options()("config", "process, mass, channel, number of events, seed", cxxopts::value<std::string>())(
        "out", "file of events or jets to write", cxxopts::value<std::string>())(
        "threads", "0: one per core; no event depends on it", cxxopts::value<std::string>())(
        "seed", "the events depend on it", cxxopts::value<std::string>());
    add_overrides(syntax);
    syntax.positional_help("CONFIG --out events.h5");
    CommandLine const line{syntax, {"config"}, {"config", "out"}, argc, argv};
    if (line.help()) return 0;

    OptionsWithKeys options;
    add_number<int>(line, "threads", "threads", options);
    add_number<unsigned long>(line, "seed", "seed", options);
    return with_options(options, [&] { return simulate_as(line, options); });
}

}  // namespace jetseq::apps
