#include "workflow/evaluate/other_models.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "data/scores/score_file.hpp"
#include "data/sequences/identity.hpp"
#include "event/unknown_number.hpp"
#include "select/cuts/vbf_cuts.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/evaluate/scored_part.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

/// Splits FILE.h5:COLUMN; COLUMN may be missing.
std::pair<std::string, std::string> with_column(std::string const& given) {
    auto const at = given.rfind(':');
    if (at == given.npos || std::filesystem::exists(given)) return {given, ""};
    return {given.substr(0, at), given.substr(at + 1)};
}

/// Splits NAME=REST; NAME may be missing, and a "=" in the path of a file separates nothing.
std::pair<std::string, std::string> named(std::string const& given) {
    auto const at = given.find('=');
    if (at == given.npos || std::filesystem::exists(with_column(given).first)) return {"", given};
    if (at == 0)
        throw Error{"'" + given + "' has no NAME before the '=' (NAME=FILE expected). Give one, or drop the '='"};
    return {given.substr(0, at), given.substr(at + 1)};
}

bool is_hdf5(std::string const& path) {
    auto const extension = std::filesystem::path{path}.extension();
    return extension == ".h5" || extension == ".hdf5";
}

/// Throws Error if so many different scores become equal in single precision, in which scores are compared, that the
/// AUC could change in its fourth digit.
void require_single_precision(data::ScoreColumn const& column, std::string const& path) {
    constexpr double most_lost = 1e-4;
    if (column.pairs_made_equal <= most_lost) return;
    throw Error{path + ": the column " + column.name +
                " holds scores that are too close to each other for the comparison (" +
                significant(100 * column.pairs_made_equal, 3) +
                " % of the pairs of events with different scores have equal ones in single precision). Spread them, "
                "for example by rank divided by the number of events"};
}

/// The scores of `sequences` in `column` of the file at `path`.
evaluate::ComparedScores scores_in(data::ScoreColumn const& column, std::string const& path,
                                   data::Sequences const& sequences) {
    if (!column.content.empty() && column.content != std::to_string(sequences.content)) {
        throw Error{path +
                    " holds scores of another file, or of this one under another sampleId (it has no sampleId: each "
                    "model gives it that of its training). Score the same files with the same model, or give each file "
                    "a sampleId"};
    }
    data::EventRows const rows{column.events, path};
    evaluate::ComparedScores result{column.name, {}, {}};
    for (auto const& event : sequences.events) {
        auto const row = rows.row_of(id_of(event));
        if (!row) {
            throw Error{path + " has no score for " + data::text_of(id_of(event)) + ". Score the same files again"};
        }
        if (!column.labels.empty() && contradict(column.labels[*row], event.production)) {
            throw Error{path + " has another class for " + data::text_of(id_of(event)) +
                        " than the data (other events with the same numbers, or labels that data.labels changes here). "
                        "Score the same files again, and label them alike"};
        }
        float const score = column.scores[*row];
        if (!std::isfinite(score) || stands_for_unknown(static_cast<double>(score))) {
            std::string const number =
                std::isfinite(score) ? shortest(static_cast<double>(score)) : "no finite number of single precision";
            throw Error{path + " has no score for " + data::text_of(id_of(event)) + " (it is " + number +
                        ", or stands for an unknown number). Make the file again"};
        }
        result.score.push_back(score);
    }
    return result;
}

void require_probabilities(std::vector<float> const& scores, std::string const& path,
                           data::Sequences const& sequences) {
    for (std::size_t n = 0; n < scores.size(); ++n) {
        if (scores[n] >= 0 && scores[n] <= 1) continue;
        throw Error{path + " has the score " + shortest(static_cast<double>(scores[n])) + " for " +
                    data::text_of(id_of(sequences.events[n])) +
                    " (0 to 1 expected). Turn it into a probability, such as by 1/(1 + exp(-score))"};
    }
}

evaluate::ComparedScores from_model(std::string const& path, data::Sequences const& sequences,
                                    InputContract const& contract) {
    auto const file = frozen_file(path);
    if (auto const set = read_set_model(file)) {
        require_same_jets(file, set->contract, contract);
        auto const seen = seen_by(file, *set, sequences);
        return {set->name, scores_of(*set, sequences), seen.all()};
    }
    auto const classifier = other_classifier(path, contract);
    auto const seen = seen_by(file, classifier, sequences);
    return {classifier.model().name, scores_of(classifier, sequences), seen.all()};
}

}  // namespace

Strings models_among(Strings const& others) {
    Strings models;
    for (auto const& given : others) {
        auto const rest = named(given).second;
        if (!is_hdf5(with_column(rest).first)) models.push_back(rest);
    }
    return models;
}

evaluate::ComparedScores scores_of_other(std::string const& given, data::Sequences const& sequences,
                                         InputContract const& contract) {
    auto const rest = named(given).second;
    auto const [file, column] = with_column(rest);
    if (!is_hdf5(file)) return from_model(rest, sequences, contract);
    auto const scores = data::read_scores(file, column);
    require_single_precision(scores, file);
    auto compared = scores_in(scores, file, sequences);
    require_probabilities(compared.score, file, sequences);
    return compared;
}

evaluate::ComparedScores numbers_of_other(std::string const& given, data::Sequences const& sequences,
                                          std::string const& target) {
    auto const rest = named(given).second;
    auto const [file, column] = with_column(rest);
    if (is_hdf5(file)) {
        auto numbers = data::read_scores(file, column);
        numbers.labels.clear();  // which have no meaning beside a number
        return scores_in(numbers, file, sequences);
    }
    auto const classifier = evaluated_classifier(frozen_file(rest));
    if (!classifier.finds_number() || classifier.classes()[0] != target) {
        throw Error{rest + " does not find '" + target + "' (a model of the same number is wanted). Name another"};
    }
    return {classifier.model().name, scores_of(classifier, sequences),
            seen_by(frozen_file(rest), classifier, sequences).all()};
}

ModelName name_of_other(std::string const& given, std::string const& own) {
    auto const [name, rest] = named(given);
    auto const file = with_column(rest).first;
    return {name, own, is_hdf5(file) ? file : rest};
}

std::pair<std::string, double> parity_with(std::string const& given, data::Sequences const& sequences,
                                           std::vector<float> const& scores) {
    auto const [name, rest] = named(given);
    auto const [file, column] = with_column(rest);
    auto const other = scores_in(data::read_scores(file, column), file, sequences);
    return {name.empty() ? std::filesystem::path{file}.stem().string() : name, largest_difference(scores, other.score)};
}

evaluate::ComparedCuts cuts_on(std::string const& given, data::Sequences const& sequences) {
    auto const [name, numbers] = named(given);
    VbfCuts cuts;
    char rest = 0;
    // NOLINTNEXTLINE(cert-err34-c): a cut at infinity or at 0 is one
    if (std::sscanf(numbers.c_str(), "%f/%f%c", &cuts.m_jj_min, &cuts.delta_eta_min, &rest) != 2 ||
        std::isnan(cuts.m_jj_min) || std::isnan(cuts.delta_eta_min)) {
        throw Error{"the cuts '" + given + "' (not [NAME=]M_JJ/DELTA_ETA). Try 630/4.7"};
    }
    evaluate::ComparedCuts result{name.empty() ? "m_jj, |Δη| > " + numbers : name, {}};
    for (std::size_t n = 0; n < sequences.size(); ++n) result.passes.push_back(is_vbf(sequences[n], cuts));
    return result;
}

}  // namespace jetseq::workflow
