#include <cmath>
#include <iostream>
#include <set>

#include "apps/options/command.hpp"
#include "apps/options/model_option.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/io/output_folder.hpp"
#include "core/text/near_match.hpp"
#include "report/page/write_report.hpp"
#include "workflow/evaluate/evaluated_events.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/evaluate/model_names.hpp"
#include "workflow/evaluate/other_models.hpp"
#include "workflow/evaluate/refreeze.hpp"
#include "workflow/evaluate/trust_study.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq {
namespace {

void add_options(cxxopts::Options& syntax) {
    auto const text = [] { return cxxopts::value<std::string>(); };
    auto const texts = [] { return cxxopts::value<WholeTexts>(); };
    auto add = syntax.add_options();
    add("model", "frozen model, or run directory", text());
    add("events", "files of events or sequences, or globs", cxxopts::value<Strings>());
    add("out", "folder for report.html, report.json and the plots", text());
    add("all", "all events, not the test part only (for samples that were not trained on)");
    add("with",
        "another model on the same events, [NAME=]FILE: a frozen model, a run directory, or FILE.h5[:COLUMN] of "
        "scores; may be given many times",
        texts());
    add("cuts", "another selection by cuts, [NAME=]M_JJ/DELTA_ETA (m_jj in GeV)",
        texts()->default_value("m_jj > 630 GeV=630/4.7"));
    add("trainings", "folder of several trainings (jetseq train --seeds or --folds), to show how far they spread",
        text());
    add("parity",
        "scores of this model by another engine, [NAME=]FILE.h5[:COLUMN]; the largest difference is shown; may be "
        "given "
        "many times",
        texts());
    add("masses", "selected.h5 of jetseq select with these events, to show how the model sculpts m_VV", text());
    add("point",
        "choose a threshold with the validation part: NAME=vbf:EFFICIENCY, NAME=ggf:EFFICIENCY or "
        "NAME=significance:SIGNAL/BACKGROUND",
        texts());
    add("calibrate", "evaluate the model calibrated by the validation part: temperature, logistic or isotonic", text());
    add("freeze", "write the model with these points and this calibration to this file", text());
    add("literature", "show the published efficiencies for H(1 TeV) beside ours");
    add("title", "title of the page and the plots", text());
    add("vbf-name", "what signal is called in tables and plots", text());
    add("ggf-name", "what background is called", text());
    add("label", "text shown in each plot, such as \"Private work\"", text());
    add("config", "data.names and data.unit of foreign files", text());
    add_expected_sha256(syntax);
}

/// A model and the events that it is evaluated on.
struct Evaluated {
    std::string file;
    Classifier classifier;
    Sequences read, sequences;         ///< all events, and those of them that are evaluated
    std::vector<float> scores;         ///< of `sequences`
    std::vector<ClassResult> classes;  ///< where there are more than VBF and ggF/DY, which alone are in `read`

    Fold fold() const { return classifier.folds() == 1 ? classifier.model().fold : Fold{}; }
};

std::string name_of_test_part(Fold const& fold) {
    if (fold.of == 1) return "test part (30 %)";
    return "test part (fold " + std::to_string(fold.index) + ", one of " + std::to_string(fold.of) + ")";
}

/// What the command line alone says.
ReportInputs inputs_of(CommandLine const& line, Fold const& fold) {
    ReportInputs inputs;
    inputs.data = files_matching(line.get<Strings>("events"));
    inputs.part = line.has("all") ? "all events" : name_of_test_part(fold);
    inputs.cut_based_name = "m_jj > 770 GeV, |Δη| > 4.7";
    inputs.literature = line.has("literature");
    auto& labels = inputs.labels;
    labels.experiment = line.get<std::string>("label", "");
    labels.title = line.get<std::string>("title", labels.title);
    labels.vbf = line.get<std::string>("vbf-name", labels.vbf);
    labels.ggf = line.get<std::string>("ggf-name", labels.ggf);
    return inputs;
}

/// What the models of --with and --trainings read beside the jets.
Strings variables_of_others(CommandLine const& line) {
    auto models = models_among(line.get<WholeTexts>("with", {}).texts);
    if (line.has("trainings")) {
        for (auto const& run : trainings_in(line.get<std::string>("trainings"))) models.push_back(run);
    }
    Strings names;
    for (auto const& model : models) {
        for (auto const& name : variables_of(read_frozen_ensemble(frozen_file(model)).networks.front())) {
            names.push_back(name);
        }
    }
    return names;
}

Evaluated read_evaluated(CommandLine const& line) {
    auto const file = frozen_file(line);
    Evaluated model{file, evaluated_classifier(file), {}, {}, {}, {}};
    auto& classifier = model.classifier;
    if (line.has("freeze") && classifier.folds() > 1) {
        throw Error{file + " is an ensemble of " + std::to_string(classifier.folds()) +
                    " networks (--freeze writes one). Take one of them: jetseq export --fold N --format frozen"};
    }
    Terminal terminal;
    auto of_all_classes = load_for(classifier.model(), line.get<Strings>("events"), line.get<std::string>("config", ""),
                                   false, terminal, classifier.classes().size(), variables_of_others(line));
    if (classifier.classes().size() > 2) {
        auto const chosen = chosen_events(of_all_classes, line.has("all"), model.fold());
        model.classes = results_of_classes(classifier, reordered(of_all_classes, chosen));
    }
    model.read = of_two_classes(std::move(of_all_classes));
    if (line.has("calibrate")) classifier = calibrated(classifier, line.get<std::string>("calibrate"), model.read);
    model.sequences = reordered(model.read, chosen_events(model.read, line.has("all"), model.fold()));
    model.scores = scores_of(classifier, model.sequences);
    return model;
}

/// Names by which the models, and the cuts, can be told apart.
void name_models(ReportInputs& inputs, CommandLine const& line) {
    std::vector<ModelName> names{{"", inputs.model, line.get<std::string>("model")}};
    auto const others = line.get<WholeTexts>("with", {}).texts;
    for (std::size_t n = 0; n < others.size(); ++n) {
        names.push_back(name_of_other(others[n], inputs.comparisons[n].model));
    }
    auto const told = told_apart(names);
    inputs.model = told[0];
    for (std::size_t n = 0; n < others.size(); ++n) inputs.comparisons[n].model = told[n + 1];
    Strings cuts{inputs.cut_based_name};
    for (auto const& one : inputs.other_cuts) cuts.push_back(one.name);
    require_different("the cuts", cuts);
}

/// What the model and the others on the same events say.
void add_to(ReportInputs& inputs, CommandLine const& line, Evaluated const& model) {
    auto const& [file, classifier, read, sequences, scores, classes] = model;
    inputs.classes = classes;
    describe_model(inputs, file, classifier, sequences, scores);
    if (!classifier.model().takes_variables()) {
        inputs.parity["one batch"] = batch_difference(classifier, sequences, scores);
    }
    inputs.sample_names = names_of_samples(sequences);
    for (auto const& other : line.get<WholeTexts>("with", {}).texts) {
        inputs.comparisons.push_back(scores_of_other(other, sequences, classifier.model().contract));
    }
    for (auto const& cuts : line.get<WholeTexts>("cuts").texts) inputs.other_cuts.push_back(cuts_on(cuts, sequences));
    name_models(inputs, line);
    for (auto const& other : line.get<WholeTexts>("parity", {}).texts) {
        auto const [name, difference] = parity_with(other, sequences, scores);
        if (inputs.parity.emplace(name, difference).second) continue;
        throw Error{"--parity " + other + ": '" + name + "' stands in the table already. Name it: --parity NAME=FILE"};
    }
}

/// Warnings for those models of --with whose seen_jets.h5 can't be compared. Called before long work.
Strings warnings_of_others(CommandLine const& line) {
    Strings warnings;
    std::set<std::string> files{frozen_file(line)};  // of the first the report says it anyway
    for (auto const& other : models_among(line.get<WholeTexts>("with", {}).texts)) {
        auto const file = frozen_file(other);
        if (!files.insert(file).second) continue;
        if (auto const why = check_seen_jets(file); !why.empty()) warnings.push_back(why + ".");
    }
    return warnings;
}

/// The leakage by the record of the training and by its jets.
void add_leakage(ReportInputs& inputs, Evaluated const& model) {
    auto& warnings = inputs.trust.warnings;
    auto const seen = seen_by(model.file, model.classifier, model.sequences);
    inputs.leakage = seen.by_id, inputs.leakage_by_jets = seen.by_jets;
    if (!seen.by_id) {
        warnings.push_back("Which events the training of " + model.file +
                           " has seen is not known (its file, or that of a model that it began with, does not say): "
                           "the numbers may flatter the model.");
    }
    if (auto const why = check_seen_jets(model.file, model.classifier); !why.empty()) warnings.push_back(why + ".");
    // Of events that were stored in other units about 2 in 1,000 have other hashes.
    auto const by_id = static_cast<double>(seen.by_id ? seen.by_id->training + seen.by_id->validation : 0);
    if (static_cast<double>(seen.other_jets) <= 0.01 * by_id) return;
    warnings.push_back(std::to_string(seen.other_jets) +
                       " of the events that count as seen by their sampleId and eventNumber have jets that the "
                       "training has not seen: if they are other events, give them a sampleId of their own.");
}

Trust trust_of(CommandLine const& line, Classifier const& classifier, StudiedEvents const& events) {
    auto trust = study_trust(classifier, events);
    trust.points = chosen_points(line.get<WholeTexts>("point", {}).texts, classifier, events.read, events.scored);
    if (line.has("masses")) {
        trust.sculpting.push_back(study_masses(line.get<std::string>("masses"), events, trust.warnings));
    }
    if (line.has("trainings")) {
        auto const& contract = classifier.model().contract;
        trust.trainings = study_trainings(line.get<std::string>("trainings"), events.read, contract);
    }
    return trust;
}

std::string percent(Efficiency const& share) {
    if (!std::isfinite(share.value)) return "  undefined";
    char text[64];
    std::snprintf(text, sizeof text, "%5.1f +- %.1f", 100 * share.value, 50 * (share.high - share.low));
    return text;
}

void print_summary(Report const& report) {
    char text[100] = "AUC undefined";
    auto const& area = report.first().auc;
    if (std::isfinite(area.error))
        std::snprintf(text, sizeof text, "AUC %.4f +- %.4f", area.value, area.error);
    else if (std::isfinite(area.value))
        std::snprintf(text, sizeof text, "AUC %.4f, its error undefined", area.value);
    std::cout << report.n_vbf << " VBF and " << report.n_ggf << " ggF/DY events; " << text
              << "\n                  VBF %        ggF/DY %\n";
    for (auto const& point : report.first().working_points) {
        std::snprintf(text, sizeof text, "  score > %.1f   %s   %s\n", point.threshold, percent(point.vbf).c_str(),
                      percent(point.ggf).c_str());
        std::cout << text;
    }
    std::cout << "  cut-based     " << percent(report.cut_based.vbf) << "   " << percent(report.cut_based.ggf)
              << "\n  score, with the same ggF/DY: " << percent(report.first().vbf_at_cut_based_ggf) << '\n';
    for (auto const& warning : report.warnings) std::cerr << "jetseq: warning: " << warning << '\n';
}

void print_files(Strings const& written, std::string const& out) {
    std::cout << "wrote " << written.at(0) << "\nwrote " << written.at(1) << "\nwrote " << written.size() - 2
              << " files in " << out << "/plots\n";
    std::cout << "next: open " << out << "/report.html in a browser\n";
}

}  // namespace

int run_evaluate(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq evaluate",
                            "Measures what a frozen model is worth on the test part of the events.\n"};
    add_options(syntax);
    syntax.positional_help("MODEL EVENTS... --out DIR");
    CommandLine const line{syntax, {"model", "events"}, {"model", "events", "out"}, argc, argv};
    if (line.help()) return 0;

    require_folder_or_nothing(line.get<std::string>("out"));
    line.require_apart("freeze", {"report.html", "report.json", "plots"});
    require_kind_of_output(line.get<std::string>("freeze", ""), {"a frozen model"});
    require_kind_of_output(line.get<std::string>("out") + "/report.json", {"a report"});
    auto const of_others = warnings_of_others(line);
    auto const model = read_evaluated(line);
    auto const events = scored_events(model.sequences, model.scores);
    auto inputs = inputs_of(line, model.fold());
    add_to(inputs, line, model);
    inputs.trust = trust_of(line, model.classifier, {model.read, model.sequences, events});
    add_leakage(inputs, model);
    for (auto const& warning : of_others) inputs.trust.warnings.push_back(warning);
    auto const report = make_report(events, inputs);

    auto const held = folder_when_free(line.get<std::string>("out"));
    auto const frozen = line.get<std::string>("freeze", "");
    OutputFiles files;  // take their places together
    if (!frozen.empty()) add_with_points(files, frozen, model.classifier.model(), inputs.trust.points);
    auto const written = add_report(files, line.get<std::string>("out"), report);
    {
        PostponedInterrupts const together;
        files.commit();
        remove_leftovers(line.get<std::string>("out"), plots_of_reports(), files.paths());
    }
    print_summary(report);
    if (!frozen.empty()) std::cout << "wrote " << frozen << '\n';
    print_files(written.paths, line.get<std::string>("out"));
    if (!written.missing_letters.empty()) {
        std::cerr << "jetseq: note: the PDF plots show ? in place of " << joined(written.missing_letters)
                  << " (their fonts have no such letter); SVG and HTML show the text as it is\n";
    }
    return 0;
}

}  // namespace jetseq
