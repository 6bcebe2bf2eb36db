#include <algorithm>
#include <cmath>
#include <iostream>
#include <set>

#include "jetseq/apps/command.hpp"
#include "jetseq/apps/model_files.hpp"
#include "jetseq/evaluate/write_report.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/event/version.hpp"
#include "jetseq/models/json.hpp"
#include "jetseq/select/vbf_cuts.hpp"
#include "jetseq/train/parts.hpp"
#include "jetseq/train/train.hpp"

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

ScoredEvents scored(Sequences const& sequences, std::vector<float> const& scores) {
    ScoredEvents events;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventInfo const& info = sequences.events[n];
        std::int8_t const label = info.production == Production::vbf;
        events.add({scores[n], label, info.weight, static_cast<std::int32_t>(sequences.length(n)), info.mass, info.spin,
                    info.leptons, static_cast<std::int32_t>(sequences.regimes[n]), is_vbf(sequences[n])});
    }
    return events;
}

double largest_difference(std::vector<float> const& a, std::vector<float> const& b) {
    double largest = 0;
    for (std::size_t n = 0; n < a.size(); ++n) largest = std::max(largest, std::fabs(static_cast<double>(a[n]) - b[n]));
    return largest;
}

/// The scores that scores_of() gives, by LibTorch.
std::vector<float> libtorch_scores_of(Classifier const& classifier, Sequences const& sequences) {
    std::vector<float> scores(sequences.size());
    for (std::size_t fold = 0; fold < classifier.folds(); ++fold) {
        std::vector<std::size_t> events;
        for (std::size_t n = 0; n < sequences.size(); ++n) {
            if (fold_of(id_of(sequences.events[n]), classifier.folds()) == fold) events.push_back(n);
        }
        auto const of_fold = libtorch_scores(classifier.model(fold), sequences, events);
        for (std::size_t n = 0; n < events.size(); ++n) scores[events[n]] = of_fold[n];
    }
    return scores;
}

/// How many of the events the training has seen.
Leakage leakage_of(Sequences const& sequences, Json const& training, Fold const& fold) {
    std::set<std::int32_t> samples;
    if (training.contains("data")) samples = training["data"].at("sample_ids").get<std::set<std::int32_t>>();
    Leakage leakage;
    for (auto const& event : sequences.events) {
        if (samples.count(event.sample_id) == 0) continue;
        leakage.training += part_of(event, fold) == Part::train;
        leakage.validation += part_of(event, fold) == Part::validation;
    }
    return leakage;
}

std::vector<TrainingEpoch> history_of(Json const& training) {
    std::vector<TrainingEpoch> history;
    auto const number = [](Json const& value) { return value.is_number() ? value.get<double>() : std::nan(""); };
    for (auto const& row : training.value("history", Json::array())) {
        history.push_back({row.at("epoch").get<int>(), number(row.at("train_loss")), number(row.at("validation_loss")),
                           number(row.at("validation_auc")), number(row.at("learning_rate"))});
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
    if (training.contains("configuration")) lines.emplace_back("Configuration", training["configuration"]);
    return lines;
}

std::string percent(Efficiency const& share) {
    char text[64];
    std::snprintf(text, sizeof text, "%5.1f +- %.1f", 100 * share.value, 50 * (share.high - share.low));
    return text;
}

void print_summary(Report const& report) {
    char text[100];
    std::snprintf(text, sizeof text, "AUC %.4f +- %.4f", report.curve.auc.value, report.curve.auc.error);
    std::cout << report.n_vbf << " VBF and " << report.n_ggf << " ggF/DY events; " << text
              << "\n                  VBF %        ggF/DY %\n";
    for (auto const& point : report.curve.working_points) {
        std::snprintf(text, sizeof text, "  score > %.1f   %s   %s\n", point.threshold, percent(point.vbf).c_str(),
                      percent(point.ggf).c_str());
        std::cout << text;
    }
    std::cout << "  cut-based     " << percent(report.cut_based.vbf) << "   " << percent(report.cut_based.ggf)
              << "\n  at its ggF/DY " << percent(report.curve.vbf_at_cut_based_ggf) << '\n';
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
        "label", "text shown in each plot, such as \"Private work\"", cxxopts::value<std::string>())(
        "config", "data.names and data.unit of foreign files", cxxopts::value<std::string>());
    syntax.positional_help("MODEL EVENTS... --out DIR");
    CommandLine const line{syntax, {"model", "events"}, {"model", "events", "out"}, argc, argv};
    if (line.help()) return 0;

    std::string const file = frozen_file(line.get<std::string>("model"));
    auto const classifier = Classifier::load(file);
    auto const patterns = line.get<Strings>("events");
    auto const read = load_for(classifier.model(), patterns, line.get<std::string>("config", ""), false);
    auto const fold = classifier.folds() == 1 ? classifier.model().fold : Fold{};
    auto const sequences = reordered(read, chosen_events(read, line.has("all"), fold));
    auto const scores = scores_of(classifier, sequences);
    Json const training = Json::parse(classifier.model().training);

    ReportInputs inputs;
    inputs.model = classifier.model().name;
    inputs.data = files_matching(patterns);
    inputs.part = line.has("all") ? "all events" : "test part (30 %)";
    inputs.parity["LibTorch"] = largest_difference(scores, libtorch_scores_of(classifier, sequences));
    inputs.leakage = Leakage{};
    inputs.provenance = provenance_of(file, training);
    if (classifier.folds() == 1) {
        inputs.history = history_of(training);
        inputs.leakage = leakage_of(sequences, training, fold);
    } else {
        inputs.provenance.emplace_back("Scores", "of an ensemble of " + std::to_string(classifier.folds()) +
                                                     " networks, by the one that has not seen the event");
    }
    inputs.literature = line.has("literature");
    inputs.labels.experiment = line.get<std::string>("label", "");
    auto const report = make_report(scored(sequences, scores), inputs);

    std::string const out = line.get<std::string>("out");
    auto const written = write_report(out, report);
    print_summary(report);
    for (auto const& path : written) std::cout << "wrote " << path << '\n';
    std::cout << "next: open " << out << "/report.html in a browser\n";
    return 0;
}

}  // namespace jetseq
