#include "workflow/evaluate/trust_study.hpp"

#include <algorithm>
#include <cmath>

#include "evaluate/studies/importance.hpp"
#include "infer/scorer.hpp"
#include "workflow/evaluate/scored_part.hpp"

namespace jetseq::workflow {
namespace {

/// Ids of the events, by which an ensemble chooses the network that has not seen them.
struct Identities {
    std::vector<std::int32_t> sample_id;
    std::vector<std::uint64_t> event_number;

    explicit Identities(data::Sequences const& sequences) {
        for (auto const& event : sequences.events) {
            sample_id.push_back(event.sample_id), event_number.push_back(event.event_number);
        }
    }
    EventIds ids() const noexcept { return {sample_id.data(), event_number.data()}; }
};

evaluate::JetTable table_of(data::Sequences const& sequences) {
    return {{sequences.jets.data(), sequences.jets.data() + sequences.jets.size()},
            {sequences.offsets.data(), sequences.offsets.data() + sequences.offsets.size()}};
}

std::vector<float> batch_scores(Scorer& score, evaluate::JetTable const& table, Identities const& who) {
    std::vector<float> scores(table.events());
    score({table.jets.data(), table.offsets.data(), table.events(), who.ids()}, scores.data());
    return scores;
}

}  // namespace

evaluate::Trust study_trust(Classifier const& classifier, StudiedEvents const& events) {
    Scorer scorer{classifier};
    Identities const who{events.evaluated};
    auto const jets = table_of(events.evaluated);
    auto const score = [&](evaluate::JetTable const& changed) { return batch_scores(scorer, changed, who); };
    auto const& contract = classifier.model().contract;
    evaluate::JetAcceptance const acceptance{std::max(contract.jet_pt_min, 1.0F), contract.jet_abs_eta_max};
    evaluate::LabelledScores const nominal{events.scored};
    evaluate::Trust trust;
    if (classifier.model().takes_jets()) {  // changed jets would need changed variables or features
        trust.systematics = evaluate::shifts(evaluate::systematic_changes(acceptance), jets, nominal, score,
                                             evaluate::report_thresholds[0]);
        trust.mistakes =
            evaluate::shifts(evaluate::mistakes(acceptance), jets, nominal, score, evaluate::report_thresholds[0]);
        trust.importances = evaluate::importances(jets, nominal, score);
    }
    trust.sculpting = evaluate::sculpting_of_jets(events.scored);
    if (classifier.folds() > 1) return trust;
    auto const trained_on = part_of_training(classifier, events.read, data::Part::train);
    auto const validation = part_of_training(classifier, events.read, data::Part::validation);
    if (!trained_on.score.empty()) trust.overtraining = evaluate::overtraining(trained_on, nominal);
    if (!validation.score.empty())
        trust.recalibrations = evaluate::recalibrations(validation, nominal, trust.warnings);
    else if (!trained_on.score.empty())
        trust.warnings.push_back("There are no calibrations: none of the events is in the validation part.");
    return trust;
}

double batch_difference(Classifier const& classifier, data::Sequences const& sequences,
                        std::vector<float> const& scores) {
    Scorer scorer{classifier};
    return largest_difference(scores, batch_scores(scorer, table_of(sequences), Identities{sequences}));
}

}  // namespace jetseq::workflow
