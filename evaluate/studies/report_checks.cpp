#include "evaluate/studies/report_checks.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/error.hpp"
#include "core/text/counted.hpp"
#include "core/text/number_text.hpp"

namespace jetseq::evaluate {
namespace {

constexpr double largest_parity_difference = 1e-4;  // float arithmetic in another order differs by much less

void check_columns(ScoredEvents const& events, ReportInputs const& inputs) {
    std::size_t const n = events.size();
    bool const same = events.label.size() == n && events.weight.size() == n && events.n_jets.size() == n &&
                      events.mass.size() == n && events.spin.size() == n && events.leptons.size() == n &&
                      events.regime.size() == n && events.cut_based.size() == n && events.leading_pt.size() == n &&
                      events.leading_eta.size() == n && events.n_soft.size() == n && events.sample.size() == n;
    bool const counted_alike = std::all_of(events.objects.begin(), events.objects.end(),
                                           [&](ObjectCounts const& objects) { return objects.count.size() == n; });
    if (!same || !counted_alike)
        throw Error{"the columns of the scored events differ in length. Fill one entry of each per event"};
    for (auto const& cuts : inputs.other_cuts) {
        if (cuts.passes.size() != n) throw Error{"'" + cuts.name + "' does not say for each event whether it passes"};
    }
    for (auto const& other : inputs.comparisons) {
        if (other.score.size() == n) continue;
        throw Error{"model '" + other.model + "' has " + std::to_string(other.score.size()) + " scores for " +
                    std::to_string(n) + " events. Score the same events with both models"};
    }
}

[[noreturn]] void bad_value(std::string const& what, double value, std::size_t event, char const* advice) {
    throw Error{what + " of event " + std::to_string(event) + " is " + significant(value) + ". " + advice};
}

void check_scores(std::string const& model, std::vector<float> const& score) {
    for (std::size_t i = 0; i < score.size(); ++i) {
        if (!(score[i] >= 0 && score[i] <= 1)) {
            bad_value("model '" + model + "': the score", score[i], i,
                      "A score is a probability in [0, 1]: check the inputs of the model");
        }
    }
}

void check_values(ScoredEvents const& events) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events.label[i] != 0 && events.label[i] != 1) {
            bad_value("the label", events.label[i], i, "Evaluate only events of class 1 or 0");
        }
        if (!std::isfinite(events.weight[i])) {
            bad_value("the weight", events.weight[i], i, "Check mcEventWeight in the events file");
        }
        if (!std::isfinite(events.mass[i])) {
            bad_value("the mass", events.mass[i], i, "Use 0 for events without a resonance");
        }
    }
}

void warn_of_classes(Report& report) {
    for (auto const& [n, name] :
         {std::pair{report.n_vbf, report.inputs.labels.vbf}, std::pair{report.n_ggf, report.inputs.labels.ggf}}) {
        if (n == 0)
            report.warnings.push_back("There is no " + name + " event: its efficiencies and the AUC are undefined.");
    }
    if (report.n_vbf > 0 && report.n_ggf > 0 && std::isnan(report.first().auc.value)) {
        report.warnings.push_back(
            "The weights of a class sum to zero or less: its efficiencies and the AUC are undefined.");
    }
}

void warn_of_weights(Report& report, ScoredEvents const& events) {
    auto const negative = std::count_if(events.weight.begin(), events.weight.end(), [](float w) { return w < 0; });
    if (negative == 0) return;
    report.warnings.push_back(
        counted(negative, "event", "events") + " of " + std::to_string(events.size()) +
        " with negative weight: efficiencies can leave [0, 1] and the ROC curve can run backwards.");
}

/// No error can be estimated for a class of less than two effective events.
void warn_of_few_events(Report& report) {
    for (auto const& [n, n_eff, name] : {std::tuple{report.n_vbf, report.n_eff_vbf, report.inputs.labels.vbf},
                                         std::tuple{report.n_ggf, report.n_eff_ggf, report.inputs.labels.ggf}}) {
        if (n == 0 || n_eff >= 2) continue;
        report.warnings.push_back(
            n == 1 ? "There is only one " + name + " event: no error of that class means anything."
                   : "The " + std::to_string(n) + ' ' + name + " events count for " + significant(n_eff) +
                         " of equal weight: few outweigh all others, negative weights cancel, or all are 0. No error "
                         "of that class means anything.");
    }
}

void warn_of_cut_based(Report& report) {
    bool const keeps_something = report.cut_based.vbf.value != 0 || report.cut_based.ggf.value != 0;
    if (report.n_vbf + report.n_ggf == 0 || keeps_something || report.inputs.cut_based_name.empty()) return;
    report.warnings.push_back("The cut-based category selects no event: the comparison with it is left out.");
}

void warn_of_leakage(Report& report, std::string const& whose, std::optional<Leakage> const& leakage) {
    if (!leakage || leakage->training + leakage->validation == 0) return;
    report.warnings.push_back(whose + " has seen some of these events (" +
                              counted(leakage->training, "training event", "training events") + ", " +
                              counted(leakage->validation, "validation event", "validation events") +
                              "): the numbers flatter the model.");
}

void warn_of_leakage_by_jets(Report& report) {
    auto const& leakage = report.inputs.leakage_by_jets;
    if (!leakage || leakage->training + leakage->validation == 0) return;
    report.warnings.push_back("The training has seen the jets of some of these events under another sampleId or " +
                              ("eventNumber (" + counted(leakage->training, "training event", "training events")) +
                              ", " + counted(leakage->validation, "validation event", "validation events") +
                              "): the numbers flatter the model.");
}

void warn_of_repeated(Report& report) {
    if (report.inputs.repeated > 0) {
        report.warnings.push_back(counted(report.inputs.repeated, "event appears", "events appear") +
                                  " in the data more than once: errors are too small.");
    }
    if (report.inputs.copies > 0) {
        report.warnings.push_back(counted(report.inputs.copies, "event has", "events have") +
                                  " the jets of another event with another sampleId or eventNumber: if " +
                                  (report.inputs.copies == 1 ? "it is a copy" : "they are copies") +
                                  ", errors are too small.");
    }
}

void warn_of_parity(Report& report) {
    for (auto const& [backend, difference] : report.inputs.parity) {
        if (difference <= largest_parity_difference) continue;
        report.warnings.push_back("The scores of " + backend + " differ from the trained network's by up to " +
                                  significant(difference) + ": these backends don't run the same model.");
    }
}

}  // namespace

void check(ScoredEvents const& events, ReportInputs const& inputs) {
    check_columns(events, inputs);
    check_values(events);
    check_scores(inputs.model, events.score);
    for (auto const& other : inputs.comparisons) check_scores(other.model, other.score);
}

void add_warnings(Report& report, ScoredEvents const& events) {
    warn_of_leakage(report, "The training", report.inputs.leakage);
    for (auto const& other : report.inputs.comparisons) {
        warn_of_leakage(report, "The training of " + other.model, other.leakage);
    }
    warn_of_leakage_by_jets(report);
    warn_of_repeated(report);
    warn_of_parity(report);
    warn_of_classes(report);
    warn_of_weights(report, events);
    warn_of_few_events(report);
    warn_of_cut_based(report);
    auto const& of_trust = report.inputs.trust.warnings;
    report.warnings.insert(report.warnings.end(), of_trust.begin(), of_trust.end());
}

}  // namespace jetseq::evaluate
