#include <filesystem>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/terminal/interrupt.hpp"
#include "core/error.hpp"
#include "core/io/read_file.hpp"
#include "core/io/sha256.hpp"
#include "core/json/json.hpp"
#include "core/text/shell_word.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/train/training_record.hpp"

namespace jetseq::apps {
namespace {

namespace fs = std::filesystem;

bool is_finished(std::string const& run) {
    std::string const record = run + "/metadata.json";
    return !fs::exists(record) || read_json(record).value("finished", true);
}

void require_finished_run(std::string const& run) {
    if (!fs::exists(run + "/config.yaml")) {
        throw Error{run + " is not a run directory (it has no config.yaml). Name one that jetseq train has written"};
    }
    if (!is_finished(run)) {
        throw Error{run + " is not finished (there is nothing to compare with). Resume it with jetseq train --resume " +
                    shell_word(run)};
    }
}

/// The command line, without `jetseq`, that repeats the training of `run` in `out`, or resumes the repetition. `data`:
/// the files of events, if they have moved.
std::vector<std::string> words_of_training(std::string const& run, std::string const& out, Strings const& data) {
    bool const begun = fs::exists(out + "/config.yaml") && !is_finished(out);
    auto const configuration = [](std::string const& of) {
        return workflow::without_files(read_file(of + "/config.yaml"));
    };
    if (begun && configuration(out) != configuration(run)) {
        throw Error{out + " holds a training of another configuration than " + run + ". Choose another --out"};
    }
    std::vector<std::string> words{"train", "--resume", out};
    if (!begun) words = {"train", run + "/config.yaml", "--out", out};
    for (auto const& file : data) words.insert(words.end(), {"--data", file});
    return words;
}

/// Removes the versions of the programs and the names of the data's files from what a model says of its training.
void keep_content(Json& training) {
    training.erase("versions");
    training.at("data") = workflow::without_names(training.at("data"));
    training.at("configuration") = workflow::without_files(training.at("configuration"));
}

/// A frozen file without the versions of the programs that made it and without the names of its training's files.
Json content_of(std::string const& file) {
    Json json = read_json(file);
    if (!json.contains("networks")) return keep_content(json.at("jetseq").at("training")), json;
    for (auto& network : json.at("networks")) keep_content(network.at("jetseq").at("training"));
    return json;
}

/// Prints in what the two frozen files agree; throws Error if they differ.
void compare(std::string const& recorded, std::string const& rebuilt) {
    if (read_file(recorded) == read_file(rebuilt)) {
        std::cout << "the same bytes: " << recorded << " and " << rebuilt << ", SHA-256 " << sha256_of_file(rebuilt)
                  << '\n';
    } else if (content_of(recorded) == content_of(rebuilt)) {
        std::cout << "the same but for the versions of the programs or the names of the data's files: " << recorded
                  << " and " << rebuilt << '\n';
    } else {
        throw Error{rebuilt + " differs from " + recorded +
                    " (other data, another LibTorch, processor or revision?). Compare the output of "
                    "`jetseq info` for them"};
    }
}

/// Trains by the words of a command line. Messages advise no override, because `rerun` takes none.
int train_by(Strings words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    try {
        return run_train(static_cast<int>(words.size()), arguments.data());
    } catch (Error const& error) {
        std::string const text = error.what();
        auto const at = text.find(", or override it by ");
        if (at == text.npos) throw;
        throw Error{text.substr(0, at)};
    }
}

}  // namespace

int run_rerun(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq rerun",
                            "Repeats the training of a run from its record, and compares the frozen models.\n"};
    syntax.add_options()("run", "run directory", cxxopts::value<std::string>())(
        "out", "run directory of the second training; without it RUN_again", cxxopts::value<std::string>())(
        "data", "its files, or globs, if they were moved or renamed since", cxxopts::value<Strings>());
    syntax.positional_help("RUN");
    CommandLine const line{syntax, {"run"}, {"run"}, argc, argv};
    if (line.help()) return 0;

    std::string run = line.get<std::string>("run");
    while (run.size() > 1 && run.back() == '/') run.pop_back();
    require_finished_run(run);
    std::string const recorded = workflow::frozen_file(run), out = line.get<std::string>("out", run + "_again");
    int const code = train_by(words_of_training(run, out, line.get<Strings>("data", {})));
    if (code != 0) {
        if (interrupted()) std::cout << "nothing is compared yet; run the same command again to resume\n";
        return code;
    }
    compare(recorded, workflow::frozen_file(out));
    return 0;
}

}  // namespace jetseq::apps
