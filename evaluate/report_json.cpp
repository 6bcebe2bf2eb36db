#include "jetseq/evaluate/report_json.hpp"

#include <cmath>

#include "jetseq/event/version.hpp"

namespace jetseq {
namespace {

constexpr int format_version = 1;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json numbers(std::vector<double> const& values) {
    Json list = Json::array();
    for (double value : values) list.push_back(number(value));
    return list;
}

template <class Items, class ToJson>
Json list_of(Items const& items, ToJson to_json) {
    Json list = Json::array();
    for (auto const& item : items) list.push_back(to_json(item));
    return list;
}

Json to_json(Efficiency const& e) {
    return {{"value", number(e.value)}, {"low", number(e.low)}, {"high", number(e.high)}};
}

Json to_json(Auc const& auc) { return {{"value", number(auc.value)}, {"error", number(auc.error)}}; }

Json to_json(ClassEfficiencies const& both) { return {{"vbf", to_json(both.vbf)}, {"ggf", to_json(both.ggf)}}; }

Json to_json(OperatingPoint const& point) {
    return {{"threshold", number(point.threshold)}, {"vbf", to_json(point.vbf)}, {"ggf", to_json(point.ggf)}};
}

Json points(std::vector<OperatingPoint> const& all) {
    return list_of(all, [](auto const& point) { return to_json(point); });
}

Json to_json(ModelInGroup const& model) {
    return {{"auc", to_json(model.auc)},
            {"at_threshold", to_json(model.at_threshold)},
            {"at_background", to_json(model.at_background)},
            {"vbf_at_background_here", to_json(model.vbf_flat)}};
}

/// `key`: the property's name, "n_jets".
Json groups(std::vector<EventGroup> const& all, std::string const& key) {
    return list_of(all, [&](EventGroup const& group) {
        return Json{{key, number(group.key)},
                    {"name", group.name},
                    {"n_vbf", group.n_vbf},
                    {"n_ggf", group.n_ggf},
                    {"vbf_fraction", to_json(group.vbf_fraction)},
                    {"ggf_fraction", to_json(group.ggf_fraction)},
                    {"auc", to_json(group.models.front().auc)},
                    {"working_points", points(group.working_points)},
                    {"cut_based", to_json(group.cut_based)},
                    {"models", list_of(group.models, [](auto const& model) { return to_json(model); })}};
    });
}

Json to_json(Calibration const& calibration) {
    auto const bin_json = [](CalibrationBin const& bin) {
        return Json{{"low", bin.low},
                    {"high", bin.high},
                    {"n", bin.n},
                    {"mean_score", number(bin.mean_score)},
                    {"vbf_fraction", to_json(bin.vbf_fraction)}};
    };
    return {{"expected_error", number(calibration.expected_error)}, {"bins", list_of(calibration.bins, bin_json)}};
}

Json to_json(ScoreDensity const& d) { return {{"density", numbers(d.density)}, {"error", numbers(d.error)}}; }

Json to_json(Measured const& m) { return {{"value", number(m.value)}, {"error", number(m.error)}}; }

Json comparison(ModelCurve const& curve) {
    return {{"model", curve.model},
            {"auc", to_json(curve.auc)},
            {"auc_above_first", to_json(curve.auc_above_first)},
            {"working_points", points(curve.working_points)},
            {"vbf_at_cut_based_ggf", to_json(curve.vbf_at_cut_based_ggf)},
            {"ggf_at_cut_based_vbf", to_json(curve.ggf_at_cut_based_vbf)},
            {"gain_over_cuts", to_json(curve.gain)},
            {"threshold_at_cut_based_ggf", number(curve.threshold_at_cut_based_ggf)},
            {"threshold_at_background", number(curve.threshold_at_background)},
            {"calibration", to_json(curve.calibration)},
            {"score_density", {{"vbf", to_json(curve.vbf_density)}, {"ggf", to_json(curve.ggf_density)}}},
            {"roc", points(curve.roc)}};
}

Json comparisons(Report const& report) {
    Json list = Json::array();
    for (std::size_t m = 1; m < report.models.size(); ++m) list.push_back(comparison(report.models[m]));
    return list;
}

Json cuts(CutsResult const& result) {
    return {{"name", result.name},
            {"vbf", to_json(result.efficiencies.vbf)},
            {"ggf", to_json(result.efficiencies.ggf)},
            {"vbf_of_model_at_this_ggf", to_json(result.vbf_of_model)}};
}

Json samples(Report const& report) {
    return list_of(report.samples, [](SampleDensity const& sample) {
        return Json{
            {"name", sample.name}, {"label", sample.label}, {"n", sample.n}, {"score", to_json(sample.density)}};
    });
}

Json literature(std::vector<LiteraturePoint> const& all) {
    if (all.empty()) return nullptr;
    auto const point_json = [](LiteraturePoint const& point) {
        return Json{{"selection", point.selection},
                    {"threshold", number(point.threshold)},
                    {"vbf", point.vbf},
                    {"ggf", point.ggf}};
    };
    return {{"source", literature_source}, {"points", list_of(all, point_json)}};
}

Json training(std::vector<TrainingEpoch> const& history) {
    return list_of(history, [](TrainingEpoch const& epoch) {
        return Json{{"epoch", epoch.epoch},
                    {"train_loss", number(epoch.train_loss)},
                    {"validation_loss", number(epoch.validation_loss)},
                    {"validation_auc", number(epoch.validation_auc)},
                    {"learning_rate", number(epoch.learning_rate)}};
    });
}

Json data(Report const& report) {
    return {{"files", report.inputs.data},
            {"part", report.inputs.part},
            {"n_vbf", report.n_vbf},
            {"n_ggf", report.n_ggf},
            {"n_eff_vbf", number(report.n_eff_vbf)},
            {"n_eff_ggf", number(report.n_eff_ggf)}};
}

Json parity(std::map<std::string, double> const& differences) {
    Json json = Json::object();
    for (auto const& [backend, difference] : differences) json[backend] = number(difference);
    return json;
}

Json leakage(std::optional<Leakage> const& leakage) {
    if (!leakage) return nullptr;
    return {{"training", leakage->training}, {"validation", leakage->validation}};
}

Json provenance(std::vector<std::pair<std::string, std::string>> const& entries) {
    Json json = Json::object();
    for (auto const& [key, text] : entries) json[key] = text;
    return json;
}

Json density(Report const& report) {
    return {{"edges", numbers(report.score_edges)},
            {"vbf", to_json(report.first().vbf_density)},
            {"ggf", to_json(report.first().ggf_density)}};
}

}  // namespace

Json report_json(Report const& report) {
    auto const& first = report.first();
    Json json{{"kind", "jetseq_report"},
              {"format_version", format_version},
              {"jetseq", std::string{version()} + " (" + git_revision() + ")"},
              {"model", report.inputs.model},
              {"data", data(report)},
              {"warnings", report.warnings},
              {"auc", to_json(first.auc)},
              {"working_points", points(first.working_points)},
              {"cut_based", to_json(report.cut_based)},
              {"other_cuts", list_of(report.other_cuts, cuts)},
              {"vbf_at_cut_based_ggf", to_json(first.vbf_at_cut_based_ggf)},
              {"ggf_at_cut_based_vbf", to_json(first.ggf_at_cut_based_vbf)},
              {"gain_over_cuts", to_json(first.gain)},
              {"threshold_at_cut_based_ggf", number(first.threshold_at_cut_based_ggf)},
              {"background", number(report.background)},
              {"calibration", to_json(first.calibration)},
              {"parity", parity(report.inputs.parity)},
              {"leakage", leakage(report.inputs.leakage)},
              {"literature", literature(report.literature)},
              {"comparisons", comparisons(report)},
              {"training", training(report.inputs.history)},
              {"roc", points(first.roc)},
              {"score_density", density(report)},
              {"samples", samples(report)},
              {"provenance", provenance(report.inputs.provenance)}};
    for (auto const& grouping : report.groupings) json["by_" + grouping.key] = groups(grouping.groups, grouping.key);
    return json;
}

}  // namespace jetseq
