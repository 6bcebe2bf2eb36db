#include "evaluate/studies/report.hpp"

#include <set>

#include "evaluate/metrics/groups.hpp"
#include "evaluate/metrics/measure.hpp"
#include "evaluate/metrics/models.hpp"
#include "evaluate/studies/report_checks.hpp"

namespace jetseq {
namespace {

WeightSum sum_of(ScoredEvents const& events, std::int8_t label, std::uint64_t& n) {
    WeightSum sum;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events.label[i] == label) sum.add(events.weight[i]), ++n;
    }
    return sum;
}

void measure_groups(Report& report, ScoredEvents const& events, ReportInputs const& inputs) {
    std::vector<ModelScores> models{{&events.score, report.first().threshold_at_background}};
    for (std::size_t m = 1; m < report.models.size(); ++m) {
        models.push_back({&inputs.comparisons[m - 1].score, report.models[m].threshold_at_background});
    }
    report.groupings = groupings(events, models, report.background);
}

/// Sets the weight of events of other samples to 0.
SampleDensity sample_density(ScoredEvents const& events, ReportInputs const& inputs, SampleAndLabel const& sample) {
    std::vector<float> weight(events.size());
    SampleDensity result{{}, sample.second, 0, {}};
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (SampleAndLabel{events.sample[i], events.label[i]} == sample) weight[i] = events.weight[i], ++result.n;
    }
    auto const name = inputs.sample_names.find(sample);
    result.name = name == inputs.sample_names.end() ? "sample " + std::to_string(sample.first) : name->second;
    result.density = score_density({events.score, events.label, weight}, result.label, score_edges());
    return result;
}

void measure_samples(Report& report, ScoredEvents const& events, ReportInputs const& inputs) {
    std::set<SampleAndLabel> samples;
    for (std::size_t i = 0; i < events.size(); ++i) samples.emplace(events.sample[i], events.label[i]);
    if (samples.size() <= 2) return;
    for (auto const& sample : samples) report.samples.push_back(sample_density(events, inputs, sample));
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
    measure_models(report, events, inputs);
    measure_groups(report, events, inputs);
    measure_samples(report, events, inputs);
    report.score_edges = score_edges();
    if (inputs.literature) report.literature = literature_points();
    add_warnings(report, events);
    return report;
}

std::vector<LiteraturePoint> literature_points() {
    return {{"cut-based", std::numeric_limits<double>::quiet_NaN(), 0.378, 0.061},
            {"score > 0.6", 0.6, 0.672, 0.148},
            {"score > 0.7", 0.7, 0.576, 0.096},
            {"score > 0.8", 0.8, 0.427, 0.046}};
}

}  // namespace jetseq
