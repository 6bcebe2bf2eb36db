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

}  // namespace jetseq
