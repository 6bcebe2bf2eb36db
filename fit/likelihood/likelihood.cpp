#include "fit/likelihood/likelihood.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/math/distributions.hpp"
#include "fit/likelihood/bin_term.hpp"
#include "fit/likelihood/cholesky.hpp"

namespace jetseq::fit {
namespace {

/// An expected yield below this comes from a factor of 0, and counts as 0.
double const least_yield = std::sqrt(tiny_factor);

}  // namespace

TwiceNll::TwiceNll(Likelihood const& likelihood, Data const& data)
    : likelihood_{likelihood},
      data_{data},
      weights_(likelihood.parameters_.size()),
      interpolations_(likelihood.interpolations_.size(), FactorValue{1, 0, 0}),
      shaped_(likelihood.nominal_.size()),
      product_(likelihood.nominal_.size()),
      yields_(likelihood.nominal_.size()),
      expected_(likelihood.bins()),
      slope_(likelihood.bins()),
      bend_(likelihood.bins()) {
    assert(data.bins.size() == likelihood.bins() && data.auxiliary.size() == likelihood.parameters_.size());
    constant_ = 0;
    for (double const n : data.bins) constant_ += 2 * log_gamma(n + 1);
    for (std::size_t p = 0; p < size(); ++p) {
        Parameter const& parameter = likelihood.parameters_[p];
        if (parameter.constraint == Constraint::normal) {
            constant_ += 2 * std::log(parameter.width * std::sqrt(2 * std::numbers::pi));
        } else if (parameter.constraint == Constraint::poisson) {
            constant_ += 2 * log_gamma(data.auxiliary[p] + 1);
        }
    }
    std::size_t parameters = 0, bins = 0, sets = 0;
    for (auto const& plan : likelihood.plans_) {
        parameters = std::max(parameters, plan.parameters.size());
        bins = std::max(bins, plan.bins);
        sets = std::max(sets, plan.sets.size());
    }
    channel_slopes_.resize(parameters * bins), block_slopes_.resize(parameters * bins), set_slopes_.resize(sets * bins);
    for (auto* list : {&log_slope_, &log_bend_, &weighted_slope_, &weighted_bend_}) list->resize(parameters);
}

void TwiceNll::evaluate(Block const& block, std::span<double const> x) {
    std::size_t const n = block.bins;
    double* const shaped = shaped_.data() + block.row;
    double* const product = product_.data() + block.row;
    double* const yield = yields_.data() + block.row;
    std::copy_n(likelihood_.nominal_.data() + block.row, n, shaped);
    for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
        auto const& shape = likelihood_.shapes_[s];
        ShapeWeights const& weights = weights_[shape.parameter];
        double const* const up = likelihood_.differences_.data() + shape.differences;
        double const* const down = up + n;
        for (std::size_t b = 0; b < n; ++b) shaped[b] += weights.up * up[b] + weights.down * down[b];
    }
    double factor = 1;
    for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
        auto const& it = likelihood_.factors_[f];
        factor *= it.interpolation < 0 ? without_zero(x[it.parameter])
                                       : interpolations_[static_cast<std::size_t>(it.interpolation)].value;
    }
    std::fill_n(product, n, factor);
    for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
        double const* const factors = x.data() + likelihood_.bin_factors_[f].first;
        for (std::size_t b = 0; b < n; ++b) product[b] *= without_zero(factors[b]);
    }
    double* const expected = expected_.data() + block.first_bin;
    for (std::size_t b = 0; b < n; ++b) expected[b] += yield[b] = shaped[b] * product[b];
}

void TwiceNll::evaluate(std::span<double const> x) {
    assert(x.size() == size());
    for (auto const p : likelihood_.shape_parameters_) weights_[p] = shape_weights(x[p]);
    for (std::size_t i = 0; i < interpolations_.size(); ++i) {
        interpolations_[i] = likelihood_.interpolations_[i](x[likelihood_.interpolated_by_[i]]);
    }
    std::fill(expected_.begin(), expected_.end(), 0.0);
    for (auto const& block : likelihood_.blocks_) evaluate(block, x);
}

/// The constraints' part of the value; their slopes are added to `gradient` where it is given.
double TwiceNll::constraints(std::span<double const> x, double* gradient) const {
    double sum = 0;
    for (std::size_t p = 0; p < x.size(); ++p) {
        Parameter const& parameter = likelihood_.parameters_[p];
        if (parameter.constraint == Constraint::normal) {
            double const pull = (x[p] - data_.auxiliary[p]) / parameter.width;
            sum += pull * pull;
            if (gradient != nullptr) gradient[p] += 2 * pull / parameter.width;
        } else if (parameter.constraint == Constraint::poisson) {
            BinTerm const term = bin_term(data_.auxiliary[p], parameter.factor * x[p]);
            sum += 2 * term.value;
            if (gradient != nullptr) gradient[p] += 2 * parameter.factor * term.slope;
        }
    }
    return sum;
}

double TwiceNll::value(std::span<double const> x) {
    evaluate(x);
    double sum = 0;
    for (std::size_t b = 0; b < expected_.size(); ++b) sum += bin_term(data_.bins[b], expected_[b]).value;
    return constant_ + 2 * sum + constraints(x, nullptr);
}

double TwiceNll::gradient(std::span<double const> x, std::span<double> gradient) {
    evaluate(x);
    double sum = 0;
    for (std::size_t b = 0; b < expected_.size(); ++b) {
        BinTerm const term = bin_term(data_.bins[b], expected_[b]);
        sum += term.value, slope_[b] = 2 * term.slope;
    }
    std::fill(gradient.begin(), gradient.end(), 0.0);
    for (auto const& block : likelihood_.blocks_) {
        std::size_t const n = block.bins;
        double const* const slope = slope_.data() + block.first_bin;
        double* const shaped = shaped_.data() + block.row;  // from here on: slope of the value by the shaped yield
        double const* const product = product_.data() + block.row;
        double const* const yield = yields_.data() + block.row;
        double const by_factor = dot(slope, yield, n);
        for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
            auto const& it = likelihood_.factors_[f];
            gradient[it.parameter] +=
                by_factor * (it.interpolation < 0 ? 1 / without_zero(x[it.parameter])
                                                  : interpolations_[static_cast<std::size_t>(it.interpolation)].slope);
        }
        for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
            std::size_t const first = likelihood_.bin_factors_[f].first;
            for (std::size_t b = 0; b < n; ++b) gradient[first + b] += slope[b] * yield[b] / without_zero(x[first + b]);
        }
        for (std::size_t b = 0; b < n; ++b) shaped[b] = slope[b] * product[b];
        for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
            auto const& shape = likelihood_.shapes_[s];
            ShapeWeights const& weights = weights_[shape.parameter];
            double const* const up = likelihood_.differences_.data() + shape.differences;
            gradient[shape.parameter] +=
                weights.up_slope * dot(shaped, up, n) + weights.down_slope * dot(shaped, up + n, n);
        }
    }
    return constant_ + 2 * sum + constraints(x, gradient.data());
}

std::string Likelihood::name_of_bin(std::size_t bin) const {
    auto const after = std::upper_bound(channels_.begin(), channels_.end(), bin,
                                        [](std::size_t b, ChannelBins const& channel) { return b < channel.first; });
    ChannelBins const& channel = *std::prev(after);
    return "channel '" + channel.name + "', bin " + std::to_string(bin - channel.first);
}

std::vector<double> Likelihood::expected(std::span<double const> x) const {
    TwiceNll nll{*this, observed_};
    nll.value(x);
    return {nll.expected().begin(), nll.expected().end()};
}

Data Likelihood::asimov(std::span<double const> x) const {
    Data data{expected(x), observed_.auxiliary};
    for (double& n : data.bins) n = n < least_yield ? 0 : n;
    for (std::size_t p = 0; p < x.size(); ++p) data.auxiliary[p] = parameters_[p].factor * x[p];
    return data;
}

Likelihood::BySample Likelihood::expected_by_sample(std::span<double const> x) const {
    TwiceNll nll{*this, observed_};
    nll.value(x);
    BySample result{samples_, std::vector<std::vector<double>>(samples_.size(), std::vector<double>(bins()))};
    for (auto const& block : blocks_) {
        for (std::size_t b = 0; b < block.bins; ++b) {
            double const yield = nll.by_block()[block.row + b];
            bool const is_none = std::fabs(yield) < least_yield;
            result.yields[block.sample][block.first_bin + b] += is_none ? 0 : yield;
        }
    }
    return result;
}

}  // namespace jetseq::fit
