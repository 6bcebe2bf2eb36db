#include "data/scores/score_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>

#include "core/error.hpp"
#include "core/io/output_file.hpp"
#include "core/text/near_match.hpp"
#include "data/events/checks.hpp"
#include "data/events/file_header.hpp"
#include "data/hdf5/input_table.hpp"

namespace jetseq::data {
namespace {

struct IdColumns {
    std::uint64_t event_number;
    std::int32_t sample_id, signal_type;
    float weight;
};

struct ScoreOfEvent {
    std::uint64_t event_number;
    std::int32_t sample_id, signal_type;
    double score;
};

std::string only_score_column(h5::InputTable const& table) {
    std::vector<std::string> found;
    for (auto const& name : table.columns()) {
        if (name.size() > 5 && name.compare(name.size() - 5, 5, "_pVBF") == 0) found.push_back(name);
    }
    if (found.size() == 1) return found.front();
    throw Error{table.where() + " has " + std::to_string(found.size()) +
                " columns of scores that end in _pVBF. Name one: FILE:COLUMN"};
}

/// `value` as a float; infinite beyond the range of floats.
float rounded(double score) {
    constexpr double most = std::numeric_limits<float>::max();
    return std::fabs(score) > most ? std::copysign(INFINITY, static_cast<float>(score > 0 ? 1 : -1))
                                   : static_cast<float>(score);
}

double pairs(std::size_t n) { return 0.5 * static_cast<double>(n) * (static_cast<double>(n) - 1); }

double pairs_made_equal(std::vector<ScoreOfEvent> const& rows) {
    constexpr double rounding = 1e-15;  // scores whose relative difference is smaller differ by rounding
    std::vector<double> scores;
    for (auto const& row : rows) {
        if (std::isfinite(row.score)) scores.push_back(row.score);
    }
    if (scores.size() < 2) return 0;
    std::sort(scores.begin(), scores.end());
    double equal = 0;  // pairs with equal floats but different doubles
    for (std::size_t first = 0; first < scores.size();) {
        std::size_t end = first, same = first;  // `same`: the first of those that are equal already
        for (; end < scores.size() && rounded(scores[end]) == rounded(scores[first]); ++end) {
            if (end == same || scores[end] - scores[end - 1] <= rounding * std::fabs(scores[end])) continue;
            equal -= pairs(end - same), same = end;
        }
        equal += pairs(end - first) - pairs(end - same);
        first = end;
    }
    return equal / pairs(scores.size());
}

/// The names of the labels; those of the stated network are older than the others.
std::vector<std::string> label_names(std::vector<std::string> const& classes) {
    return are_productions(classes) ? std::vector<std::string>{"ggF_DY", "VBF"} : classes;
}

/// The columns of probabilities of a model.
std::vector<std::string> columns_of(std::string const& model, std::vector<std::string> const& classes) {
    std::vector<std::string> names;
    for (auto const& name : classes) names.push_back(model + "_p" + name);
    return names;
}

/// Writes a column for each of `names`; `labels` name the values of signalType.
void write_columns(std::string const& path, View<EventInfo> events, std::vector<std::string> const& names,
                   std::vector<std::string> const& labels, std::vector<float> const& probabilities,
                   Attributes attributes) {
    std::vector<h5::Field> fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(IdColumns, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(IdColumns, sample_id)},
        {"signalType", H5T_NATIVE_INT32, offsetof(IdColumns, signal_type)},
        {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(IdColumns, weight)},
    };
    constexpr std::size_t first = offsetof(IdColumns, weight) + sizeof(float);
    for (std::size_t k = 0; k < names.size(); ++k) {
        fields.push_back({names[k], H5T_NATIVE_FLOAT, first + k * sizeof(float)});
    }
    std::size_t const row = (first + names.size() * sizeof(float) + 7) / 8 * 8;
    std::vector<char> rows(events.size() * row);
    for (std::size_t n = 0; n < events.size(); ++n) {
        IdColumns const event{events[n].event_number, events[n].sample_id,
                              static_cast<std::int32_t>(events[n].production), events[n].weight};
        std::memcpy(rows.data() + n * row, &event, first);
        std::memcpy(rows.data() + n * row + first, probabilities.data() + n * names.size(),
                    names.size() * sizeof(float));
    }
    OutputFile output{path};
    require_kind_or_nothing(output.path(), "jetseq_scores");
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_scores", std::move(attributes));
    file.write_table("events", fields, row, events.size(), 0, rows.data());
    if (!labels.empty()) file.write_table_attribute("events", "flavour_label", labels);
    file.close();
    output.commit();
}

}  // namespace

void write_probabilities(std::string const& path, View<EventInfo> events, std::string const& model,
                         std::vector<std::string> const& classes, std::vector<float> const& probabilities,
                         Attributes attributes) {
    write_columns(path, events, columns_of(model, classes), label_names(classes), probabilities, std::move(attributes));
}

void write_numbers(std::string const& path, View<EventInfo> events, std::string const& column,
                   std::vector<float> const& numbers, Attributes attributes) {
    attributes["score_column"] = column;
    write_columns(path, events, {column}, {}, numbers, std::move(attributes));
}

void write_scores(std::string const& path, View<EventInfo> events, std::string const& model,
                  std::vector<float> const& scores, Attributes attributes, std::vector<std::string> const& classes) {
    std::vector<float> both;
    for (float const score : scores) both.push_back(score), both.push_back(1 - score);
    auto const labels = label_names(classes);
    if (labels == classes) attributes["score_column"] = model + "_p" + classes[1];
    write_columns(path, events, columns_of(model, {classes[1], classes[0]}), labels, both, std::move(attributes));
}

ScoreColumn read_scores(std::string const& path, std::string const& column) {
    h5::InputFile const file{path};
    h5::InputTable const table{file, "events", 1};
    auto attributes = file.attributes();
    std::string const content = attributes["kind"] == "jetseq_scores" ? attributes["content"] : "";
    std::string const own = attributes["kind"] == "jetseq_scores" ? attributes["score_column"] : "";
    ScoreColumn result{!column.empty() ? column : own.empty() ? only_score_column(table) : own, content, {}, {}, {}, 0};
    if (!table.has(result.name)) {
        throw Error{path + ": /events has no column '" + result.name + "' (it has: " + joined(table.columns()) +
                    "). Name the column of scores, as FILE.h5:COLUMN"};
    }
    std::vector<ScoreOfEvent> rows(table.rows());
    std::vector<h5::Field> fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(ScoreOfEvent, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(ScoreOfEvent, sample_id)},
        {result.name, H5T_NATIVE_DOUBLE, offsetof(ScoreOfEvent, score)},
    };
    bool const has_label = attributes["kind"] == "jetseq_scores" && table.has("signalType");
    if (has_label) fields.push_back({"signalType", H5T_NATIVE_INT32, offsetof(ScoreOfEvent, signal_type)});
    if (!rows.empty()) table.read(fields, sizeof(ScoreOfEvent), 0, rows.size(), rows.data());
    for (std::size_t n = 0; n < rows.size(); ++n) {
        auto const& row = rows[n];
        if (has_label) checks::require_label(row.signal_type, table.where(), n, "Score the events again");
        if (has_label) result.labels.push_back(static_cast<Production>(row.signal_type));
        result.events.push_back({row.sample_id, row.event_number});
        result.scores.push_back(rounded(row.score));
    }
    result.pairs_made_equal = pairs_made_equal(rows);
    return result;
}

}  // namespace jetseq::data
