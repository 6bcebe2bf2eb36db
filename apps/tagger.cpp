#include <fmt/core.h>

#include <filesystem>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/options/command_words.hpp"
#include "apps/options/overrides.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/text/shell_word.hpp"
#include "workflow/select/tagger_job.hpp"

namespace jetseq::apps {
namespace {

void print(workflow::TestedBoson const& boson) {
    std::cout << fmt::format("{}: test part, signal {:.1f} +- {:.1f} %, background {:.2f} +- {:.2f} %\n", boson.name,
                             100 * boson.signal.value, 50 * (boson.signal.high - boson.signal.low),
                             100 * boson.background.value, 50 * (boson.background.high - boson.background.low));
}

}  // namespace

int run_tagger(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq tagger",
                            "Tunes the cuts that tell W -> qq and Z -> qq in large-R jets, and freezes them.\n"};
    auto add = syntax.add_options();
    add("config", "samples and options (configs/boson_tagger.yaml)", cxxopts::value<std::string>());
    add("out", "folder for the tagger and its measurements", cxxopts::value<std::string>());
    add_overrides(syntax);
    syntax.positional_help("CONFIG --out DIR");
    CommandLine const line{syntax, {"config"}, {"config", "out"}, argc, argv};
    if (line.help()) return 0;

    std::string const out = line.get<std::string>("out"), file = out + "/boson_tagger.json";
    require_folder_or_nothing(out);
    workflow::Config config{line.get<std::string>("config"), given_overrides(line), workflow::tagger_keys()};
    auto const job = workflow::read_tagger_job(config);
    Terminal{}.notes(config.notes());
    auto const tuned = workflow::tune_tagger(job);

    auto const held = folder_when_free(out);
    OutputFiles files;
    for (auto const& boson : workflow::add_tagger_files(files, out, tuned)) print(boson);
    {
        PostponedInterrupts const together;
        files.commit();
    }
    std::cout << "wrote " << file << " and beside it ROC curves and efficiencies (csv, svg)\n"
              << "next: jetseq select " << shipped_configuration("hadronic_tags.yaml") << ' '
              << events_words(config.get("background", Strings{})) << " --set "
              << shell_word("boson_tagger=" + std::filesystem::absolute(file).string()) << " --out selected\n";
    return 0;
}

}  // namespace jetseq::apps
