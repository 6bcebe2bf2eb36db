#pragma once
#include <vector>

#include "core/json/json.hpp"
#include "evaluate/metrics/auc.hpp"
#include "evaluate/metrics/efficiency.hpp"
#include "evaluate/metrics/measured.hpp"
#include "evaluate/scores/score_density.hpp"

/// JSON of the types that report.json uses; a number that is not finite becomes null.
namespace jetseq::evaluate {

inline Json json_numbers(std::vector<double> const& values) {
    Json list = Json::array();
    for (double value : values) list.push_back(json_number(value));
    return list;
}

template <class Items, class ToJson>
Json json_list(Items const& items, ToJson to_json) {
    Json list = Json::array();
    for (auto const& item : items) list.push_back(to_json(item));
    return list;
}

inline Json to_json(Efficiency const& e) {
    return {{"value", json_number(e.value)}, {"low", json_number(e.low)}, {"high", json_number(e.high)}};
}

inline Json to_json(Auc const& auc) { return {{"value", json_number(auc.value)}, {"error", json_number(auc.error)}}; }

inline Json to_json(Measured const& m) { return {{"value", json_number(m.value)}, {"error", json_number(m.error)}}; }

inline Json to_json(ScoreDensity const& d) {
    return {{"density", json_numbers(d.density)}, {"error", json_numbers(d.error)}};
}

}  // namespace jetseq::evaluate
