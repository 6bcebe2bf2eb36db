#include "jetseq/data/score_file.hpp"

#include <cstddef>

#include "jetseq/data/file_header.hpp"
#include "jetseq/event/output_file.hpp"

namespace jetseq {
namespace {

struct ScoreRow {
    std::uint64_t event_number;
    std::int32_t sample_id, signal_type;
    float weight, vbf, ggf;
};

struct ScoreOfEvent {
    std::uint64_t event_number;
    std::int32_t sample_id;
    float score;
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

}  // namespace

void write_scores(std::string const& path, View<EventInfo> events, std::string const& model,
                  std::vector<float> const& scores, Attributes attributes) {
    std::vector<ScoreRow> rows;
    for (std::size_t n = 0; n < events.size(); ++n) {
        rows.push_back({events[n].event_number, events[n].sample_id, static_cast<std::int32_t>(events[n].production),
                        events[n].weight, scores[n], 1 - scores[n]});
    }
    std::vector<h5::Field> const fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(ScoreRow, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(ScoreRow, sample_id)},
        {"signalType", H5T_NATIVE_INT32, offsetof(ScoreRow, signal_type)},
        {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(ScoreRow, weight)},
        {model + "_pVBF", H5T_NATIVE_FLOAT, offsetof(ScoreRow, vbf)},
        {model + "_pggF", H5T_NATIVE_FLOAT, offsetof(ScoreRow, ggf)},
    };
    OutputFile output{path};
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_scores", std::move(attributes));
    file.write_table("events", fields, sizeof(ScoreRow), rows.size(), 0, rows.data());
    file.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
    file.close();
    output.commit();
}

ScoreColumn read_scores(std::string const& path, std::string const& column) {
    h5::InputFile const file{path};
    h5::InputTable const table{file, "events", 1};
    ScoreColumn result{column.empty() ? only_score_column(table) : column, {}, {}};
    std::vector<ScoreOfEvent> rows(table.rows());
    std::vector<h5::Field> const fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(ScoreOfEvent, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(ScoreOfEvent, sample_id)},
        {result.name, H5T_NATIVE_FLOAT, offsetof(ScoreOfEvent, score)},
    };
    if (!rows.empty()) table.read(fields, sizeof(ScoreOfEvent), 0, rows.size(), rows.data());
    for (auto const& row : rows) {
        result.events.push_back({row.sample_id, row.event_number});
        result.scores.push_back(row.score);
    }
    return result;
}

}  // namespace jetseq
