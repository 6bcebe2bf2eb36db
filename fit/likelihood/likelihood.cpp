#include "fit/likelihood/likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "fit/likelihood/bin_term.hpp"
#include "fit/likelihood/likelihood_builder.hpp"
#include "fit/likelihood/twice_nll.hpp"

namespace jetseq::fit {
namespace {

/// A smaller yield comes from a factor of 0 (see tiny_factor), and counts as 0.
double const least_yield = std::sqrt(tiny_factor);

}  // namespace

Likelihood::Likelihood(Workspace const& workspace, Measurement const& measurement)
    : arrays_{build_arrays(workspace, measurement)} {}

std::vector<double> Likelihood::starts() const {
    std::vector<double> starts;
    for (auto const& parameter : arrays_.parameters) starts.push_back(parameter.start);
    return starts;
}

void Likelihood::fix(std::size_t parameter, double value) {
    require_fixable(parameter, value);
    arrays_.parameters[parameter].start = value, arrays_.parameters[parameter].is_fixed = true;
}

void Likelihood::require_fixable(std::size_t parameter, double value) const {
    Parameter const& fixed = arrays_.parameters[parameter];
    std::string const what = fixed.name + " is fixed to " + significant(value, 6);
    if (fixed.constraint == Constraint::poisson && !(value > 0)) {
        throw Error{what + " (its auxiliary measurement counts events, so that it must be above 0). Change `fixed`"};
    }
    if (value >= fixed.low && value <= fixed.high) return;
    throw Error{what + " (its bounds are " + significant(fixed.low, 6) + " to " +
                (std::isinf(fixed.high) ? "infinity" : significant(fixed.high, 6)) +
                "). Change `fixed`, or the bounds of the measurement"};
}

void Likelihood::choose_parameter_of_interest(std::string const& name) {
    arrays_.poi.reset(), arrays_.why_no_poi.clear();
    auto const has = [&](std::string const& wanted) {
        return std::any_of(arrays_.parameters.begin(), arrays_.parameters.end(),
                           [&](auto const& p) { return p.name == wanted; });
    };
    bool const is_of_one_bin = has(numbered(name, 0)) && !has(numbered(name, 1));
    if (name.empty()) {
        arrays_.why_no_poi = "Fitted without a parameter of interest, as asked: no limit, no significance.";
    } else {
        arrays_.poi = index_of(is_of_one_bin ? numbered(name, 0) : name);
    }
}

Notes Likelihood::notes() const {
    Notes notes = arrays_.notes;
    if (!arrays_.why_no_poi.empty()) add_note(notes, arrays_.why_no_poi);
    return notes;
}

std::size_t Likelihood::index_of(std::string const& name) const {
    std::vector<std::string> names;
    for (auto const& parameter : arrays_.parameters) names.push_back(parameter.name);
    auto const found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw Error{"no parameter '" + name + "' (no modifier has this name" + did_you_mean(name, names) +
                "). Name one of the likelihood's parameters"};
}

std::string Likelihood::name_of_bin(std::size_t bin) const {
    auto const after = std::upper_bound(arrays_.channels.begin(), arrays_.channels.end(), bin,
                                        [](std::size_t b, ChannelBins const& channel) { return b < channel.first; });
    ChannelBins const& channel = *std::prev(after);
    return "channel '" + channel.name + "', bin " + std::to_string(bin - channel.first);
}

std::vector<double> Likelihood::expected(std::span<double const> x) const {
    TwiceNll nll{*this, arrays_.observed};
    nll.value(x);
    return {nll.expected().begin(), nll.expected().end()};
}

Data Likelihood::asimov(std::span<double const> x) const {
    Data data{expected(x), arrays_.observed.auxiliary};
    for (double& n : data.bins) n = n < least_yield ? 0 : n;
    for (std::size_t p = 0; p < x.size(); ++p) data.auxiliary[p] = arrays_.parameters[p].factor * x[p];
    return data;
}

Likelihood::BySample Likelihood::expected_by_sample(std::span<double const> x) const {
    TwiceNll nll{*this, arrays_.observed};
    nll.value(x);
    BySample result{arrays_.samples,
                    std::vector<std::vector<double>>(arrays_.samples.size(), std::vector<double>(bins()))};
    for (auto const& block : arrays_.blocks) {
        for (std::size_t b = 0; b < block.bins; ++b) {
            double const yield = nll.by_block()[block.row + b];
            bool const is_none = std::fabs(yield) < least_yield;
            result.yields[block.sample][block.first_bin + b] += is_none ? 0 : yield;
        }
    }
    return result;
}

}  // namespace jetseq::fit
