#include "evaluate/studies/report.hpp"

#include "evaluate/studies/report_checks.hpp"

namespace jetseq::evaluate {
namespace {

WeightSum sum_of(ScoredEvents const& events, std::int8_t label, std::uint64_t& n) {
    WeightSum sum;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events.label[i] == label) sum.add(events.weight[i]), ++n;
    }
    return sum;
}

void add_models(Report& report, MeasuredModels measured) {
    report.models = std::move(measured.models);
    report.cut_based = measured.cut_based;
    report.other_cuts = std::move(measured.other_cuts);
    report.background = measured.background;
}

void measure_groups(Report& report, ScoredEvents const& events, ReportInputs const& inputs) {
    std::vector<ModelScores> models{{&events.score, report.first().threshold_at_background}};
    for (std::size_t m = 1; m < report.models.size(); ++m) {
        models.push_back({&inputs.comparisons[m - 1].score, report.models[m].threshold_at_background});
    }
    report.groupings = groupings(events, models, report.background);
}

}  // namespace

Report make_report(ScoredEvents const& events, ReportInputs const& inputs) {
    check(events, inputs);
    Report report;
    report.inputs = inputs;
    for (auto& other : report.inputs.comparisons) other.score.clear();
    for (auto& cuts : report.inputs.other_cuts) cuts.passes.clear();
    report.n_eff_vbf = sum_of(events, 1, report.n_vbf).effective_events();
    report.n_eff_ggf = sum_of(events, 0, report.n_ggf).effective_events();
    add_models(report, measure_models(events, inputs.model, inputs.comparisons, inputs.other_cuts));
    measure_groups(report, events, inputs);
    report.samples = sample_densities(events, inputs.sample_names);
    report.score_edges = score_edges();
    if (inputs.literature) report.literature = literature_points();
    add_warnings(report, events);
    return report;
}

}  // namespace jetseq::evaluate
