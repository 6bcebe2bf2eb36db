#include "fit/summary/summary_json.hpp"

#include <cmath>

namespace jetseq::fit {
namespace {

/// NaN and infinity become null, since JSON can't express them.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(Band const& values) {
    Json list = Json::array();
    for (double const value : values) list.push_back(number(value));
    return list;
}

Json interval_json(ParameterInterval const& interval) {
    Json json{{"value", interval.value}, {"low", number(interval.low)}, {"high", number(interval.high)}};
    if (interval.low_is_bound) json["low_is_bound"] = true;
    if (interval.high_is_bound) json["high_is_bound"] = true;
    return json;
}

Json strength_json(StrengthSummary const& strength) {
    Json scan = Json::array();
    for (auto const& point : strength.scan) scan.push_back({point.x, number(point.rise)});
    return {{"value", strength.value},
            {"error", number(strength.error)},
            {"interval_68", interval_json(strength.one_sigma)},
            {"interval_95", interval_json(strength.two_sigma)},
            {"scan", scan}};
}

Json contour_json(ContourSummary const& contour) {
    auto const line = [](Contour const& points) {
        Json list = Json::array();
        for (auto const& [x, y] : points) list.push_back({x, y});
        return list;
    };
    return {{"x", contour.x},
            {"y", contour.y},
            {"best", {contour.best_x, contour.best_y}},
            {"contour_68", line(contour.inner)},
            {"contour_95", line(contour.outer)}};
}

Json fit_json(Summary const& summary) {
    Json parameters;
    for (auto const& parameter : summary.best.parameters) {
        Json json{{"value", parameter.value}, {"error", number(parameter.error)}};
        if (parameter.pull) json["pull"] = *parameter.pull, json["constraint"] = number(*parameter.constraint);
        parameters[parameter.name] = json;
    }
    return {{"twice_nll", summary.best.minimum.value},
            {"iterations", summary.best.minimum.iterations},
            {"parameters", parameters},
            {"correlation", summary.best.correlation}};
}

Json tests_json(Summary const& summary) {
    Json json;
    json["parameter"] = summary.parameter_of_interest;
    if (summary.limit) {
        json["upper_limit_95"] = {{"observed", number(summary.limit->observed)},
                                  {"expected", numbers(summary.limit->expected)}};
    }
    if (summary.discovery) {
        json["discovery"] = {{"significance", number(summary.discovery->significance)},
                             {"p_value", summary.discovery->p_value},
                             {"expected_significance", number(summary.discovery->expected_significance)},
                             {"expected_p_value", summary.discovery->expected_p_value}};
    }
    if (summary.toys) {
        ToyLevels const& toys = *summary.toys;
        json["toys"] = {{"strength", summary.toy_strength},
                        {"cls", number(toys.cls)},
                        {"cls_error", number(toys.cls_error)},
                        {"signal_and_background", toys.signal_and_background},
                        {"background", toys.background},
                        {"expected_cls", numbers(toys.expected)},
                        {"failed", toys.failed}};
    }
    return json;
}

Json yields_json(Summary const& summary) {
    Json channels;
    for (auto const& channel : summary.channels) {
        auto const part = [&](std::vector<double> const& all) {
            auto const first = all.begin() + static_cast<std::ptrdiff_t>(channel.first);
            return Json(std::vector<double>(first, first + static_cast<std::ptrdiff_t>(channel.count)));
        };
        Json json{{"observed", part(summary.observed)}};
        auto const edges = summary.edges.find(channel.name);
        if (edges != summary.edges.end()) json["edges"] = edges->second;
        for (std::size_t s = 0; s < summary.yields.names.size(); ++s) {
            json["fitted"][summary.yields.names[s]] = part(summary.yields.yields[s]);
        }
        channels[channel.name] = json;
    }
    return channels;
}

}  // namespace

Json json_of(Summary const& summary) {
    Json json{{"title", summary.title},
              {"notes", summary.notes},
              {"measurement", summary.measurement},
              {"data", label_of(summary.origin)},
              {"data_kind", name_of(summary.origin.kind)},
              {"is_asimov", summary.origin.kind == DataKind::asimov}};
    for (auto const& [name, value] : summary.origin.strengths) json["data_strengths"][name] = value;
    if (summary.origin.kind == DataKind::pseudo) json["data_seed"] = summary.origin.seed;
    for (auto const& strength : summary.strengths) json["strengths"][strength.name] = strength_json(strength);
    for (auto const& kappa : summary.kappas) json["kappas"][kappa.name] = strength_json(kappa);
    if (!summary.parameter_of_interest.empty()) json["tests"] = tests_json(summary);
    json["goodness_of_fit"] = {{"statistic", number(summary.quality.statistic)},
                               {"degrees_of_freedom", summary.quality.degrees_of_freedom},
                               {"p_value", number(summary.quality.p_value)}};
    for (auto const& impact : summary.impacts) {
        json["impacts"].push_back({{"name", impact.name},
                                   {"pull", impact.pull},
                                   {"constraint", impact.constraint},
                                   {"low", impact.low},
                                   {"high", impact.high}});
    }
    if (summary.contour) json["contour"] = contour_json(*summary.contour);
    if (summary.kappa_contour) json["kappa_contour"] = contour_json(*summary.kappa_contour);
    json["channels"] = yields_json(summary);
    json["fit"] = fit_json(summary);
    return json;
}

}  // namespace jetseq::fit
