#include "apps/options/training_options.hpp"

#include "core/error.hpp"
#include "core/text/shell_word.hpp"
#include "workflow/config/strict_yaml.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::apps {

void add_job_options(cxxopts::Options& syntax) {
    syntax.add_options()("data", "files of sequences or events, or globs, in place of data.files",
                         cxxopts::value<Strings>())("device", "auto, cpu, cuda", cxxopts::value<std::string>())(
        "backend", "auto, fused, torch (LibTorch's own LSTM)", cxxopts::value<std::string>())(
        "threads", "0: one per core; for LibTorch one, because two are slower", cxxopts::value<std::string>())(
        "seed", "same seed: same model, byte for byte", cxxopts::value<std::string>())(
        "seeds", "number of seeds; each trains a network", cxxopts::value<std::string>())(
        "folds", "number of folds; each trains a network on the events outside it", cxxopts::value<std::string>());
    add_overrides(syntax);
}

OptionsWithKeys options_with_keys(CommandLine const& line) {
    OptionsWithKeys options;
    if (line.has("data")) {
        std::string list, given;
        for (auto const& file : line.get<Strings>("data")) {
            list += (list.empty() ? "[" : ", ") + workflow::quoted_yaml(file);
            given += (given.empty() ? "" : ",") + file;
        }
        options.push_back({"--data " + shell_word(given), "data.files=" + list + "]"});
    }
    for (std::string const name : {"device", "backend"}) {
        if (!line.has(name)) continue;
        auto const word = line.get<std::string>(name);
        options.push_back({"--" + name + ' ' + shell_word(word), "train." + name + '=' + workflow::quoted_yaml(word)});
    }
    add_number<int>(line, "threads", "train.threads", options);
    for (std::string const name : {"seed", "seeds", "folds"}) {
        add_number<unsigned long>(line, name, "train." + name, options);
    }
    return options;
}

Strings overrides_of(CommandLine const& line) { return given_overrides(line, options_with_keys(line)); }

void require_no_training(std::string const& directory) {
    if (workflow::holds_training(directory)) {
        throw Error{directory + " holds a training already (it would be lost). Go on: " +
                    workflow::how_to_resume(directory) + ", or choose another folder"};
    }
    if (!workflow::holds_fit(directory)) return;
    throw Error{directory + " holds a fit (their files would mix). Choose another folder"};
}

NextEvaluation next_evaluation(workflow::TrainingJob const& job, std::string const& model,
                               std::string const& directory) {
    NextEvaluation next{model, train::scored_by_libtorch(job.options), job.patterns};
    if (job.reads_otherwise) next.config = directory + "/config.yaml";
    next.all_events = job.folds > 1;
    next.folder = directory;
    return next;
}

}  // namespace jetseq::apps
