#include "evaluate/studies/trust.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "evaluate/metrics/calibration.hpp"
#include "evaluate/scores/bins.hpp"
#include "evaluate/scores/score_map.hpp"
#include "event/threshold.hpp"

namespace jetseq::evaluate {
namespace {

/// Values of some events with their weights.
struct ScoreSample {
    std::vector<float> value, weight;

    void add(float v, float w) { value.push_back(v), weight.push_back(w); }
};

ScoreSample of_class(LabelledScores const& scores, std::int8_t label) {
    ScoreSample sample;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        if (scores.label[i] == label) sample.add(scores.score[i], scores.weight[i]);
    }
    return sample;
}

TwoSampleTest compared(ScoreSample const& a, ScoreSample const& b) {
    return kolmogorov_smirnov(a.value, a.weight, b.value, b.weight);
}

double cross_entropy(LabelledScores const& scores) {
    double sum = 0, w = 0;
    for (std::size_t i = 0; i < scores.score.size(); ++i) {
        double const right = scores.label[i] == 1 ? scores.score[i] : 1 - static_cast<double>(scores.score[i]);
        sum -= scores.weight[i] * std::log(std::max(right, 1e-9)), w += scores.weight[i];
    }
    return sum / w;
}

Recalibration measured(std::string name, LabelledScores const& scores) {
    return {std::move(name), calibration(scores).expected_error, cross_entropy(scores)};
}

template <class Map>
Recalibration mapped(std::string name, LabelledScores const& scores, Map const& map) {
    std::vector<float> score;
    for (float const s : scores.score) score.push_back(map(s));
    return measured(std::move(name), {score, scores.label, scores.weight});
}

ScoreDensity density_of(ScoreSample const& sample, std::vector<double> const& edges) {
    std::vector<WeightSum> bins(edges.size() - 1);
    WeightSum all;
    for (std::size_t i = 0; i < sample.value.size(); ++i) {
        bins[bin_of(sample.value[i], edges)].add(sample.weight[i]);
        all.add(sample.weight[i]);
    }
    ScoreDensity density;
    for (std::size_t b = 0; b < bins.size(); ++b) {
        double const scale = all.w > 0 ? 1 / (all.w * (edges[b + 1] - edges[b])) : 0;
        density.density.push_back(bins[b].w * scale), density.error.push_back(std::sqrt(bins[b].w2) * scale);
    }
    return density;
}

}  // namespace

Overtraining overtraining(LabelledScores const& trained_on, LabelledScores const& test) {
    Overtraining result;
    result.n_vbf = static_cast<std::uint64_t>(std::count(trained_on.label.begin(), trained_on.label.end(), 1));
    result.n_ggf = trained_on.label.size() - result.n_vbf;
    result.train_auc = auc(trained_on);
    auto const test_auc = auc(test);
    result.auc_excess = {result.train_auc.value - test_auc.value, std::hypot(result.train_auc.error, test_auc.error)};
    result.vbf = score_density(trained_on, 1, score_edges()), result.ggf = score_density(trained_on, 0, score_edges());
    result.vbf_test = compared(of_class(trained_on, 1), of_class(test, 1));
    result.ggf_test = compared(of_class(trained_on, 0), of_class(test, 0));
    return result;
}

std::vector<Recalibration> recalibrations(LabelledScores const& validation, LabelledScores const& test,
                                          std::vector<std::string>& warnings, std::string const& signal) {
    std::vector<Recalibration> result{measured("as trained", test)};
    std::map<std::string, std::vector<std::string>> left_out;  // names by reason
    auto const add_unless_it_fails = [&](std::string const& name, auto const& calibrated) {
        try {
            result.push_back(calibrated());
        } catch (Error const& error) {
            left_out[error.what()].push_back(name);
        }
    };
    add_unless_it_fails("temperature", [&] {
        auto const map = fit_temperature(validation, signal);
        return mapped("temperature " + fixed(1 / map.slope, 3), test, map);
    });
    add_unless_it_fails("logistic", [&] {
        auto const map = fit_logistic(validation, signal);
        return mapped("logistic, slope " + fixed(map.slope, 3) + ", offset " + fixed(map.offset, 3), test, map);
    });
    add_unless_it_fails("isotonic", [&] { return mapped("isotonic", test, fit_isotonic(validation, signal)); });
    for (auto const& [why, names] : left_out) {
        warnings.push_back("Calibrations on the validation part (" + joined(names) + ") are left out: " + why + ".");
    }
    return result;
}

Sculpting sculpting(std::string variable, std::vector<double> edges, std::vector<float> const& value,
                    LabelledScores const& scores, double threshold) {
    ScoreSample all, selected, rest;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (scores.label[i] == 1) continue;
        all.add(value[i], scores.weight[i]);
        (is_above(scores.score[i], threshold) ? selected : rest).add(value[i], scores.weight[i]);
    }
    Sculpting result{std::move(variable), std::move(edges), {}, {}, compared(selected, rest)};
    result.all = density_of(all, result.edges), result.selected = density_of(selected, result.edges);
    return result;
}

std::vector<Sculpting> sculpting_of_jets(ScoredEvents const& events) {
    std::vector<float> n_jets(events.n_jets.begin(), events.n_jets.end()), eta;
    for (float const e : events.leading_eta) eta.push_back(std::abs(e));
    double const at = report_thresholds[0];
    return {sculpting("Jets in the sequence", equal_bins(-0.5, 6.5, 7), n_jets, events, at),
            sculpting("pT of the first jet [GeV], 0: no jet", equal_bins(0, 400, 20), events.leading_pt, events, at),
            sculpting("|η| of the first jet", equal_bins(0, 4.5, 18), eta, events, at)};
}

std::vector<Sculpting> sculpting_of_objects(ScoredEvents const& events) {
    constexpr int most_bins = 40;
    std::vector<Sculpting> all;
    for (auto const& objects : events.objects) {
        std::vector<float> const count(objects.count.begin(), objects.count.end());
        int const longest = count.empty() ? 0 : *std::max_element(objects.count.begin(), objects.count.end());
        int const per_bin = longest / most_bins + 1, bins = longest / per_bin + 1;
        all.push_back(sculpting("Number of " + objects.name,
                                equal_bins(-0.5, bins * per_bin - 0.5, static_cast<std::size_t>(bins)), count, events,
                                report_thresholds[0]));
    }
    return all;
}

}  // namespace jetseq::evaluate
