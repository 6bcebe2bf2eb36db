#include "workflow/evaluate/evaluation.hpp"

#include <set>

#include "core/error.hpp"
#include "core/io/output_folder.hpp"
#include "workflow/evaluate/evaluated_events.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/evaluate/mass_study.hpp"
#include "workflow/evaluate/model_names.hpp"
#include "workflow/evaluate/other_models.hpp"
#include "workflow/evaluate/refreeze.hpp"
#include "workflow/evaluate/training_study.hpp"
#include "workflow/evaluate/trust_study.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/model_inputs.hpp"

namespace jetseq::workflow {
namespace {

/// A model and the events that it is evaluated on.
struct Evaluated {
    std::string file;
    Classifier classifier;
    data::Sequences read, sequences;             ///< all events, and those of them that are evaluated
    std::vector<float> scores;                   ///< of `sequences`
    std::vector<evaluate::ClassResult> classes;  ///< if there are more than VBF and ggF/DY, which alone are in `read`

    Fold fold() const { return classifier.folds() == 1 ? classifier.model().fold : Fold{}; }
};

/// The texts that `given` leaves empty, for a network that tells apart `classes`.
evaluate::ReportLabels labels_for(Strings const& classes, evaluate::ReportLabels given) {
    evaluate::ReportLabels usual;
    if (!are_productions(classes)) {
        usual.vbf = classes[1], usual.ggf = classes[0];
        usual.title = "Classification of " + usual.vbf + " and " + usual.ggf;
    }
    if (given.title.empty()) given.title = usual.title;
    if (given.vbf.empty()) given.vbf = usual.vbf;
    if (given.ggf.empty()) given.ggf = usual.ggf;
    return given;
}

/// The inputs of the report that depend on the options and on what the model reads and tells apart.
evaluate::ReportInputs inputs_of(EvaluationOptions const& options, Evaluated const& model) {
    auto const& classes = model.classifier.classes();
    evaluate::ReportInputs inputs;
    inputs.data = data::files_matching(options.events);
    inputs.part = options.all_events ? "all events" : name_of_test_part(model.fold());
    inputs.cut_based_name = has_cut_based(model.sequences, classes) ? "m_jj > 770 GeV, |Δη| > 4.7" : "";
    inputs.literature = options.literature;
    inputs.labels = labels_for(classes, options.labels);
    if (!are_productions(classes)) inputs.class_names = {classes[0], classes[1]};
    for (auto const& objects : choice_of(model.classifier.model()).objects) inputs.objects.push_back(objects.name);
    return inputs;
}

/// The other models and trainings.
std::vector<FrozenModel> others_among(EvaluationOptions const& options) {
    auto models = models_among(options.models);
    if (!options.trainings.empty()) {
        for (auto const& run : trainings_in(options.trainings)) models.push_back(run);
    }
    std::vector<FrozenModel> read;
    for (auto const& model : models) read.push_back(read_frozen_ensemble(frozen_file(model)).networks.front());
    return read;
}

Evaluated read_evaluated(EvaluationOptions const& options, Listener& listener) {
    auto const file = frozen_file(options.model);
    Evaluated model{file, evaluated_classifier(file), {}, {}, {}, {}};
    auto& classifier = model.classifier;
    if (!options.frozen.empty() && classifier.folds() > 1) {
        throw Error{file + " is an ensemble of " + std::to_string(classifier.folds()) +
                    " networks (points and calibration are frozen into one). Take one network out"};
    }
    auto of_all_classes = load_for(classifier.model(), options.events, options.configuration, false, listener,
                                   classifier.classes().size(), others_among(options));
    if (classifier.classes().size() > 2) {
        auto const chosen = chosen_events(of_all_classes, options.all_events, model.fold());
        model.classes = results_of_classes(classifier, data::reordered(of_all_classes, chosen));
    }
    model.read = of_two_classes(std::move(of_all_classes));
    if (!options.calibration.empty()) classifier = calibrated(classifier, options.calibration, model.read);
    model.sequences = data::reordered(model.read, chosen_events(model.read, options.all_events, model.fold()));
    model.scores = scores_of(classifier, model.sequences);
    return model;
}

/// Gives each model a unique name. Throws Error if two selections by cuts have the same name.
void name_models(evaluate::ReportInputs& inputs, EvaluationOptions const& options) {
    std::vector<ModelName> names{{"", inputs.model, options.model}};
    for (std::size_t n = 0; n < options.models.size(); ++n) {
        names.push_back(name_of_other(options.models[n], inputs.comparisons[n].model));
    }
    auto const told = told_apart(names);
    inputs.model = told[0];
    for (std::size_t n = 0; n < options.models.size(); ++n) inputs.comparisons[n].model = told[n + 1];
    Strings cuts{inputs.cut_based_name};
    for (auto const& one : inputs.other_cuts) cuts.push_back(one.name);
    require_different("the cuts", cuts);
}

void add_parity(evaluate::ReportInputs& inputs, EvaluationOptions const& options, Evaluated const& model) {
    for (auto const& other : options.parity) {
        auto const [name, difference] = parity_with(other, model.sequences, model.scores);
        if (inputs.parity.emplace(name, difference).second) continue;
        bool const is_named = other.rfind(name + '=', 0) == 0;
        throw Error{"the parity " + other + ": '" + name + "' is already in the table. " +
                    (is_named ? "Give it another NAME" : "Name it: NAME=FILE")};
    }
}

/// Adds the model and those that it is compared with, all on the same events.
void add_models(evaluate::ReportInputs& inputs, EvaluationOptions const& options, Evaluated const& model) {
    auto const& [file, classifier, read, sequences, scores, classes] = model;
    inputs.classes = classes;
    describe_model(inputs, file, classifier, sequences, scores);
    if (classifier.model().takes_jets() || classifier.model().takes_sequences()) {
        inputs.parity["one batch"] = batch_difference(classifier, sequences, scores);
    }
    inputs.sample_names = names_of_samples(sequences, classifier.classes());
    for (auto const& other : options.models) {
        inputs.comparisons.push_back(scores_of_other(other, sequences, classifier.model().contract));
    }
    bool const is_usual = options.cuts.empty() && has_cut_based(sequences, classifier.classes());
    for (auto const& cuts : is_usual ? options.usual_cuts : options.cuts)
        inputs.other_cuts.push_back(cuts_on(cuts, sequences));
    name_models(inputs, options);
    add_parity(inputs, options, model);
}

/// A warning for each other model whose seen_jets.h5 can't be compared.
Strings warnings_of_others(EvaluationOptions const& options) {
    Strings warnings;
    std::set<std::string> files{frozen_file(options.model)};  // for the first model add_leakage() warns
    for (auto const& other : models_among(options.models)) {
        auto const file = frozen_file(other);
        if (!files.insert(file).second) continue;
        if (auto const why = check_seen_jets(file); !why.empty()) warnings.push_back(why + ".");
    }
    return warnings;
}

/// Adds the leakage by the record of the training and by its jets.
void add_leakage(evaluate::ReportInputs& inputs, Evaluated const& model) {
    auto& warnings = inputs.trust.warnings;
    auto const seen = seen_by(model.file, model.classifier, model.sequences);
    inputs.leakage = seen.by_id, inputs.leakage_by_jets = seen.by_jets;
    for (auto& warning : warnings_on(seen, model.file, model.classifier)) warnings.push_back(std::move(warning));
}

evaluate::Trust trust_of(EvaluationOptions const& options, Classifier const& classifier, StudiedEvents const& events) {
    auto trust = study_trust(classifier, events);
    trust.points = chosen_points(options.points, classifier, events.read, events.scored);
    if (!options.masses.empty()) trust.sculpting.push_back(study_masses(options.masses, events, trust.warnings));
    if (!options.trainings.empty()) {
        trust.trainings = study_trainings(options.trainings, events.read, classifier.model().contract);
    }
    return trust;
}

}  // namespace

Evaluation run_evaluation(EvaluationOptions const& options, Listener& listener) {
    require_folder_or_nothing(options.out);
    require_kind_of_output(options.frozen, {"a frozen model"});
    require_kind_of_output(options.out + "/report.json", {"a report", "a report of a regression"});
    auto const of_others = warnings_of_others(options);
    auto model = read_evaluated(options, listener);
    auto const events = scored_events(model.sequences, model.scores, model.classifier.classes());
    auto inputs = inputs_of(options, model);
    add_models(inputs, options, model);
    StudiedEvents studied{model.read, model.sequences, events};
    if (!inputs.class_names.empty()) studied.vbf = inputs.class_names[1], studied.ggf = inputs.class_names[0];
    inputs.trust = trust_of(options, model.classifier, studied);
    add_leakage(inputs, model);
    for (auto const& warning : of_others) inputs.trust.warnings.push_back(warning);
    return {std::move(model.classifier), evaluate::make_report(events, inputs)};
}

report::WrittenReport add_evaluation(OutputFiles& files, EvaluationOptions const& options,
                                     Evaluation const& evaluation) {
    auto const& [classifier, report] = evaluation;
    if (!options.frozen.empty()) {
        add_with_points(files, options.frozen, classifier.model(), report.inputs.trust.points);
    }
    return report::add_report(files, options.out, report, options.plots);
}

}  // namespace jetseq::workflow
