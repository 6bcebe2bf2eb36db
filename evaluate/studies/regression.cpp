#include "evaluate/studies/regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/residuals.hpp"
#include "core/version.hpp"
#include "evaluate/metrics/bootstrap.hpp"
#include "evaluate/studies/json_parts.hpp"

namespace jetseq::evaluate {
namespace {

constexpr int regression_format = 1;
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// Values in rising order, with the order of the events.
class SortedValues {
public:
    explicit SortedValues(std::vector<double> const& values) : order_(values.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(),
                         [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        for (std::size_t const n : order_) sorted_.push_back(values[n]);
    }

    /// With the weights of the events.
    ResidualSummary summary(std::span<float const> weight) const {
        if (sorted_.empty()) return {not_known, not_known};
        std::vector<double> weights;
        for (std::size_t const n : order_) weights.push_back(static_cast<double>(weight[n]));
        return summary_of_sorted(sorted_, weights);
    }

private:
    std::vector<std::size_t> order_;
    std::vector<double> sorted_;
};

/// The weighted mean of function(residual).
template <class Function>
double mean_of(std::vector<double> const& residuals, std::span<float const> weight, Function function) {
    double sum = 0, total = 0;
    for (std::size_t n = 0; n < residuals.size(); ++n) {
        sum += static_cast<double>(weight[n]) * function(residuals[n]), total += static_cast<double>(weight[n]);
    }
    return total > 0 ? sum / total : not_known;
}

/// found - true, and found / true; no ratios if a true number is not above 0.
std::pair<std::vector<double>, std::vector<double>> differences_of(FoundNumbers const& numbers) {
    std::vector<double> residuals, ratios;
    bool const positive = std::all_of(numbers.truth.begin(), numbers.truth.end(), [](float x) { return x > 0; });
    for (std::size_t n = 0; n < numbers.size(); ++n) {
        double const found = static_cast<double>(numbers.found[n]), truth = static_cast<double>(numbers.truth[n]);
        residuals.push_back(found - truth);
        if (positive) ratios.push_back(found / truth);
    }
    return {residuals, ratios};
}

Json json_of(Residuals const& r) {
    return {{"n", r.events},
            {"mean_true", json_number(r.mean_truth)},
            {"bias", to_json(r.bias)},
            {"width", to_json(r.width)},
            {"rms", to_json(r.rms)},
            {"mean_absolute", to_json(r.mean_absolute)},
            {"ratio", to_json(r.ratio)},
            {"ratio_width", to_json(r.ratio_width)}};
}

Json json_of(RegressionModel const& model) {
    return {{"name", model.name},
            {"all", json_of(model.all)},
            {"by_true", json_list(model.bins, [](ResidualBin const& bin) {
                 Json json{{"low", json_number(bin.low)}, {"high", json_number(bin.high)}};
                 json.update(json_of(bin.residuals));
                 return json;
             })}};
}

Json json_of(RegressionEpoch const& epoch) {
    return {{"epoch", epoch.epoch},
            {"train_loss", json_number(epoch.train_loss)},
            {"validation_loss", json_number(epoch.validation_loss)},
            {"validation_bias", json_number(epoch.validation_bias)},
            {"validation_width", json_number(epoch.validation_width)},
            {"learning_rate", json_number(epoch.learning_rate)}};
}

}  // namespace

Residuals residuals_of(FoundNumbers const& numbers) {
    auto const [residuals, ratios] = differences_of(numbers);
    SortedValues const of_residuals{residuals}, of_ratios{ratios};
    auto const all = [&, &values = residuals](std::span<float const> weight) {
        auto const r = of_residuals.summary(weight), ratio = of_ratios.summary(weight);
        auto const square = mean_of(values, weight, [](double x) { return x * x; });
        auto const absolute = mean_of(values, weight, [](double x) { return std::fabs(x); });
        return std::vector<double>{r.bias, r.width, std::sqrt(square), absolute, ratio.bias, ratio.width};
    };
    Residuals result;
    result.events = numbers.size();
    std::vector<double> const truth(numbers.truth.begin(), numbers.truth.end());
    result.mean_truth = mean_of(truth, numbers.weight, [](double x) { return x; });
    auto const values = all(numbers.weight), errors = bootstrap_errors(numbers.weight, all);
    std::size_t k = 0;
    for (auto* const to :
         {&result.bias, &result.width, &result.rms, &result.mean_absolute, &result.ratio, &result.ratio_width}) {
        *to = {values[k], errors[k]};
        ++k;
    }
    return result;
}

std::vector<double> truth_edges(std::vector<float> const& truth, std::size_t bins) {
    std::vector<double> sorted(truth.begin(), truth.end()), edges;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k <= bins && !sorted.empty(); ++k) {
        double const edge = sorted[std::min(k * sorted.size() / bins, sorted.size() - 1)];
        if (edges.empty() || edge > edges.back()) edges.push_back(edge);
    }
    return edges;
}

std::vector<ResidualBin> residuals_in_bins(FoundNumbers const& numbers, std::vector<double> const& edges) {
    std::vector<ResidualBin> bins;
    for (std::size_t k = 0; k + 1 < edges.size(); ++k) {
        bool const last = k + 2 == edges.size();
        FoundNumbers inside;
        for (std::size_t n = 0; n < numbers.size(); ++n) {
            double const x = static_cast<double>(numbers.truth[n]);
            if (x < edges[k] || x > edges[k + 1] || (x == edges[k + 1] && !last)) continue;
            inside.truth.push_back(numbers.truth[n]), inside.found.push_back(numbers.found[n]);
            inside.weight.push_back(numbers.weight[n]);
        }
        bins.push_back({edges[k], edges[k + 1], residuals_of(inside)});
    }
    return bins;
}

void measure(Regression& regression) {
    auto const edges = truth_edges(regression.models.front().numbers.truth);
    for (auto& model : regression.models) {
        model.all = residuals_of(model.numbers), model.bins = residuals_in_bins(model.numbers, edges);
    }
}

std::vector<Importance> residual_importances(EventInputs const& inputs, FoundNumbers const& nominal,
                                             ScoreInputs const& score, int repeats) {
    return importances(
        inputs,
        [&](std::vector<float> const& changed) -> Measured {
            double sum = 0, squares = 0, total = 0;
            for (std::size_t n = 0; n < nominal.size(); ++n) {
                auto const away = [&](float found) {
                    return std::fabs(static_cast<double>(found) - static_cast<double>(nominal.truth[n]));
                };
                double const more = away(changed[n]) - away(nominal.found[n]);
                double const w = static_cast<double>(nominal.weight[n]);
                sum += w * more, squares += w * w * more * more, total += w;
            }
            return {sum / total, std::sqrt(squares) / std::fabs(total)};
        },
        score, repeats);
}

Json regression_json(Regression const& regression) {
    Json parity = Json::object(), provenance = Json::object(), leakage = nullptr;
    for (auto const& [backend, difference] : regression.parity) parity[backend] = json_number(difference);
    for (auto const& [key, text] : regression.provenance) provenance[key] = text;
    if (regression.leakage) {
        leakage = {{"training", regression.leakage->training}, {"validation", regression.leakage->validation}};
    }
    return {
        {"kind", "jetseq_regression_report"},
        {"format_version", regression_format},
        {"jetseq", std::string{version()} + " (" + git_revision() + ")"},
        {"model", regression.models.front().name},
        {"target", regression.target},
        {"data", {{"files", regression.data}, {"part", regression.part}}},
        {"warnings", regression.warnings},
        {"models", json_list(regression.models, [](auto const& one) { return json_of(one); })},
        {"importances",
         json_list(regression.importances,
                   [](Importance const& one) {
                       return Json{{"kind", one.kind}, {"name", one.name}, {"mean_absolute_gain", to_json(one.loss)}};
                   })},
        {"parity", parity},
        {"leakage", leakage},
        {"training", json_list(regression.history, [](auto const& one) { return json_of(one); })},
        {"provenance", provenance}};
}

}  // namespace jetseq::evaluate
