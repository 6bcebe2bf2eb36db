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

/// `key`: the property's name, "n_jets".
Json groups(std::vector<EventGroup> const& all, char const* key) {
    return list_of(all, [&](EventGroup const& group) {
        return Json{{key, number(group.key)},
                    {"name", group.name},
                    {"n_vbf", group.n_vbf},
                    {"n_ggf", group.n_ggf},
                    {"vbf_fraction", to_json(group.vbf_fraction)},
                    {"ggf_fraction", to_json(group.ggf_fraction)},
                    {"auc", to_json(group.auc)},
                    {"working_points", points(group.working_points)},
                    {"cut_based", to_json(group.cut_based)}};
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

Json comparison(ModelCurve const& curve) {
    return {{"model", curve.model},
            {"auc", to_json(curve.auc)},
            {"working_points", points(curve.working_points)},
            {"vbf_at_cut_based_ggf", to_json(curve.vbf_at_cut_based_ggf)},
            {"roc", points(curve.roc)}};
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
    return {
        {"files", report.inputs.data}, {"part", report.inputs.part}, {"n_vbf", report.n_vbf}, {"n_ggf", report.n_ggf}};
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
    auto const of_class = [](ScoreDensity const& d) {
        return Json{{"density", numbers(d.density)}, {"error", numbers(d.error)}};
    };
    return {{"edges", numbers(report.score_edges)},
            {"vbf", of_class(report.vbf_density)},
            {"ggf", of_class(report.ggf_density)}};
}

}  // namespace

Json report_json(Report const& report) {
    return {{"kind", "jetseq_report"},
            {"format_version", format_version},
            {"jetseq", std::string{version()} + " (" + git_revision() + ")"},
            {"model", report.inputs.model},
            {"data", data(report)},
            {"warnings", report.warnings},
            {"auc", to_json(report.curve.auc)},
            {"working_points", points(report.curve.working_points)},
            {"cut_based", to_json(report.cut_based)},
            {"vbf_at_cut_based_ggf", to_json(report.curve.vbf_at_cut_based_ggf)},
            {"threshold_at_cut_based_ggf", number(report.curve.threshold_at_cut_based_ggf)},
            {"by_mass", groups(report.by_mass, "mass")},
            {"by_n_jets", groups(report.by_n_jets, "n_jets")},
            {"by_leptons", groups(report.by_leptons, "leptons")},
            {"by_spin", groups(report.by_spin, "spin")},
            {"by_regime", groups(report.by_regime, "regime")},
            {"calibration", to_json(report.calibration)},
            {"parity", parity(report.inputs.parity)},
            {"leakage", leakage(report.inputs.leakage)},
            {"literature", literature(report.literature)},
            {"comparisons", list_of(report.comparisons, comparison)},
            {"training", training(report.inputs.history)},
            {"roc", points(report.curve.roc)},
            {"score_density", density(report)},
            {"provenance", provenance(report.inputs.provenance)}};
}

}  // namespace jetseq
