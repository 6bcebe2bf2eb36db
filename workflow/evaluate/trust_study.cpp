#include "workflow/evaluate/trust_study.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/json/json.hpp"
#include "core/text/number_text.hpp"
#include "core/text/shell_word.hpp"
#include "data/scores/selected_file.hpp"
#include "data/sequences/identity.hpp"
#include "evaluate/metrics/measure.hpp"
#include "evaluate/studies/importance.hpp"
#include "evaluate/studies/trust.hpp"
#include "infer/scorer.hpp"
#include "train/input/parts.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/events/seen_events.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq {
namespace {

namespace fs = std::filesystem;

/// Who the events are, for an ensemble to choose the network that has not seen them.
struct Identities {
    std::vector<std::int32_t> sample_id;
    std::vector<std::uint64_t> event_number;

    explicit Identities(Sequences const& sequences) {
        for (auto const& event : sequences.events) {
            sample_id.push_back(event.sample_id), event_number.push_back(event.event_number);
        }
    }
    EventIds ids() const noexcept { return {sample_id.data(), event_number.data()}; }
};

JetTable table_of(Sequences const& sequences) {
    return {{sequences.jets.data(), sequences.jets.data() + sequences.jets.size()},
            {sequences.offsets.data(), sequences.offsets.data() + sequences.offsets.size()}};
}

std::vector<float> batch_scores(Scorer& score, JetTable const& table, Identities const& who) {
    std::vector<float> scores(table.events());
    score({table.jets.data(), table.offsets.data(), table.events(), who.ids()}, scores.data());
    return scores;
}

/// `classifier`: Classifier, or the FrozenModel of a network over sets of jets.
template <class Model>
ScoredPart scored(Model const& classifier, Sequences const& read, std::vector<std::size_t> const& chosen) {
    auto const sequences = reordered(read, chosen);
    ScoredPart part{scores_of(classifier, sequences), {}, {}};
    for (auto const& event : sequences.events) {
        part.label.push_back(event.production == Production::vbf ? 1 : 0), part.weight.push_back(event.weight);
    }
    return part;
}

}  // namespace

ScoredPart part_of_training(Classifier const& classifier, Sequences const& read, Part wanted) {
    auto const seen = seen_events(classifier.model());
    std::vector<std::size_t> chosen;
    for (std::size_t n = 0; n < read.size(); ++n) {
        bool const labelled = read.events[n].production != Production::unknown;
        if (labelled && seen.part_of(read.events[n]) == wanted) chosen.push_back(n);
    }
    return scored(classifier, read, chosen);
}

Trust study_trust(Classifier const& classifier, StudiedEvents const& events) {
    Scorer scorer{classifier};
    Identities const who{events.evaluated};
    auto const jets = table_of(events.evaluated);
    auto const score = [&](JetTable const& changed) { return batch_scores(scorer, changed, who); };
    auto const& contract = classifier.model().contract;
    JetAcceptance const acceptance{std::max(contract.jet_pt_min, 1.0F), contract.jet_abs_eta_max};
    LabelledScores const nominal{events.scored};
    Trust trust;
    if (!classifier.model().takes_variables()) {  // else what happens to its jets can't be told
        trust.systematics = shifts(systematic_changes(acceptance), jets, nominal, score, report_thresholds[0]);
        trust.mistakes = shifts(mistakes(acceptance), jets, nominal, score, report_thresholds[0]);
        trust.importances = importances(jets, nominal, score);
    }
    trust.sculpting = sculpting_of_jets(events.scored);
    if (classifier.folds() > 1) return trust;
    auto const trained_on = part_of_training(classifier, events.read, Part::train);
    auto const validation = part_of_training(classifier, events.read, Part::validation);
    if (!trained_on.score.empty()) trust.overtraining = overtraining(trained_on, nominal);
    if (!validation.score.empty())
        trust.recalibrations = recalibrations(validation, nominal, trust.warnings);
    else if (!trained_on.score.empty())
        trust.warnings.push_back("There are no calibrations: none of the events is in the validation part.");
    return trust;
}

namespace {

/// Throws Error unless the mass of row `n` of `path` is 0 or more.
void require_mass(std::string const& path, std::vector<SelectedRow> const& rows, std::size_t n) {
    if (rows[n].m_vv >= 0 && std::isfinite(rows[n].m_vv)) return;
    throw Error{path + ": /events, row " + std::to_string(n) + ", " + text_of(id_of(rows[n].info)) + ": m_VV is " +
                significant(static_cast<double>(rows[n].m_vv), 6) +
                " (a mass in GeV expected, 0 without one). Make the file again"};
}

/// What is drawn is the mass of ggF/DY events: some must be there.
void require_background(std::string const& path, ScoredPart const& part, std::size_t without_mass) {
    std::string const others = without_mass == 0 ? "" : "; m_VV of " + std::to_string(without_mass) + " is 0";
    if (part.score.empty()) {
        throw Error{path + " holds no mass of the events evaluated (other events, or no m_VV" + others +
                    "). Select the same files"};
    }
    if (std::count(part.label.begin(), part.label.end(), 1) < static_cast<std::ptrdiff_t>(part.label.size())) return;
    throw Error{path + " holds no mass of a ggF/DY event among the events evaluated (all " +
                std::to_string(part.label.size()) + " with a mass are VBF" + others +
                "; what is shown is how the background is sculpted). Select files of both, or leave the masses out"};
}

}  // namespace

Sculpting study_masses(std::string const& path, StudiedEvents const& events, std::vector<std::string>& warnings) {
    std::string model;
    auto const rows = read_selected(path, model);
    std::vector<EventId> ids;
    for (auto const& row : rows) ids.push_back(id_of(row.info));
    EventRows const by_event{std::move(ids), path};
    ScoredPart part;
    std::vector<float> mass;
    std::size_t without_mass = 0, elsewhere = 0;
    for (std::size_t n = 0; n < events.scored.size(); ++n) {
        auto const row = by_event.row_of(id_of(events.evaluated.events[n]));
        if (!row) {
            ++elsewhere;
            continue;
        }
        if (contradict(rows[*row].info.production, events.evaluated.events[n].production)) {
            throw Error{path + " has another class for " + text_of(id_of(events.evaluated.events[n])) +
                        " than the data (other events with the same numbers, or labels that data.labels changes here). "
                        "Select from the same files, and label them alike"};
        }
        require_mass(path, rows, *row);
        if (rows[*row].m_vv == 0) {
            ++without_mass;
            continue;
        }
        mass.push_back(rows[*row].m_vv), part.score.push_back(events.scored.score[n]);
        part.label.push_back(events.scored.label[n]), part.weight.push_back(events.scored.weight[n]);
    }
    require_background(path, part, without_mass);
    if (without_mass > 0) {
        warnings.push_back("Sculpting of m_VV leaves out " + std::to_string(without_mass) + " of " +
                           std::to_string(events.scored.size() - elsewhere) + " events, whose m_VV is 0 in " + path +
                           ".");
    }
    auto sorted = mass;
    std::sort(sorted.begin(), sorted.end());
    double const low = sorted[sorted.size() / 100], high = sorted[sorted.size() - 1 - sorted.size() / 100];
    std::vector<double> edges;
    for (int i = 0; i <= 25; ++i) edges.push_back(low + (high > low ? high - low : 1) * i / 25);
    return sculpting("m_{VV} [GeV]", edges, mass, part, report_thresholds[0]);
}

namespace {

/// The trainings that `summary`, the record of several in `folder`, names.
std::vector<std::string> trainings_of_summary(std::string const& summary, std::string const& folder) try {
    auto const record = read_json(summary);
    std::vector<std::string> runs;
    for (auto const& training : record.at("trainings")) {
        runs.push_back(folder + "/" + training.at("name").get<std::string>());
        if (fs::is_directory(runs.back())) continue;
        throw Error{summary + " names the training " + runs.back() +
                    ", which is not there. Copy it, too, or leave the trainings out"};
    }
    return runs;
} catch (Json::exception const& error) {
    throw Error{summary + " is not whole (" + error.what() + "). Make it again: resume the training in " +
                shell_word(folder)};
}

}  // namespace

std::vector<std::string> trainings_in(std::string const& folder) {
    std::string const summary = folder + "/summary.json";
    if (kind_of_file(summary).what == "the summary of several trainings") return trainings_of_summary(summary, folder);
    std::vector<std::string> runs;
    for (auto const& entry : fs::directory_iterator{folder}) {
        if (entry.is_directory() && fs::exists(entry.path() / "metrics.csv")) runs.push_back(entry.path());
    }
    std::sort(runs.begin(), runs.end());
    if (runs.empty()) throw Error{folder + " holds no trainings. Train with several seeds or folds"};
    return runs;
}

namespace {

/// Labelled events of the test part that no model which this one began with has seen. Throws Error if there is none.
std::vector<std::size_t> unseen_events(std::string const& file, FrozenModel const& model, Sequences const& read) {
    auto const seen = seen_events(model);
    auto events = events_of(read, Part::test, model.fold);
    if (events.empty()) {
        throw Error{file +
                    " has none of the events evaluated in its test part (its training and validation parts hold all "
                    "that are labelled). Evaluate others, or leave the trainings out"};
    }
    std::erase_if(events, [&](std::size_t n) { return seen.holds(read.events[n]); });
    if (events.empty()) {
        throw Error{file +
                    " has seen all of the events evaluated (in its training, or that of a model that it began with). "
                    "Evaluate others, or leave the trainings out"};
    }
    return events;
}

ScoredPart test_part(std::string const& run, Sequences const& read, InputContract const& contract) {
    auto const file = frozen_file(run);
    if (auto const set = read_set_model(file)) {
        require_same_jets(file, set->contract, contract);
        return scored(*set, read, unseen_events(file, *set, read));
    }
    auto const classifier = other_classifier(run, contract);
    return scored(classifier, read, unseen_events(file, classifier.model(), read));
}

}  // namespace

std::vector<TrainingOfMany> study_trainings(std::string const& folder, Sequences const& read,
                                            InputContract const& contract) {
    std::vector<TrainingOfMany> result;
    for (auto const& run : trainings_in(folder)) {
        auto const part = test_part(run, read, contract);
        auto const point = operating_point(part, report_thresholds[0]);
        result.push_back({fs::path{run}.filename(), auc(LabelledScores{part}), {point.vbf, point.ggf}});
    }
    return result;
}

double batch_difference(Classifier const& classifier, Sequences const& sequences, std::vector<float> const& scores) {
    Scorer scorer{classifier};
    auto const batch = batch_scores(scorer, table_of(sequences), Identities{sequences});
    double largest = 0;
    for (std::size_t n = 0; n < scores.size(); ++n) {
        largest = std::max(largest, std::fabs(static_cast<double>(scores[n]) - batch[n]));
    }
    return largest;
}

}  // namespace jetseq
