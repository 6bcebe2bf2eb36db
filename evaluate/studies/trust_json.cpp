#include "evaluate/studies/trust_json.hpp"

#include "evaluate/studies/json_parts.hpp"

namespace jetseq::evaluate {
namespace {

Json to_json(TwoSampleTest const& test) {
    return {{"distance", json_number(test.distance)}, {"probability", json_number(test.probability)}};
}

Json to_json(Shift const& shift) {
    return {{"name", shift.name},
            {"vbf", to_json(shift.at_threshold.vbf)},
            {"ggf", to_json(shift.at_threshold.ggf)},
            {"vbf_change", to_json(shift.vbf)},
            {"ggf_change", to_json(shift.ggf)},
            {"auc", to_json(shift.auc)},
            {"auc_change", to_json(shift.auc_change)}};
}

Json to_json(Importance const& one) {
    return {{"kind", one.kind}, {"name", one.name}, {"auc_loss", to_json(one.loss)}};
}

Json to_json(TrainingOfMany const& one) {
    return {{"name", one.name},
            {"auc", to_json(one.auc)},
            {"vbf", to_json(one.at_threshold.vbf)},
            {"ggf", to_json(one.at_threshold.ggf)}};
}

Json to_json(Recalibration const& one) {
    return {{"name", one.name},
            {"expected_error", json_number(one.expected_error)},
            {"cross_entropy", json_number(one.cross_entropy)}};
}

Json to_json(ChosenPoint const& point) {
    auto const both = [](ClassEfficiencies const& e) { return Json{{"vbf", to_json(e.vbf)}, {"ggf", to_json(e.ggf)}}; };
    return {{"name", point.name},
            {"aim", point.aim},
            {"threshold", json_number(point.threshold)},
            {"validation", both(point.validation)},
            {"test", both(point.test)}};
}

Json to_json(Sculpting const& one) {
    return {{"variable", one.variable},
            {"edges", json_numbers(one.edges)},
            {"all", to_json(one.all)},
            {"selected", to_json(one.selected)},
            {"test", to_json(one.test)}};
}

Json to_json(std::optional<Overtraining> const& trained) {
    if (!trained) return nullptr;
    return {{"n_vbf", trained->n_vbf},
            {"n_ggf", trained->n_ggf},
            {"train_auc", to_json(trained->train_auc)},
            {"auc_excess", to_json(trained->auc_excess)},
            {"vbf", {{"train", to_json(trained->vbf)}, {"test", to_json(trained->vbf_test)}}},
            {"ggf", {{"train", to_json(trained->ggf)}, {"test", to_json(trained->ggf_test)}}}};
}

template <class Item>
Json listed(std::vector<Item> const& items) {
    return json_list(items, [](Item const& item) { return to_json(item); });
}

}  // namespace

Json trust_json(Trust const& trust) {
    return {{"systematics", listed(trust.systematics)}, {"mistakes", listed(trust.mistakes)},
            {"importances", listed(trust.importances)}, {"overtraining", to_json(trust.overtraining)},
            {"trainings", listed(trust.trainings)},     {"recalibrations", listed(trust.recalibrations)},
            {"sculpting", listed(trust.sculpting)},     {"chosen_points", listed(trust.points)}};
}

}  // namespace jetseq::evaluate
