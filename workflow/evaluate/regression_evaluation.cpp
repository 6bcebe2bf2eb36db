#include "workflow/evaluate/regression_evaluation.hpp"

#include <cmath>
#include <utility>

#include "core/error.hpp"
#include "core/io/output_folder.hpp"
#include "workflow/evaluate/evaluated_events.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/evaluate/event_inputs.hpp"
#include "workflow/evaluate/other_models.hpp"
#include "workflow/evaluate/trust_study.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::workflow {
namespace {

/// Throws Error for options that speak of classes.
void refuse_classes(EvaluationOptions const& options, std::string const& target) {
    std::pair<bool, char const*> const given[] = {
        {!options.points.empty(), "a working point"},
        {!options.calibration.empty(), "a calibration"},
        {!options.frozen.empty(), "a file with points and calibration"},
        {!options.cuts.empty(), "a selection by cuts"},
        {!options.masses.empty(), "the sculpting of masses"},
        {!options.trainings.empty(), "the ROC curves of several trainings"},
        {options.literature, "the literature"},
        {!options.labels.vbf.empty() || !options.labels.ggf.empty(), "a name of a class"}};
    for (auto const& [is_given, what] : given) {
        if (!is_given) continue;
        throw Error{frozen_file(options.model) + " finds a number, '" + target + "' (" + what +
                    " is of models that tell classes apart). Leave it out"};
    }
}

evaluate::FoundNumbers numbers_of(data::Sequences const& sequences, std::vector<float> found) {
    evaluate::FoundNumbers numbers;
    numbers.found = std::move(found);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        numbers.truth.push_back(*sequences.target.row(n)), numbers.weight.push_back(sequences.events[n].weight);
    }
    return numbers;
}

std::vector<evaluate::RegressionEpoch> epochs_of(Json const& training) {
    std::vector<evaluate::RegressionEpoch> epochs;
    for (auto const& row : training.value("history", Json::array())) {
        auto const number = [&](char const* key) {
            return row.contains(key) && row[key].is_number() ? row[key].get<double>() : std::nan("");
        };
        epochs.push_back({row.at("epoch").get<int>(), number("train_loss"), number("validation_loss"),
                          number("validation_bias"), number("validation_width"), number("learning_rate")});
    }
    return epochs;
}

void add_others(evaluate::Regression& regression, EvaluationOptions const& options, data::Sequences const& sequences) {
    std::vector<ModelName> names{{"", regression.models.front().name, options.model}};
    for (auto const& other : options.models) {
        auto found = numbers_of_other(other, sequences, regression.target);
        names.push_back(name_of_other(other, found.model));
        regression.models.push_back({found.model, numbers_of(sequences, std::move(found.score))});
    }
    auto const told = told_apart(names);
    for (std::size_t m = 0; m < told.size(); ++m) regression.models[m].name = told[m];
}

/// The models among those to compare with, for what they read.
std::vector<FrozenModel> other_networks(EvaluationOptions const& options) {
    std::vector<FrozenModel> read;
    for (auto const& model : models_among(options.models)) {
        read.push_back(read_frozen_ensemble(frozen_file(model)).networks.front());
    }
    return read;
}

}  // namespace

bool is_regression(EvaluationOptions const& options) {
    return read_frozen_ensemble(frozen_file(options.model)).networks.front().finds_number();
}

evaluate::Regression run_regression(EvaluationOptions const& options, Listener& listener) {
    auto const file = frozen_file(options.model);
    auto const classifier = evaluated_classifier(file);
    refuse_classes(options, classifier.classes()[0]);
    require_folder_or_nothing(options.out);
    require_kind_of_output(options.out + "/report.json", {"a report", "a report of a regression"});
    Fold const fold = classifier.folds() == 1 ? classifier.model().fold : Fold{};
    auto const read = load_for(classifier.model(), options.events, options.configuration, false, listener, 1,
                               other_networks(options));
    auto const sequences = data::reordered(read, chosen_events(read, options.all_events, fold));
    auto const scores = scores_of(classifier, sequences);

    evaluate::Regression regression;
    regression.target = classifier.classes()[0];
    regression.title = options.labels.title.empty() ? "Regression of " + regression.target : options.labels.title;
    regression.experiment = options.labels.experiment;
    regression.data = data::files_matching(options.events);
    regression.part = options.all_events ? "all events" : name_of_test_part(fold);
    regression.models.push_back({classifier.model().name, numbers_of(sequences, scores)});
    add_others(regression, options, sequences);
    evaluate::measure(regression);

    auto const ids = Identities{sequences};
    auto const inputs = event_inputs(classifier.model(), sequences);
    auto const score = [&](evaluate::EventInputs const& changed) { return scores_of(classifier, changed, ids.ids()); };
    regression.importances = evaluate::residual_importances(inputs, regression.models.front().numbers, score);

    evaluate::ReportInputs of_model;
    describe_model(of_model, file, classifier, sequences, scores);
    regression.parity = of_model.parity, regression.provenance = of_model.provenance;
    regression.parity["one batch"] = batch_difference(classifier, sequences, scores);
    for (auto const& other : options.parity) {
        auto const [name, difference] = parity_with(other, sequences, scores);
        if (!regression.parity.emplace(name, difference).second) {
            throw Error{"'" + name + "' stands twice in the table of parities (" + other +
                        "). Give it a name of its own: NAME=FILE"};
        }
    }
    if (classifier.folds() == 1) regression.history = epochs_of(parse_json(classifier.model().training));
    auto const seen = seen_by(file, classifier, sequences);
    regression.leakage = seen.all();
    for (auto& warning : warnings_on(seen, file, classifier)) regression.warnings.push_back(std::move(warning));
    if (regression.leakage && regression.leakage->training + regression.leakage->validation > 0)
        regression.warnings.push_back("The training has seen some of these events: the numbers flatter the model.");
    if (of_model.repeated > 0)
        regression.warnings.push_back(std::to_string(of_model.repeated) + " events appear more than once.");
    if (of_model.copies > 0)
        regression.warnings.push_back(std::to_string(of_model.copies) + " events have the jets of another event.");
    return regression;
}

}  // namespace jetseq::workflow
