#include <iostream>
#include <map>

#include "jetseq/apps/command.hpp"
#include "jetseq/apps/evaluated_model.hpp"
#include "jetseq/apps/model_files.hpp"
#include "jetseq/apps/other_models.hpp"
#include "jetseq/apps/refreeze.hpp"
#include "jetseq/apps/trust_study.hpp"
#include "jetseq/evaluate/write_report.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/select/vbf_cuts.hpp"
#include "jetseq/train/parts.hpp"

namespace jetseq {
namespace {

/// Events with a known label: those of the test part of a training of `fold`, or all of them.
std::vector<std::size_t> chosen_events(Sequences const& sequences, bool all, Fold const& fold) {
    std::vector<std::size_t> chosen;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        bool const labelled = sequences.events[n].production != Production::unknown;
        if (labelled && (all || part_of(sequences.events[n], fold) == Part::test)) chosen.push_back(n);
    }
    if (chosen.empty()) {
        throw Error{"no labelled event is left (" + std::to_string(sequences.size()) +
                    " read). Give files with signalType 0 and 1, or --all for samples not trained on"};
    }
    return chosen;
}

/// Jets that look like pile-up: below 50 GeV, beyond the first two.
std::int32_t soft_jets(JetSequence jets) {
    std::int32_t n = 0;
    for (std::size_t i = 2; i < jets.size(); ++i) n += jets[i].pt < 50;
    return n;
}

ScoredEvents scored(Sequences const& sequences, std::vector<float> const& scores) {
    ScoredEvents events;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& info = sequences.events[n];
        std::int8_t const label = info.production == Production::vbf;
        auto const jets = sequences[n];
        Jet const first = jets.size() > 0 ? jets[0] : Jet{};
        events.add({scores[n], label, info.weight, static_cast<std::int32_t>(jets.size()), info.mass, info.spin,
                    info.leptons, static_cast<std::int32_t>(sequences.regimes[n]), is_vbf(jets), first.pt, first.eta,
                    soft_jets(jets), info.sample_id});
    }
    return events;
}

std::string name_of_sample(EventInfo const& event) {
    std::string name = event.production == Production::vbf ? "VBF" : "ggF/DY";
    if (event.mass > 0) name += ", " + std::to_string(static_cast<int>(event.mass)) + " GeV";
    name += event.leptons < 0 ? ", hadronic" : ", " + std::to_string(event.leptons) + "-lepton";
    return event.spin > 0 ? name + ", spin " + std::to_string(event.spin) : name;
}

std::map<std::int32_t, std::string> names_of_samples(Sequences const& sequences) {
    std::map<std::int32_t, std::string> names;
    for (auto const& event : sequences.events) names.try_emplace(event.sample_id, name_of_sample(event));
    return names;
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
    syntax.add_options()("model", "frozen model, or run directory", cxxopts::value<std::string>())(
        "events", "files of events or sequences, or globs", cxxopts::value<Strings>())(
        "out", "folder for report.html, report.json and the plots", cxxopts::value<std::string>())(
        "all", "all events, not the test part only (for samples that were not trained on)")(
        "literature", "show the published efficiencies for H(1 TeV) beside ours")(
        "with",
        "another model on the same events, [NAME=]FILE: a frozen model, a run directory, or FILE.h5[:COLUMN] of "
        "scores; "
        "may be given many times",
        cxxopts::value<Strings>())("cuts", "another selection by cuts, [NAME=]M_JJ/DELTA_ETA (m_jj in GeV)",
                                   cxxopts::value<Strings>()->default_value("m_jj > 630 GeV=630/4.7"))(
        "trainings", "folder of several trainings (jetseq train --seeds or --folds), to show how far they spread",
        cxxopts::value<std::string>())(
        "point",
        "choose a threshold with the validation part: NAME=vbf:EFFICIENCY, NAME=ggf:EFFICIENCY or "
        "NAME=significance:SIGNAL/BACKGROUND",
        cxxopts::value<Strings>())(
        "calibrate",
        "evaluate the model with its last layer calibrated by the validation part: temperature or logistic",
        cxxopts::value<std::string>())("freeze", "write the model with these points and this calibration to this file",
                                       cxxopts::value<std::string>())(
        "label", "text shown in each plot, such as \"Private work\"", cxxopts::value<std::string>())(
        "config", "data.names and data.unit of foreign files", cxxopts::value<std::string>());
    syntax.positional_help("MODEL EVENTS... --out DIR");
    CommandLine const line{syntax, {"model", "events"}, {"model", "events", "out"}, argc, argv};
    if (line.help()) return 0;

    std::string const file = frozen_file(line.get<std::string>("model"));
    auto classifier = Classifier::load(file);
    auto const patterns = line.get<Strings>("events");
    auto const read = load_for(classifier.model(), patterns, line.get<std::string>("config", ""), false);
    if (line.has("calibrate")) classifier = calibrated(classifier, line.get<std::string>("calibrate"), read);
    auto const fold = classifier.folds() == 1 ? classifier.model().fold : Fold{};
    auto const sequences = reordered(read, chosen_events(read, line.has("all"), fold));
    auto const scores = scores_of(classifier, sequences);

    ReportInputs inputs;
    describe_model(inputs, file, classifier, sequences, scores);
    inputs.data = files_matching(patterns);
    inputs.part = line.has("all") ? "all events" : "test part (30 %)";
    inputs.sample_names = names_of_samples(sequences);
    for (auto const& other : line.get<Strings>("with", {})) {
        inputs.comparisons.push_back(scores_of_other(other, sequences, classifier.model().contract));
    }
    for (auto const& cuts : line.get<Strings>("cuts")) inputs.other_cuts.push_back(cuts_on(cuts, sequences));
    inputs.cut_based_name = "m_jj > 770 GeV, |Δη| > 4.7";
    inputs.literature = line.has("literature");
    inputs.labels.experiment = line.get<std::string>("label", "");
    auto const events = scored(sequences, scores);
    inputs.trust = study_trust(classifier, {read, sequences, events});
    inputs.parity["one batch"] = batch_difference(classifier, sequences, scores);
    inputs.trust.points = chosen_points(line.get<Strings>("point", {}), classifier, read, LabelledScores{events});
    auto const trainings = line.get<std::string>("trainings", "");
    if (!trainings.empty()) inputs.trust.trainings = study_trainings(trainings, read);
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
