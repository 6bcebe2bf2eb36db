#include "fit/workspace/categories.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "event/threshold.hpp"
#include "fit/inference/best_fit.hpp"

namespace jetseq::fit {
namespace {

constexpr double impossible = std::numeric_limits<double>::infinity();

std::size_t number_of_bins(Binning const& binning) { return binning.edges.empty() ? 1 : binning.edges.size() - 1; }

std::vector<std::string> names_of(Binning const& binning) {
    if (binning.by_cuts) return {"other", "cut_based_vbf"};
    auto const& t = binning.thresholds;
    if (t.empty()) return {"all"};
    // with all digits: the names of different thresholds must differ
    std::vector<std::string> names{"score_below_" + shortest(t.front())};
    for (std::size_t n = 0; n + 1 < t.size(); ++n) {
        names.push_back("score_" + shortest(t[n]) + "_to_" + shortest(t[n + 1]));
    }
    names.push_back("score_above_" + shortest(t.back()));
    return names;
}

std::size_t category_of(ScoredSample const& sample, std::size_t event, Binning const& binning) {
    if (binning.by_cuts) return sample.passes_cuts[event];
    auto const& t = binning.thresholds;
    auto const is_below = [&](double threshold) { return is_above(sample.score[event], threshold); };
    return static_cast<std::size_t>(std::partition_point(t.begin(), t.end(), is_below) - t.begin());
}

/// Sums of weights and of their squares in the bins of a category.
struct ScoreHistogram {
    std::vector<double> sum, squares;
};

void require_columns(ScoredSample const& sample, Binning const& binning) {
    if (binning.by_cuts && sample.passes_cuts.size() != sample.size()) {
        throw Error{"process '" + sample.process +
                    "' does not say which events pass the cuts (no tag jets in its files). Use files of selections, or "
                    "leave the cuts out"};
    }
    if (!binning.edges.empty() && sample.observable.size() != sample.size()) {
        throw Error{"process '" + sample.process + "' has no observable (edges are given). Name its column"};
    }
}

/// The error for a process whose weights have the sum `total`, which is not above 0.
Error without_events(ScoredSample const& sample, std::optional<Half> half, double total) {
    auto const used =
        half ? static_cast<std::size_t>(std::count(sample.half.begin(), sample.half.end(), *half)) : sample.size();
    std::string const of_half = !half                      ? ""
                                : *half == Half::to_choose ? " in the half that chooses thresholds"
                                                           : " in the half that measures";
    if (used == 0) {
        return Error{"process '" + sample.process + "' has no events" + of_half + " (there are " +
                     std::to_string(sample.size()) + " in both). Check its files and its label"};
    }
    return Error{"process '" + sample.process + "' expects nothing (the weights of its " + std::to_string(used) +
                 " events" + of_half + " have the sum " + significant(total, 4) +
                 "). Check the weights: a sum above 0 is needed"};
}

std::vector<ScoreHistogram> histograms_of(ScoredSample const& sample, Binning const& binning,
                                          std::optional<Half> half) {
    require_columns(sample, binning);
    std::size_t const bins = number_of_bins(binning);
    std::vector<ScoreHistogram> result(names_of(binning).size(),
                                       {std::vector<double>(bins), std::vector<double>(bins)});
    double total = 0;
    for (std::size_t n = 0; n < sample.size(); ++n) {
        if (half && sample.half[n] != *half) continue;
        auto& histogram = result[category_of(sample, n, binning)];
        std::size_t const bin = binning.edges.empty() ? 0 : bin_of(sample.observable[n], binning.edges);
        histogram.sum[bin] += sample.weight[n];
        histogram.squares[bin] += sample.weight[n] * sample.weight[n];
        total += sample.weight[n];
    }
    if (!(total > 0)) throw without_events(sample, half, total);
    double const scale = sample.yield / total;
    for (auto& histogram : result) {
        for (double& value : histogram.sum) value *= scale;
        for (double& value : histogram.squares) value *= scale * scale;
    }
    return result;
}

/// First bins of the groups after merging bins in which too little is expected.
std::vector<std::size_t> merged_bins(std::vector<double> const& expected, double least) {
    std::vector<std::size_t> starts;
    double sum = 0;
    for (std::size_t bin = expected.size(); bin-- > 0;) {
        sum += expected[bin];
        if (sum < least) continue;
        starts.push_back(bin), sum = 0;
    }
    if (starts.empty()) return {};
    starts.back() = 0;  // the remaining bins on the low side join the first group
    std::reverse(starts.begin(), starts.end());
    return starts;
}

std::vector<double> merged(std::vector<double> const& values, std::vector<std::size_t> const& starts) {
    std::vector<double> result;
    for (std::size_t n = 0; n < starts.size(); ++n) {
        auto const end = n + 1 < starts.size() ? starts[n + 1] : values.size();
        result.push_back(std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(starts[n]),
                                         values.begin() + static_cast<std::ptrdiff_t>(end), 0.0));
    }
    return result;
}

Sample sample_of(ScoredSample const& from, ScoreHistogram const& histogram, std::vector<std::size_t> const& starts,
                 std::string const& channel, CategoryOptions const& options) {
    Sample sample{from.process, merged(histogram.sum, starts), {}};
    for (std::size_t bin = 0; bin < sample.yields.size(); ++bin) {
        if (sample.yields[bin] >= 0 || options.negative == NegativeBins::keep) continue;
        if (options.negative == NegativeBins::refuse) {
            throw Error{"channel '" + channel + "', sample '" + from.process + "', bin " + std::to_string(bin) +
                        " is negative (events of negative weight prevail). Widen the bins, or set bins.negative to "
                        "zero or keep"};
        }
        sample.yields[bin] = 0;
    }
    if (!from.strength.empty()) sample.modifiers.push_back({ModifierType::normfactor, from.strength, 1, 1, {}, {}});
    if (from.down != 1 || from.up != 1) {
        sample.modifiers.push_back({ModifierType::normsys, "norm_" + from.process, from.down, from.up, {}, {}});
    }
    if (options.luminosity_uncertainty > 0) sample.modifiers.push_back({ModifierType::lumi, "lumi", 1, 1, {}, {}});
    if (options.statistics) {
        auto errors = merged(histogram.squares, starts);
        for (double& error : errors) error = std::sqrt(error);
        sample.modifiers.push_back({ModifierType::staterror, "stat_" + channel, 1, 1, errors, {}});
    }
    return sample;
}

Measurement measurement_for(std::vector<ScoredSample> const& samples, CategoryOptions const& options) {
    Measurement measurement{"jetseq", options.parameter_of_interest, {}};
    for (auto const& sample : samples) {
        auto const is_it = [&](ParameterSetting const& setting) { return setting.name == sample.strength; };
        if (sample.strength.empty() || std::any_of(measurement.settings.begin(), measurement.settings.end(), is_it)) {
            continue;
        }
        measurement.settings.push_back({sample.strength, {1}, {}, {}, {}, {}});
    }
    double const lumi = options.luminosity_uncertainty;
    if (lumi > 0) measurement.settings.push_back({"lumi", {1}, {{0, 2}}, {1}, {lumi}, {}});
    return measurement;
}

std::vector<double> merged_edges(std::vector<double> const& edges, std::vector<std::size_t> const& starts) {
    std::vector<double> result;
    result.reserve(starts.size() + 1);
    for (auto const start : starts) result.push_back(edges[start]);
    result.push_back(edges.back());
    return result;
}

/// What to try if too little is expected in category `c`.
std::string how_to_fill(std::size_t c, Binning const& binning) {
    std::size_t const thresholds = binning.by_cuts ? 0 : binning.thresholds.size();
    std::string const change = thresholds == 0  ? ""
                               : c == 0         ? "Raise the lowest threshold, or lower "
                               : c < thresholds ? "Move the thresholds apart, or lower "
                                                : "Lower the threshold or ";
    return (change.empty() ? "Lower " : change) + "bins.least_expected";
}

}  // namespace

Categories categories_of(std::vector<ScoredSample> const& samples, Binning const& binning,
                         CategoryOptions const& options, std::optional<Half> half) {
    std::vector<std::vector<ScoreHistogram>> histograms;
    histograms.reserve(samples.size());
    for (auto const& sample : samples) histograms.push_back(histograms_of(sample, binning, half));
    Categories result;
    auto const names = names_of(binning);
    for (std::size_t c = 0; c < names.size(); ++c) {
        std::vector<double> expected(number_of_bins(binning));
        for (auto const& of_sample : histograms) {
            for (std::size_t b = 0; b < expected.size(); ++b) expected[b] += of_sample[c].sum[b];
        }
        auto const starts = merged_bins(expected, options.least_expected);
        if (starts.empty()) {
            throw Error{"category '" + names[c] + "' expects " +
                        significant(std::accumulate(expected.begin(), expected.end(), 0.0), 4) + " events (at least " +
                        significant(options.least_expected, 4) + " are asked for). " + how_to_fill(c, binning)};
        }
        Channel channel{names[c], {}, merged(expected, starts)};
        for (std::size_t s = 0; s < samples.size(); ++s) {
            channel.samples.push_back(sample_of(samples[s], histograms[s][c], starts, names[c], options));
        }
        if (options.negative == NegativeBins::set_to_zero) {
            std::fill(channel.observed.begin(), channel.observed.end(), 0.0);
            for (auto const& sample : channel.samples) {
                for (std::size_t b = 0; b < channel.observed.size(); ++b) channel.observed[b] += sample.yields[b];
            }
        }
        if (!binning.edges.empty()) result.edges[names[c]] = merged_edges(binning.edges, starts);
        result.workspace.channels.push_back(std::move(channel));
    }
    result.workspace.measurements.push_back(measurement_for(samples, options));
    return result;
}

void observe(Categories& categories, ScoredSample const& data, Binning const& binning) {
    require_columns(data, binning);
    auto& channels = categories.workspace.channels;
    for (auto& channel : channels) std::fill(channel.observed.begin(), channel.observed.end(), 0.0);
    for (std::size_t n = 0; n < data.size(); ++n) {
        Channel& channel = channels[category_of(data, n, binning)];
        auto const edges = categories.edges.find(channel.name);
        channel.observed[edges == categories.edges.end() ? 0 : bin_of(data.observable[n], edges->second)] += 1;
    }
}

namespace {

Likelihood likelihood_of(Categories const& categories) {
    return {categories.workspace, categories.workspace.measurements.front()};
}

std::vector<Fixed> held_by(Likelihood const& likelihood, std::map<std::string, double> const& fixed) {
    std::vector<Fixed> held;
    held.reserve(fixed.size());
    for (auto const& [name, value] : fixed) held.push_back({likelihood.index_of(name), value});
    return held;
}

void require_fixable(Likelihood const& likelihood, std::vector<Fixed> const& held) {
    for (auto const& [parameter, value] : held) likelihood.require_fixable(parameter, value);
}

double expected_error(Likelihood const& likelihood, std::vector<Fixed> const& held) {
    auto const result = best_fit(likelihood, likelihood.observed(), held);
    auto const poi = likelihood.parameter_of_interest();
    if (!poi) throw Error{"no process has the strength that is of interest. Give one its name"};
    FittedParameter const& strength = result.parameters[*poi];
    if (std::isfinite(strength.error)) return strength.error;
    throw Error{
        strength.name +
        " has no uncertainty (it is fixed, or the categories do not determine it). Free it, or fix what can't be "
        "told from it"};
}

}  // namespace

double expected_error(Categories const& categories, std::map<std::string, double> const& fixed) {
    auto const likelihood = likelihood_of(categories);
    auto const held = held_by(likelihood, fixed);
    require_fixable(likelihood, held);
    return expected_error(likelihood, held);
}

namespace {

/// Throws Error for a fixed parameter that exists for no thresholds, before all are tried. Parameters of the statistics
/// are named after categories.
void require_known(std::vector<ScoredSample> const& samples, CategoryOptions options,
                   std::map<std::string, double> const& fixed) {
    options.statistics = false, options.negative = NegativeBins::keep;
    options.least_expected = -impossible;
    auto const likelihood = likelihood_of(categories_of(samples, {}, options, Half::to_choose));
    for (auto const& [name, value] : fixed) {
        if (!name.starts_with("stat_")) likelihood.index_of(name);
    }
}

}  // namespace

ThresholdChoice choose_thresholds(std::vector<ScoredSample> const& samples, Binning const& binning,
                                  CategoryOptions const& options, std::map<std::string, double> const& fixed, int count,
                                  double step) {
    require_known(samples, options, fixed);
    std::string why;
    auto const error_of = [&](std::vector<double> thresholds) {
        std::sort(thresholds.begin(), thresholds.end());
        if (std::adjacent_find(thresholds.begin(), thresholds.end()) != thresholds.end()) return impossible;
        std::optional<Likelihood> likelihood;
        std::vector<Fixed> held;
        try {
            likelihood.emplace(
                likelihood_of(categories_of(samples, {thresholds, false, binning.edges}, options, Half::to_choose)));
            held = held_by(*likelihood, fixed);
        } catch (Error const& error) {  // such as a category that would be empty
            why = error.what();
            return impossible;
        }
        require_fixable(*likelihood, held);  // not caught: no threshold helps
        try {
            return expected_error(*likelihood, held);
        } catch (Error const& error) {  // such as strengths that can't be told apart
            why = error.what();
            return impossible;
        }
    };
    int const steps = static_cast<int>(std::floor(1 / step - 1e-9));
    if (count > steps) {
        throw Error{std::to_string(count) + " thresholds can't be chosen (a step of " + shortest(step) + " leaves " +
                    std::to_string(steps) + " to choose from). Lower thresholds.count or thresholds.step"};
    }
    ThresholdChoice choice{{}, impossible, {}};
    auto const place = [&](std::size_t n) {
        std::vector<double> best = choice.thresholds, trial = best;
        for (int i = 1; i <= steps; ++i) {
            trial[n] = std::round(i * step * 1e9) / 1e9;
            double const error = error_of(trial);
            if (count == 1 || choice.thresholds.size() == 1) choice.scanned.emplace_back(trial[n], error);
            if (error < choice.error) choice.error = error, best = trial;
        }
        choice.thresholds = best;
    };
    for (int n = 0; n < count; ++n) {
        choice.thresholds.push_back(-1), choice.error = impossible;
        place(choice.thresholds.size() - 1);
        if (choice.error == impossible) {
            throw Error{"no threshold gives categories that can be fitted; the last one: " + why};
        }
    }
    for (std::size_t n = 0; count > 1 && n < choice.thresholds.size(); ++n) place(n);
    std::sort(choice.thresholds.begin(), choice.thresholds.end());
    return choice;
}

}  // namespace jetseq::fit
