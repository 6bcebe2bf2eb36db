#include "workflow/models/model_files.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "core/io/sha256.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/sequences/identity.hpp"
#include "infer/scorer.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "workflow/events/samples_by_content.hpp"
#include "workflow/models/model_inputs.hpp"

namespace jetseq::workflow {

void require_sha256(std::string const& file, std::string const& expected) {
    std::string const found = sha256_of_file(file);
    if (found == expected) return;
    throw Error{file + " has the SHA-256 " + found + ", not " + expected +
                " (it is another model, or a damaged one). Get the right file, or expect another SHA-256"};
}

void require_classes(FrozenModel const& model, std::string const& file, std::string const& purpose) {
    if (!model.finds_number()) return;
    throw Error{file + " finds a number, '" + model.classes[0] + "' (" + purpose +
                " takes the probability of a class). Score the events, and use the column"};
}

std::string calibration_text(Json const& said) {
    auto const kind = said.value("kind", "?");
    if (said.contains("logits")) return kind + ": " + std::to_string(said["logits"].size()) + " knots";
    return kind + ": logit of the score times " + shortest(said.value("slope", 1.0)) + " plus " +
           shortest(said.value("offset", 0.0));
}

namespace {

/// `config` may be the whole configuration of a training: keys that do not concern reading are ignored, and the jet
/// selection is that of the model.
bool is_of_training(Config const& config) { return config.has("network") || config.has("train"); }

}  // namespace

data::Sequences load_for(FrozenModel const& model, Strings const& patterns, std::string const& config, bool all_rows,
                         Listener& listener, std::size_t classes, std::vector<FrozenModel> const& others) {
    LoadOptions options;
    auto const take_jets = [&options](InputContract const& contract) {
        options.cuts.jet_pt_min = contract.jet_pt_min;
        options.cuts.jet_abs_eta_max = contract.jet_abs_eta_max;
    };
    if (!config.empty()) {
        Config file{config, {}, training_keys(), false};
        options = load_options(file);
        if (is_of_training(file)) {
            take_jets(model.contract);
        } else {
            take_jets_of(model.contract, file, options.cuts);
            file.refuse_unread_keys();
            if (!options.names.inputs.empty()) {
                file.fail("inputs", "has no effect (the model '" + model.name + "' says what it reads)");
            }
        }
        bool const finds_it = model.finds_number() && model.classes[0] == options.target;
        if (!options.target.empty() && !finds_it) {
            file.fail("target.column", "is '" + options.target + "' (the model " +
                                           (model.finds_number() ? "finds " : "tells apart ") + joined(model.classes) +
                                           "). Leave it out");
        }
        if (!options.class_names.empty() && options.class_names != model.classes) {
            file.fail("labels.classes", "has " + joined(options.class_names) + " (the model tells apart " +
                                            joined(model.classes) + ", in this order)");
        }
    } else {
        take_jets(model.contract);
    }
    options.require_candidate = options.require_candidate && !all_rows;
    if (!all_rows) options.classes = classes;
    options.needs_labels = !all_rows;
    options.samples_by_content = samples_by_content(model);
    auto models = others;
    models.insert(models.begin(), model);
    options.names.inputs = joined_choice(models);
    if (model.finds_number() && !all_rows) options.names.inputs.target = model.classes[0];
    // Beside what is read by names, the variables of other networks are read by theirs.
    auto& inputs = options.names.inputs;
    auto& variables = inputs.empty() ? options.names.variables : inputs.variables;
    for (auto const& one : models) {
        for (auto const& name : variables_of(one)) {
            if (std::find(variables.begin(), variables.end(), name) == variables.end()) variables.push_back(name);
        }
    }
    auto sequences = load_sequences(data::files_matching(patterns), options, listener);
    if (!all_rows) data::require_ids(sequences);
    std::string const broken = model.takes_sequences() ? "" : broken_contract(model.contract, sequences.jets);
    if (broken.find("MeV") != std::string::npos) throw Error{patterns.front() + ": " + broken};
    if (!broken.empty()) listener.warning(patterns.front() + ": " + broken);
    return sequences;
}

namespace {

/// The scores [events], or the probabilities [events, classes].
std::vector<float> numbers_of_all(Classifier const& classifier, data::Sequences const& sequences,
                                  Scorer::Output output) {
    Scorer score{classifier};
    std::size_t const width = output == Scorer::score ? 1 : classifier.classes().size();
    ModelInputs inputs{classifier.model(), sequences};
    std::vector<float> numbers(sequences.size() * width);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventId const id = id_of(sequences.events[n]);
        score(inputs.event(n, {&id.sample_id, &id.event_number}), &numbers[n * width], output);
    }
    return numbers;
}

}  // namespace

std::vector<float> probabilities_of_all(Classifier const& classifier, data::Sequences const& sequences) {
    return numbers_of_all(classifier, sequences, Scorer::probabilities);
}

std::vector<float> scores_of(Classifier const& classifier, data::Sequences const& sequences) {
    return numbers_of_all(classifier, sequences, Scorer::score);
}

std::vector<float> scores_of(FrozenModel const& model, data::Sequences const& sequences) {
    if (model.needs_libtorch()) {
        auto const all = data::all_indices(sequences);
        if (sequences.objects.empty()) return train::libtorch_scores(model, sequences, all);
        return train::libtorch_scores(model, read_by(model, sequences), all);
    }
    return scores_of(Classifier{model}, sequences);
}

std::optional<FrozenModel> read_set_model(std::string const& file) {
    auto ensemble = read_frozen_ensemble(file);
    if (!ensemble.networks.front().needs_libtorch()) return std::nullopt;
    try {
        train::check_canaries_by_libtorch(ensemble.networks.front());
    } catch (Error const& error) {
        throw Error{file + ": " + error.what()};
    }
    return std::move(ensemble.networks.front());
}

}  // namespace jetseq::workflow
