#include "jetseq/apps/other_models.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>

#include "jetseq/apps/evaluated_model.hpp"
#include "jetseq/apps/model_files.hpp"
#include "jetseq/data/score_file.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/select/vbf_cuts.hpp"

namespace jetseq {
namespace {

/// NAME=REST; the name is "" where there is none.
std::pair<std::string, std::string> named(std::string const& given) {
    auto const at = given.find('=');
    if (at == given.npos) return {"", given};
    return {given.substr(0, at), given.substr(at + 1)};
}

/// FILE.h5:COLUMN; the column is "" where there is none.
std::pair<std::string, std::string> with_column(std::string const& given) {
    auto const at = given.rfind(':');
    if (at == given.npos || std::filesystem::exists(given)) return {given, ""};
    return {given.substr(0, at), given.substr(at + 1)};
}

bool is_hdf5(std::string const& path) {
    auto const extension = std::filesystem::path{path}.extension();
    return extension == ".h5" || extension == ".hdf5";
}

ComparedScores from_file(std::string const& path, std::string const& wanted, Sequences const& sequences) {
    auto const column = read_scores(path, wanted);
    std::map<std::pair<std::int32_t, std::uint64_t>, float> score_of;
    for (std::size_t i = 0; i < column.events.size(); ++i) {
        score_of[{column.events[i].sample_id, column.events[i].event_number}] = column.scores[i];
    }
    ComparedScores result{column.name, {}, {}};
    for (auto const& event : sequences.events) {
        auto const found = score_of.find({event.sample_id, event.event_number});
        if (found == score_of.end()) {
            throw Error{path + " has no score for event " + std::to_string(event.event_number) + " of sample " +
                        std::to_string(event.sample_id) + ". Score the same files with jetseq score"};
        }
        if (!std::isfinite(found->second)) {
            throw Error{path + " has a score that is no finite number, for event " +
                        std::to_string(event.event_number) + " of sample " + std::to_string(event.sample_id) +
                        ". Make the file again"};
        }
        result.score.push_back(found->second);
    }
    return result;
}

ComparedScores from_model(std::string const& path, Sequences const& sequences, InputContract const& contract) {
    auto const file = frozen_file(path);
    if (auto const set = read_set_model(file)) {
        require_same_jets(file, set->contract, contract);
        return {set->name, scores_of(*set, sequences), leakage_of(*set, sequences)};
    }
    auto const classifier = other_classifier(path, contract);
    return {classifier.model().name, scores_of(classifier, sequences), leakage_of(classifier, sequences)};
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

ComparedScores scores_of_other(std::string const& given, Sequences const& sequences, InputContract const& contract) {
    auto const [name, rest] = named(given);
    auto const [file, column] = with_column(rest);
    auto result = is_hdf5(file) ? from_file(file, column, sequences) : from_model(rest, sequences, contract);
    if (!name.empty()) result.model = name;
    return result;
}

std::pair<std::string, double> parity_with(std::string const& given, Sequences const& sequences,
                                           std::vector<float> const& scores) {
    auto const [name, rest] = named(given);
    auto const [file, column] = with_column(rest);
    auto const other = from_file(file, column, sequences);
    double largest = 0;
    for (std::size_t n = 0; n < scores.size(); ++n) {
        largest = std::max(largest, std::fabs(static_cast<double>(scores[n]) - other.score[n]));
    }
    return {name.empty() ? std::filesystem::path{file}.stem().string() : name, largest};
}

ComparedCuts cuts_on(std::string const& given, Sequences const& sequences) {
    auto const [name, numbers] = named(given);
    VbfCuts cuts;
    char rest = 0;
    // NOLINTNEXTLINE(cert-err34-c): a cut at infinity or at 0 is one
    if (std::sscanf(numbers.c_str(), "%f/%f%c", &cuts.m_jj_min, &cuts.delta_eta_min, &rest) != 2) {
        throw Error{"--cuts " + given + " is not [NAME=]M_JJ/DELTA_ETA. Try --cuts 630/4.7"};
    }
    ComparedCuts result{name.empty() ? "m_jj, |Δη| > " + numbers : name, {}};
    for (std::size_t n = 0; n < sequences.size(); ++n) result.passes.push_back(is_vbf(sequences[n], cuts));
    return result;
}

}  // namespace jetseq
