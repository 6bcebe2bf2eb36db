#include "evaluate/studies/report_json.hpp"

#include "core/version.hpp"
#include "evaluate/studies/json_parts.hpp"
#include "evaluate/studies/trust_json.hpp"

namespace jetseq::evaluate {
namespace {

constexpr int format_version = 1;

Json to_json(ClassEfficiencies const& both) { return {{"vbf", to_json(both.vbf)}, {"ggf", to_json(both.ggf)}}; }

Json to_json(OperatingPoint const& point) {
    return {{"threshold", json_number(point.threshold)}, {"vbf", to_json(point.vbf)}, {"ggf", to_json(point.ggf)}};
}

Json points(std::vector<OperatingPoint> const& all) {
    return json_list(all, [](auto const& point) { return to_json(point); });
}

/// The Clopper-Pearson interval of `fraction` of `n` events.
Json exact(double fraction, std::uint64_t n) {
    if (!std::isfinite(fraction)) return nullptr;
    auto const passed = static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(n)));
    auto const interval = clopper_pearson(passed, n);
    return {{"low", interval.low}, {"high", interval.high}};
}

/// The working points; for events of equal weight with Clopper-Pearson intervals, too.
Json points_of_all(Report const& report) {
    Json json = points(report.first().working_points);
    auto const is_counted = [](double n_eff, std::uint64_t n) {
        return std::abs(n_eff - static_cast<double>(n)) < 1e-6 * static_cast<double>(n);
    };
    if (!is_counted(report.n_eff_vbf, report.n_vbf) || !is_counted(report.n_eff_ggf, report.n_ggf)) return json;
    for (std::size_t i = 0; i < json.size(); ++i) {
        auto const& point = report.first().working_points[i];
        json[i]["clopper_pearson"] = {{"vbf", exact(point.vbf.value, report.n_vbf)},
                                      {"ggf", exact(point.ggf.value, report.n_ggf)}};
    }
    return json;
}

Json to_json(ModelInGroup const& model) {
    return {{"auc", to_json(model.auc)},
            {"at_threshold", to_json(model.at_threshold)},
            {"at_background", to_json(model.at_background)},
            {"vbf_at_background_here", to_json(model.vbf_flat)}};
}

/// `key`: the name of the property, such as "n_jets".
Json groups(std::vector<EventGroup> const& all, std::string const& key) {
    return json_list(all, [&](EventGroup const& group) {
        return Json{{key, json_number(group.key)},
                    {"name", group.name},
                    {"n_vbf", group.n_vbf},
                    {"n_ggf", group.n_ggf},
                    {"vbf_fraction", to_json(group.vbf_fraction)},
                    {"ggf_fraction", to_json(group.ggf_fraction)},
                    {"auc", to_json(group.models.front().auc)},
                    {"working_points", points(group.working_points)},
                    {"cut_based", to_json(group.cut_based)},
                    {"models", json_list(group.models, [](auto const& model) { return to_json(model); })}};
    });
}

Json to_json(Calibration const& calibration) {
    auto const bin_json = [](CalibrationBin const& bin) {
        return Json{{"low", bin.low},
                    {"high", bin.high},
                    {"n", bin.n},
                    {"mean_score", json_number(bin.mean_score)},
                    {"vbf_fraction", to_json(bin.vbf_fraction)}};
    };
    return {{"expected_error", json_number(calibration.expected_error)},
            {"bins", json_list(calibration.bins, bin_json)}};
}

Json comparison(ModelCurve const& curve) {
    return {{"model", curve.model},
            {"auc", to_json(curve.auc)},
            {"auc_above_first", to_json(curve.auc_above_first)},
            {"working_points", points(curve.working_points)},
            {"vbf_at_cut_based_ggf", to_json(curve.vbf_at_cut_based_ggf)},
            {"ggf_at_cut_based_vbf", to_json(curve.ggf_at_cut_based_vbf)},
            {"gain_over_cuts", to_json(curve.gain)},
            {"threshold_at_cut_based_ggf", json_number(curve.threshold_at_cut_based_ggf)},
            {"threshold_at_background", json_number(curve.threshold_at_background)},
            {"calibration", to_json(curve.calibration)},
            {"score_density", {{"vbf", to_json(curve.vbf_density)}, {"ggf", to_json(curve.ggf_density)}}},
            {"roc", points(curve.roc)}};
}

Json leakage(std::optional<Leakage> const& leakage) {
    if (!leakage) return nullptr;
    return {{"training", leakage->training}, {"validation", leakage->validation}};
}

Json comparisons(Report const& report) {
    Json list = Json::array();
    for (std::size_t m = 1; m < report.models.size(); ++m) {
        list.push_back(comparison(report.models[m]));
        list.back()["leakage"] = leakage(report.inputs.comparisons[m - 1].leakage);
    }
    return list;
}

Json cuts(CutsResult const& result) {
    return {{"name", result.name},
            {"vbf", to_json(result.efficiencies.vbf)},
            {"ggf", to_json(result.efficiencies.ggf)},
            {"vbf_of_model_at_this_ggf", to_json(result.vbf_of_model)}};
}

Json samples(Report const& report) {
    return json_list(report.samples, [](SampleDensity const& sample) {
        return Json{
            {"name", sample.name}, {"label", sample.label}, {"n", sample.n}, {"score", to_json(sample.density)}};
    });
}

Json literature(std::vector<LiteraturePoint> const& all) {
    if (all.empty()) return nullptr;
    auto const point_json = [](LiteraturePoint const& point) {
        return Json{{"selection", point.selection},
                    {"threshold", json_number(point.threshold)},
                    {"vbf", point.vbf},
                    {"ggf", point.ggf}};
    };
    return {{"source", literature_source}, {"points", json_list(all, point_json)}};
}

Json training(std::vector<TrainingEpoch> const& history) {
    return json_list(history, [](TrainingEpoch const& epoch) {
        return Json{{"epoch", epoch.epoch},
                    {"train_loss", json_number(epoch.train_loss)},
                    {"validation_loss", json_number(epoch.validation_loss)},
                    {"validation_auc", json_number(epoch.validation_auc)},
                    {"learning_rate", json_number(epoch.learning_rate)}};
    });
}

Json data(Report const& report) {
    return {{"files", report.inputs.data},
            {"part", report.inputs.part},
            {"n_vbf", report.n_vbf},
            {"n_ggf", report.n_ggf},
            {"n_eff_vbf", json_number(report.n_eff_vbf)},
            {"n_eff_ggf", json_number(report.n_eff_ggf)}};
}

Json parity(std::map<std::string, double> const& differences) {
    Json json = Json::object();
    for (auto const& [backend, difference] : differences) json[backend] = json_number(difference);
    return json;
}

Json provenance(std::vector<std::pair<std::string, std::string>> const& entries) {
    Json json = Json::object();
    for (auto const& [key, text] : entries) json[key] = text;
    return json;
}

Json class_json(Report const& report, ClassResult const& one) {
    Json against = Json::object(), called = Json::object();
    for (std::size_t k = 0; k < report.inputs.classes.size(); ++k) {
        auto const& name = report.inputs.classes[k].name;
        if (name != one.name) against[name] = to_json(one.against[k]);
        called[name] = to_json(one.called[k]);
    }
    Json roc = json_list(one.roc, [](OperatingPoint const& point) {
        return Json{{"threshold", json_number(point.threshold)},
                    {"efficiency", json_number(point.vbf.value)},
                    {"others", json_number(point.ggf.value)}};
    });
    return {{"name", one.name},       {"n", one.events},  {"auc_against_others", to_json(one.against_others)},
            {"auc_against", against}, {"called", called}, {"roc", roc}};
}

Json density(Report const& report) {
    return {{"edges", json_numbers(report.score_edges)},
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
              {"working_points", points_of_all(report)},
              {"cut_based", to_json(report.cut_based)},
              {"other_cuts", json_list(report.other_cuts, cuts)},
              {"vbf_at_cut_based_ggf", to_json(first.vbf_at_cut_based_ggf)},
              {"ggf_at_cut_based_vbf", to_json(first.ggf_at_cut_based_vbf)},
              {"gain_over_cuts", to_json(first.gain)},
              {"threshold_at_cut_based_ggf", json_number(first.threshold_at_cut_based_ggf)},
              {"background", json_number(report.background)},
              {"calibration", to_json(first.calibration)},
              {"parity", parity(report.inputs.parity)},
              {"leakage", leakage(report.inputs.leakage)},
              {"leakage_by_jets", leakage(report.inputs.leakage_by_jets)},
              {"repeated", report.inputs.repeated},
              {"copies", report.inputs.copies},
              {"literature", literature(report.literature)},
              {"comparisons", comparisons(report)},
              {"training", training(report.inputs.history)},
              {"roc", points(first.roc)},
              {"score_density", density(report)},
              {"samples", samples(report)},
              {"classes", json_list(report.inputs.classes, [&](auto const& one) { return class_json(report, one); })},
              {"trust", trust_json(report.inputs.trust)},
              {"provenance", provenance(report.inputs.provenance)}};
    if (auto const& names = report.inputs.class_names; !names.empty()) {
        json["class_names"] = {{"vbf", names.at(1)}, {"ggf", names.at(0)}};
    }
    for (auto const& grouping : report.groupings) json["by_" + grouping.key] = groups(grouping.groups, grouping.key);
    return json;
}

}  // namespace jetseq::evaluate
