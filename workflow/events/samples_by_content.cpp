#include "workflow/events/samples_by_content.hpp"

#include <vector>

#include "core/json/json.hpp"

namespace jetseq::workflow {
namespace {

using Samples = std::map<std::int32_t, std::int32_t>;

/// `data`: the record of one training (data_record()), null if unknown.
void add(Json const& data, Samples& samples) {
    if (data.is_null()) return;
    for (auto const sample : data.at("sample_ids").get<std::vector<std::int32_t>>()) samples.emplace(sample, sample);
    if (data.contains("content")) samples.emplace(data["content"].get<std::int32_t>(), 0);
}

}  // namespace

Samples samples_by_content(FrozenModel const& model) try {
    Json const data = parse_json(model.training).value("data", Json(nullptr));
    Samples samples;
    add(data, samples);
    if (data.is_null()) return samples;
    for (auto const& ancestor : data.value("ancestors", Json::array())) add(ancestor.at("data"), samples);
    return samples;
} catch (Json::exception const&) {  // a record of another form, which evaluate refuses
    return {};
}

}  // namespace jetseq::workflow
