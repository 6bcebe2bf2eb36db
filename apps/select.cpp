#include <iostream>

#include "jetseq/apps/command.hpp"
#include "jetseq/apps/load.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/event/random.hpp"

namespace jetseq {
namespace {

/// Sequences of several files in one random order, so that a reader of the first rows sees all kinds of events.
Sequences mixed(Sequences const& sequences, unsigned long seed) {
    auto order = all_indices(sequences);
    Random random{seed};
    shuffle(order, random);
    return reordered(sequences, order);
}

/// What the files say of themselves: a paragraph each.
std::string description_of(std::vector<std::string> const& files) {
    std::string text;
    for (auto const& file : files) {
        text += file + '\n';
        for (auto const& [name, value] : read_attributes(file)) text += name + ": " + value + '\n';
        text += '\n';
    }
    return text;
}

void print_regimes(Sequences const& sequences) {
    std::array<std::size_t, 3> count{};
    for (Regime const regime : sequences.regimes) ++count[static_cast<std::size_t>(regime)];
    std::cout << sequences.size() << " events: V -> qq merged in " << count[1] << ", resolved in " << count[2]
              << ", not found in " << count[0] << "; longest sequence " << sequences.longest() << " jets\n";
}

}  // namespace

int run_select(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq select",
                            "Finds the V -> qq candidate of each event and writes the sequence of the "
                            "other jets, for the training.\n"};
    syntax.add_options()("config", "cuts (configs/select.yaml)", cxxopts::value<std::string>())(
        "events", "files of events, or globs", cxxopts::value<Strings>())("dump", "file of sequences to write",
                                                                          cxxopts::value<std::string>())(
        "set", "override a key of the configuration: key=value", cxxopts::value<Strings>());
    syntax.positional_help("CONFIG EVENTS... --dump sequences.h5");
    CommandLine const line{syntax, {"config", "events"}, {"config", "events", "dump"}, argc, argv};
    if (line.help()) return 0;

    Config config{line.get<std::string>("config"), line.get<Strings>("set", {})};
    auto const options = select_options(config);
    unsigned long const seed = config.get("seed", 1UL);
    config.refuse_unknown_keys();

    auto const files = files_matching(line.get<Strings>("events"));
    auto const sequences = load_sequences(files, options);
    print_regimes(sequences);
    std::string const out = line.get<std::string>("dump");
    write_sequences(
        out, mixed(sequences, seed),
        {{"seed", std::to_string(seed)}, {"configuration", config.effective()}, {"inputs", description_of(files)}});
    std::cout << "wrote " << out << "\nnext: jetseq train configs/vbf_rnn.yaml --data " << out << '\n';
    return 0;
}

}  // namespace jetseq
