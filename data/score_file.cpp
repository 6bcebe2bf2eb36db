#include "jetseq/data/score_file.hpp"

#include <cstddef>
#include <cstring>

#include "jetseq/data/file_header.hpp"
#include "jetseq/event/output_file.hpp"

namespace jetseq {
namespace {

struct EventColumns {
    std::uint64_t event_number;
    std::int32_t sample_id, signal_type;
    float weight;
};

}  // namespace

void write_probabilities(std::string const& path, View<EventInfo> events, std::string const& model,
                         std::vector<std::string> const& classes, std::vector<float> const& probabilities,
                         Attributes attributes) {
    std::vector<h5::Field> fields{
        {"eventNumber", H5T_NATIVE_UINT64, offsetof(EventColumns, event_number)},
        {"sampleId", H5T_NATIVE_INT32, offsetof(EventColumns, sample_id)},
        {"signalType", H5T_NATIVE_INT32, offsetof(EventColumns, signal_type)},
        {"mcEventWeight", H5T_NATIVE_FLOAT, offsetof(EventColumns, weight)},
    };
    constexpr std::size_t first = offsetof(EventColumns, weight) + sizeof(float);
    for (std::size_t k = 0; k < classes.size(); ++k) {
        fields.push_back({model + "_p" + classes[k], H5T_NATIVE_FLOAT, first + k * sizeof(float)});
    }
    std::size_t const row = (first + classes.size() * sizeof(float) + 7) / 8 * 8;
    std::vector<char> rows(events.size() * row);
    for (std::size_t n = 0; n < events.size(); ++n) {
        EventColumns const columns{events[n].event_number, events[n].sample_id,
                                   static_cast<std::int32_t>(events[n].production), events[n].weight};
        std::memcpy(rows.data() + n * row, &columns, first);
        std::memcpy(rows.data() + n * row + first, probabilities.data() + n * classes.size(),
                    classes.size() * sizeof(float));
    }
    OutputFile output{path};
    h5::NewFile file{output.temporary_path()};
    write_header(file, "jetseq_scores", std::move(attributes));
    file.write_table("events", fields, row, events.size(), 0, rows.data());
    file.write_table_attribute("events", "flavour_label", {"ggF_DY", "VBF"});
    file.close();
    output.commit();
}

void write_scores(std::string const& path, View<EventInfo> events, std::string const& model,
                  std::vector<float> const& scores, Attributes attributes) {
    std::vector<float> both;
    for (float const score : scores) both.push_back(score), both.push_back(1 - score);
    write_probabilities(path, events, model, {"VBF", "ggF"}, both, std::move(attributes));
}

}  // namespace jetseq
