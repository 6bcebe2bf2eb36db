#include <filesystem>
#include <iostream>
#include <optional>

#include "apps/options/command.hpp"
#include "apps/options/command_words.hpp"
#include "apps/options/model_option.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/io/sha256.hpp"
#include "core/text/near_match.hpp"
#include "core/text/shell_word.hpp"
#include "data/events/file_header.hpp"
#include "data/scores/score_file.hpp"
#include "data/sequences/split.hpp"
#include "train/backends/cuda_scores.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::apps {
namespace {

bool uses_gpu(CommandLine const& line) {
    std::string const device = line.get<std::string>("device");
    if (device == "cpu" || device == "cuda") return device == "cuda";
    throw UsageError{"--device '" + device + "' is not known (cpu and cuda are)"};
}

std::vector<float> cuda_scores(std::string const& file, data::Sequences const& sequences) {
    auto const all = train::cuda_probabilities(read_frozen_ensemble(file), sequences);
    std::vector<float> scores;
    for (std::size_t n = 0; n < sequences.size(); ++n) scores.push_back(all[2 * n + 1]);
    return scores;
}

/// Whether the events that `jetseq evaluate` takes by default (the test part; of an ensemble all) are of both classes.
bool can_be_evaluated(data::Sequences const& sequences, Classifier const& classifier) {
    bool vbf = false, ggf = false;
    Fold const fold = classifier.model().fold;
    auto const is_taken = [&](EventInfo const& event) {
        if (classifier.folds() > 1) return true;
        return fold.of > 1 ? fold_of(id_of(event), fold.of) == fold.index : data::part_of(event) == data::Part::test;
    };
    for (auto const& event : sequences.events) {
        if (!is_taken(event)) continue;
        vbf = vbf || event.production == Production::vbf;
        ggf = ggf || event.production == Production::ggf_dy;
    }
    return vbf && ggf;
}

}  // namespace

int run_score(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq score", "Writes the classifier's score of each event, row by row.\n"};
    syntax.add_options()("model", "frozen model, or run directory", cxxopts::value<std::string>())(
        "events", "files of events or sequences, or globs", cxxopts::value<Strings>())("out", "file of scores to write",
                                                                                       cxxopts::value<std::string>())(
        "config", "data.*, labels of files not made by jetseq", cxxopts::value<std::string>())(
        "device", "cpu, or cuda: LSTM networks in the kernel of the training on a GPU",
        cxxopts::value<std::string>()->default_value("cpu"));
    add_expected_sha256(syntax);
    syntax.positional_help("MODEL EVENTS... --out scores.h5");
    CommandLine const line{syntax, {"model", "events"}, {"model", "events", "out"}, argc, argv};
    if (line.help()) return 0;

    std::string const out = line.get<std::string>("out");
    data::require_kind_or_nothing(out, "jetseq_scores");
    bool const on_gpu = uses_gpu(line);
    if (on_gpu) train::require_cuda();
    std::string const file = frozen_file(line);
    auto const set = workflow::read_set_model(file);
    auto const classifier = set ? std::nullopt : std::optional{Classifier::load(file)};
    FrozenModel const& model = set ? *set : classifier->model();
    Terminal terminal;
    auto const sequences =
        workflow::load_for(model, line.get<Strings>("events"), line.get<std::string>("config", ""), true, terminal);
    if (classifier) workflow::warn_of_other_ids(file, *classifier, sequences, terminal);
    data::Attributes attributes{{"model", file},
                                {"model_sha256", sha256_of_file(file)},
                                {"inputs", joined(data::files_matching(line.get<Strings>("events")))}};
    if (sequences.content != 0) attributes["content"] = std::to_string(sequences.content);
    if (model.finds_number()) {
        auto const numbers = on_gpu ? train::cuda_probabilities(read_frozen_ensemble(file), sequences)
                                    : workflow::scores_of(*classifier, sequences);
        data::write_numbers(out, sequences.events, model.name + "_" + model.classes[0], numbers, attributes);
    } else if (model.has_softmax()) {
        auto const all = on_gpu ? train::cuda_probabilities(read_frozen_ensemble(file), sequences)
                         : set  ? train::libtorch_probabilities(*set, sequences, data::all_indices(sequences))
                                : workflow::probabilities_of_all(*classifier, sequences);
        data::write_probabilities(out, sequences.events, model.name, model.classes, all, attributes);
    } else {
        auto const scores = on_gpu ? cuda_scores(file, sequences)
                            : set  ? workflow::scores_of(*set, sequences)
                                   : workflow::scores_of(*classifier, sequences);
        data::write_scores(out, sequences.events, model.name, scores, attributes, model.classes);
    }
    std::cout << sequences.size() << " events scored\nwrote " << out << "\nnext: ";
    if (set || !can_be_evaluated(sequences, *classifier))
        std::cout << "jetseq info " << shell_word(out) << '\n';
    else
        std::cout << command_of({file, false, line.get<Strings>("events"), line.get<std::string>("config", ""),
                                 classifier->folds() > 1, std::filesystem::path{out}.parent_path().string()})
                  << '\n';
    return 0;
}

}  // namespace jetseq::apps
