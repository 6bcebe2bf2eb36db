#include "workflow/evaluate/trust_study.hpp"

#include <algorithm>
#include <cmath>

#include "evaluate/studies/importance.hpp"
#include "infer/scorer.hpp"
#include "workflow/evaluate/event_inputs.hpp"
#include "workflow/evaluate/scored_part.hpp"

namespace jetseq::workflow {
namespace {

evaluate::JetTable table_of(data::Sequences const& sequences) {
    return {{sequences.jets.data(), sequences.jets.data() + sequences.jets.size()},
            {sequences.offsets.data(), sequences.offsets.data() + sequences.offsets.size()}};
}

std::vector<float> batch_scores(Scorer& score, evaluate::JetTable const& table, Identities const& who) {
    std::vector<float> scores(table.events());
    score({table.jets.data(), table.offsets.data(), table.events(), who.ids()}, scores.data());
    return scores;
}

/// Adds the studies of changed jets.
void study_jets(evaluate::Trust& trust, Classifier const& classifier, StudiedEvents const& events) {
    Scorer scorer{classifier};
    Identities const who{events.evaluated};
    auto const jets = table_of(events.evaluated);
    auto const score = [&](evaluate::JetTable const& changed) { return batch_scores(scorer, changed, who); };
    auto const& contract = classifier.model().contract;
    evaluate::JetAcceptance const acceptance{std::max(contract.jet_pt_min, 1.0F), contract.jet_abs_eta_max};
    evaluate::LabelledScores const nominal{events.scored};
    double const threshold = evaluate::report_thresholds[0];
    trust.systematics = evaluate::shifts(evaluate::systematic_changes(acceptance), jets, nominal, score, threshold);
    trust.mistakes = evaluate::shifts(evaluate::mistakes(acceptance), jets, nominal, score, threshold);
    trust.importances = evaluate::importances(jets, nominal, score);
}

/// Adds the studies of changed inputs by names.
void study_inputs(evaluate::Trust& trust, Classifier const& classifier, StudiedEvents const& events) {
    Identities const who{events.evaluated};
    auto const inputs = event_inputs(classifier.model(), events.evaluated);
    auto const score = [&](evaluate::EventInputs const& changed) { return scores_of(classifier, changed, who.ids()); };
    evaluate::LabelledScores const nominal{events.scored};
    double const threshold = evaluate::report_thresholds[0];
    trust.systematics = evaluate::shifts(evaluate::input_changes(inputs), inputs, nominal, score, threshold);
    trust.mistakes = evaluate::shifts(evaluate::reversed_orders(inputs), inputs, nominal, score, threshold);
    trust.importances = evaluate::importances(inputs, nominal, score);
}

}  // namespace

evaluate::Trust study_trust(Classifier const& classifier, StudiedEvents const& events) {
    evaluate::LabelledScores const nominal{events.scored};
    evaluate::Trust trust;
    if (classifier.model().takes_jets()) study_jets(trust, classifier, events);
    if (classifier.model().takes_sequences()) study_inputs(trust, classifier, events);
    if (events.scored.known.jets) trust.sculpting = evaluate::sculpting_of_jets(events.scored);
    for (auto& one : evaluate::sculpting_of_objects(events.scored)) trust.sculpting.push_back(std::move(one));
    if (classifier.folds() > 1) return trust;
    auto const trained_on = part_of_training(classifier, events.read, data::Part::train);
    auto const validation = part_of_training(classifier, events.read, data::Part::validation);
    if (!trained_on.score.empty()) trust.overtraining = evaluate::overtraining(trained_on, nominal);
    if (!validation.score.empty())
        trust.recalibrations = evaluate::recalibrations(validation, nominal, trust.warnings, events.vbf);
    else if (!trained_on.score.empty())
        trust.warnings.push_back("There are no calibrations: none of the events is in the validation part.");
    return trust;
}

double batch_difference(Classifier const& classifier, data::Sequences const& sequences,
                        std::vector<float> const& scores) {
    if (classifier.model().takes_sequences()) {
        auto const inputs = event_inputs(classifier.model(), sequences);
        return largest_difference(scores, scores_of(classifier, inputs, Identities{sequences}.ids()));
    }
    Scorer scorer{classifier};
    return largest_difference(scores, batch_scores(scorer, table_of(sequences), Identities{sequences}));
}

}  // namespace jetseq::workflow
