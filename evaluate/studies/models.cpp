#include "evaluate/studies/models.hpp"

#include <cmath>

#include "evaluate/metrics/bootstrap.hpp"
#include "evaluate/metrics/roc.hpp"

namespace jetseq::evaluate {
namespace {

bool keeps_something(ClassEfficiencies const& selection) {
    return std::abs(selection.vbf.value) > 0 || std::abs(selection.ggf.value) > 0;
}

ModelCurve model_curve(std::string model, LabelledScores const& scores, ClassEfficiencies const& cut_based,
                       std::span<std::uint8_t const> passes, double background) {
    ModelCurve curve;
    Ranking const ranking{scores};
    auto const roc = roc_curve(ranking);
    curve.model = std::move(model);
    curve.auc = auc(ranking);
    curve.roc = thinned(ranking);
    for (double threshold : report_thresholds) curve.working_points.push_back(operating_point(scores, threshold));
    if (keeps_something(cut_based)) {
        curve.vbf_at_cut_based_ggf = measured_vbf_at_ggf(scores, roc, cut_based.ggf.value, passes);
        curve.threshold_at_cut_based_ggf = threshold_at_ggf(roc, cut_based.ggf.value);
        curve.ggf_at_cut_based_vbf = measured_ggf_at_vbf(scores, roc, cut_based.vbf.value, passes);
    }
    curve.threshold_at_background = threshold_at_ggf(roc, background);
    curve.calibration = calibration(scores);
    curve.vbf_density = score_density(scores, 1, score_edges());
    curve.ggf_density = score_density(scores, 0, score_edges());
    return curve;
}

/// The gain of each model over the cuts: the ratio of VBF efficiencies at the ggF/DY efficiency of the cuts.
std::vector<double> gains(std::vector<LabelledScores> const& models, std::span<std::uint8_t const> passes,
                          std::span<float const> weight) {
    auto const cuts = efficiencies_of(models.front().label, weight, passes);
    std::vector<double> result;
    for (auto const& model : models) {
        auto const roc = roc_curve(LabelledScores{model.score, model.label, weight});
        result.push_back(vbf_at_ggf(roc, cuts.ggf.value) / cuts.vbf.value);
    }
    return result;
}

void measure_gains(MeasuredModels& measured, std::vector<LabelledScores> const& models, ScoredEvents const& events) {
    if (!(measured.cut_based.vbf.value > 0)) return;
    auto const values = gains(models, events.cut_based, events.weight);
    auto const errors = bootstrap_errors(
        events.weight, [&](std::span<float const> weight) { return gains(models, events.cut_based, weight); });
    for (std::size_t m = 0; m < models.size(); ++m) measured.models[m].gain = {values[m], errors[m]};
}

}  // namespace

MeasuredModels measure_models(ScoredEvents const& events, std::string const& name,
                              std::vector<ComparedScores> const& others, std::vector<ComparedCuts> const& other_cuts) {
    MeasuredModels result;
    std::vector<LabelledScores> models{events};
    for (auto const& other : others) models.emplace_back(other.score, events.label, events.weight);
    result.cut_based = efficiencies_of(events.label, events.weight, events.cut_based);
    if (result.cut_based.ggf.value > 0) result.background = result.cut_based.ggf.value;
    for (std::size_t m = 0; m < models.size(); ++m) {
        result.models.push_back(model_curve(m == 0 ? name : others[m - 1].model, models[m], result.cut_based,
                                            events.cut_based, result.background));
        if (m > 0) result.models[m].auc_above_first = auc_difference(models[m], models[0]);
    }
    measure_gains(result, models, events);
    auto const roc = roc_curve(models.front());
    for (auto const& cuts : other_cuts) {
        auto const kept = efficiencies_of(events.label, events.weight, cuts.passes);
        auto const of_model = measured_vbf_at_ggf(models.front(), roc, kept.ggf.value, cuts.passes);
        result.other_cuts.push_back({cuts.name, kept, of_model});
    }
    return result;
}

}  // namespace jetseq::evaluate
