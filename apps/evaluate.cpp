#include <iostream>

#include "jetseq/apps/command.hpp"
#include "jetseq/apps/evaluated_events.hpp"
#include "jetseq/apps/evaluated_model.hpp"
#include "jetseq/apps/model_files.hpp"
#include "jetseq/apps/other_models.hpp"
#include "jetseq/apps/refreeze.hpp"
#include "jetseq/apps/trust_study.hpp"
#include "jetseq/evaluate/write_report.hpp"

namespace jetseq {
namespace {

void add_options(cxxopts::Options& syntax) {
    auto const text = [] { return cxxopts::value<std::string>(); };
    auto const texts = [] { return cxxopts::value<Strings>(); };
    auto add = syntax.add_options();
    add("model", "frozen model, or run directory", text());
    add("events", "files of events or sequences, or globs", texts());
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
    add("masses", "selected.h5 of jetseq select with these events, to show how the model sculpts m_VV", text());
    add("point",
        "choose a threshold with the validation part: NAME=vbf:EFFICIENCY, NAME=ggf:EFFICIENCY or "
        "NAME=significance:SIGNAL/BACKGROUND",
        texts());
    add("calibrate",
        "evaluate the model with its last layer calibrated by the validation part: temperature or logistic", text());
    add("freeze", "write the model with these points and this calibration to this file", text());
    add("literature", "show the published efficiencies for H(1 TeV) beside ours");
    add("title", "title of the page and the plots", text());
    add("vbf-name", "what signal is called in tables and plots", text());
    add("ggf-name", "what background is called", text());
    add("label", "text shown in each plot, such as \"Private work\"", text());
    add("config", "data.names and data.unit of foreign files", text());
    add_expected_sha256(syntax);
}

/// What the command line alone says.
ReportInputs inputs_of(CommandLine const& line) {
    ReportInputs inputs;
    inputs.data = files_matching(line.get<Strings>("events"));
    inputs.part = line.has("all") ? "all events" : "test part (30 %)";
    inputs.cut_based_name = "m_jj > 770 GeV, |Δη| > 4.7";
    inputs.literature = line.has("literature");
    auto& labels = inputs.labels;
    labels.experiment = line.get<std::string>("label", "");
    labels.title = line.get<std::string>("title", labels.title);
    labels.vbf = line.get<std::string>("vbf-name", labels.vbf);
    labels.ggf = line.get<std::string>("ggf-name", labels.ggf);
    return inputs;
}

Trust trust_of(CommandLine const& line, Classifier const& classifier, StudiedEvents const& events) {
    auto trust = study_trust(classifier, events);
    trust.points = chosen_points(line.get<Strings>("point", {}), classifier, events.read, events.scored);
    if (line.has("masses")) trust.sculpting.push_back(study_masses(line.get<std::string>("masses"), events));
    if (line.has("trainings")) trust.trainings = study_trainings(line.get<std::string>("trainings"), events.read);
    return trust;
}

std::string percent(Efficiency const& share) {
    char text[64];
    std::snprintf(text, sizeof text, "%5.1f +- %.1f", 100 * share.value, 50 * (share.high - share.low));
    return text;
}

void print_summary(Report const& report) {
    char text[100];
    std::snprintf(text, sizeof text, "AUC %.4f +- %.4f", report.first().auc.value, report.first().auc.error);
    std::cout << report.n_vbf << " VBF and " << report.n_ggf << " ggF/DY events; " << text
              << "\n                  VBF %        ggF/DY %\n";
    for (auto const& point : report.first().working_points) {
        std::snprintf(text, sizeof text, "  score > %.1f   %s   %s\n", point.threshold, percent(point.vbf).c_str(),
                      percent(point.ggf).c_str());
        std::cout << text;
    }
    std::cout << "  cut-based     " << percent(report.cut_based.vbf) << "   " << percent(report.cut_based.ggf)
              << "\n  at its ggF/DY " << percent(report.first().vbf_at_cut_based_ggf) << '\n';
    for (auto const& warning : report.warnings) std::cerr << "jetseq: warning: " << warning << '\n';
}

}  // namespace

int run_evaluate(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq evaluate",
                            "Measures what a frozen model is worth on the test part of the events.\n"};
    add_options(syntax);
    syntax.positional_help("MODEL EVENTS... --out DIR");
    CommandLine const line{syntax, {"model", "events"}, {"model", "events", "out"}, argc, argv};
    if (line.help()) return 0;

    std::string const file = frozen_file(line);
    auto classifier = Classifier::load(file);
    auto const patterns = line.get<Strings>("events");
    auto const read = load_for(classifier.model(), patterns, line.get<std::string>("config", ""), false);
    if (line.has("calibrate")) classifier = calibrated(classifier, line.get<std::string>("calibrate"), read);
    auto const fold = classifier.folds() == 1 ? classifier.model().fold : Fold{};
    auto const sequences = reordered(read, chosen_events(read, line.has("all"), fold));
    auto const scores = scores_of(classifier, sequences);

    auto inputs = inputs_of(line);
    describe_model(inputs, file, classifier, sequences, scores);
    inputs.sample_names = names_of_samples(sequences);
    for (auto const& other : line.get<Strings>("with", {})) {
        inputs.comparisons.push_back(scores_of_other(other, sequences, classifier.model().contract));
    }
    for (auto const& cuts : line.get<Strings>("cuts")) inputs.other_cuts.push_back(cuts_on(cuts, sequences));
    auto const events = scored_events(sequences, scores);
    if (!classifier.model().takes_variables())
        inputs.parity["one batch"] = batch_difference(classifier, sequences, scores);
    inputs.trust = trust_of(line, classifier, {read, sequences, events});
    auto const report = make_report(events, inputs);

    std::string const out = line.get<std::string>("out");
    auto const frozen = line.get<std::string>("freeze", "");
    if (!frozen.empty()) write_with_points(frozen, classifier.model(), inputs.trust.points);
    auto const written = write_report(out, report);
    print_summary(report);
    if (!frozen.empty()) std::cout << "wrote " << frozen << '\n';
    std::cout << "wrote " << written.at(0) << "\nwrote " << written.at(1) << "\nwrote " << written.size() - 2
              << " files in " << out << "/plots\n";
    std::cout << "next: open " << out << "/report.html in a browser\n";
    return 0;
}

}  // namespace jetseq
