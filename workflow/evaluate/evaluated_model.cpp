#include "workflow/evaluate/evaluated_model.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/json/json.hpp"
#include "core/version.hpp"
#include "data/sequences/identity.hpp"
#include "evaluate/metrics/classes.hpp"
#include "train/input/parts.hpp"
#include "train/ranks/ensemble_numbers.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "workflow/evaluate/scored_part.hpp"
#include "workflow/events/seen_events.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/model_inputs.hpp"

namespace jetseq::workflow {
namespace {

/// The scores of scores_of(), computed by LibTorch.
std::vector<float> libtorch_scores_of(Classifier const& classifier, data::Sequences const& sequences) {
    bool const by_names = !sequences.objects.empty();  // perhaps those of other models, too
    auto const own = by_names ? read_by(classifier.model(), sequences) : data::Sequences{};
    std::vector<FrozenModel> networks;
    for (std::size_t fold = 0; fold < classifier.folds(); ++fold) networks.push_back(classifier.model(fold));
    return train::ensemble_numbers(networks, sequences.events, 1,
                                   [&](FrozenModel const& network, std::vector<std::size_t> const& events) {
                                       return train::libtorch_scores(network, by_names ? own : sequences, events);
                                   });
}

std::vector<evaluate::TrainingEpoch> history_of(Json const& training) {
    std::vector<evaluate::TrainingEpoch> history;
    auto const number = [](Json const& value) { return value.is_number() ? value.get<double>() : std::nan(""); };
    for (auto const& row : training.value("history", Json::array())) {
        history.push_back({row.at("epoch").get<int>(), number(row.at("train_loss")), number(row.at("validation_loss")),
                           row.contains("validation_width") ? std::nan("") : number(row.at("validation_auc")),
                           number(row.at("learning_rate"))});
    }
    return history;
}

std::vector<std::pair<std::string, std::string>> provenance_of(std::string const& file, Json const& training) {
    std::vector<std::pair<std::string, std::string>> lines{
        {"Frozen file", file}, {"Evaluated with", std::string{"jetseq "} + version() + ", revision " + git_revision()}};
    if (training.contains("versions")) {
        auto const& versions = training["versions"];
        lines.emplace_back("Trained with", "jetseq " + versions.value("jetseq", "?") + ", revision " +
                                               versions.value("git_revision", "?") + ", LibTorch " +
                                               versions.value("libtorch", "?"));
    }
    if (training.contains("data")) {
        for (auto const& data : training["data"].at("files")) {
            lines.emplace_back("Trained on", data.value("file", "?") + ", SHA-256 " + data.value("sha256", "?"));
        }
    }
    if (training.contains("calibration")) lines.emplace_back("Calibration", calibration_text(training["calibration"]));
    if (training.contains("configuration")) lines.emplace_back("Configuration", training["configuration"]);
    return lines;
}

}  // namespace

Classifier evaluated_classifier(std::string const& file) {
    auto classifier = Classifier::load(file);
    try {
        Json const training = parse_json(classifier.model().training);
        seen_events(classifier.model()), history_of(training), provenance_of(file, training);
    } catch (Json::exception const& error) {
        throw Error{file + ": its record of the training can't be read (" + error.what() + "). Freeze it again"};
    }
    return classifier;
}

Classifier other_classifier(std::string const& path, InputContract const& contract) {
    auto const file = frozen_file(path);
    auto classifier = evaluated_classifier(file);
    require_classes(classifier.model(), file, "a comparison of classes");
    bool const reads_no_known_jets =
        classifier.model().takes_sequences() && !(classifier.model().contract.jet_pt_min > 0);
    if (!reads_no_known_jets) require_same_jets(file, classifier.model().contract, contract);
    return classifier;
}

void require_same_jets(std::string const& file, InputContract const& own, InputContract const& first) {
    if (own.jet_pt_min == first.jet_pt_min && own.jet_abs_eta_max == first.jet_abs_eta_max) return;
    throw Error{file +
                " was trained on other jets than the first model (pt or eta). Score the events, and compare "
                "the scores"};
}

std::optional<evaluate::Leakage> SeenByModel::all() const {
    if (!by_id || !by_jets) return by_id;
    return evaluate::Leakage{by_id->training + by_jets->training, by_id->validation + by_jets->validation};
}

namespace {

SeenByModel combined(SeenEvents const& events, bool of_folds, std::optional<SeenByJets> const& jets,
                     data::Sequences const& sequences) {
    SeenByModel seen{of_folds ? evaluate::Leakage{} : events.leakage(sequences)};
    if (jets) seen.by_jets = jets->under_other_ids, seen.other_jets = jets->other_jets;
    return seen;
}

}  // namespace

SeenByModel seen_by(std::string const& file, Classifier const& classifier, data::Sequences const& sequences) {
    return combined(seen_events(classifier.model()), classifier.folds() > 1, seen_by_jets(file, classifier, sequences),
                    sequences);
}

SeenByModel seen_by(std::string const& file, FrozenModel const& model, data::Sequences const& sequences) {
    return combined(seen_events(model), false, seen_by_jets(file, model, sequences), sequences);
}

Strings warnings_on(SeenByModel const& seen, std::string const& file, Classifier const& classifier) {
    Strings warnings;
    if (!seen.by_id) {
        warnings.push_back("Which events the training of " + file +
                           " has seen is not known (its file, or that of a model that it began with, does not say): "
                           "the numbers may flatter the model.");
    }
    if (auto const why = check_seen_jets(file, classifier); !why.empty()) warnings.push_back(why + ".");
    // About 2 in 1,000 events get another hash if they are stored in other units.
    auto const by_id = static_cast<double>(seen.by_id ? seen.by_id->training + seen.by_id->validation : 0);
    if (static_cast<double>(seen.other_jets) <= 0.01 * by_id) return warnings;
    warnings.push_back(std::to_string(seen.other_jets) +
                       " of the events that count as seen by their sampleId and eventNumber have jets that the "
                       "training has not seen: if they are other events, give them a sampleId of their own.");
    return warnings;
}

std::vector<evaluate::ClassResult> results_of_classes(Classifier const& classifier, data::Sequences const& sequences) {
    if (classifier.classes().size() < 3) return {};
    std::vector<std::int8_t> labels;
    std::vector<float> weights;
    for (auto const& event : sequences.events) {
        labels.push_back(static_cast<std::int8_t>(event.production)), weights.push_back(event.weight);
    }
    return evaluate::class_results(classifier.classes(), probabilities_of_all(classifier, sequences), labels, weights);
}

void describe_model(evaluate::ReportInputs& inputs, std::string const& file, Classifier const& classifier,
                    data::Sequences const& sequences, std::vector<float> const& scores) {
    Json const training = parse_json(classifier.model().training);
    inputs.model = classifier.model().name;
    inputs.parity["LibTorch"] = largest_difference(scores, libtorch_scores_of(classifier, sequences));
    inputs.repeated = data::repeated_ids(sequences).with_same_jets,
    inputs.copies = data::events_with_jets_of_others(sequences);
    inputs.provenance = provenance_of(file, training);
    if (classifier.folds() == 1) {
        inputs.history = history_of(training);
    } else {
        inputs.provenance.emplace_back("Scores", "of an ensemble of " + std::to_string(classifier.folds()) +
                                                     " networks, by the one that has not seen the event; of samples "
                                                     "that the training did not read, their mean");
    }
}

}  // namespace jetseq::workflow
