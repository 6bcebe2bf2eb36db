#include "fit/likelihood/twice_nll.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/math/distributions.hpp"
#include "fit/likelihood/bin_term.hpp"
#include "fit/likelihood/cholesky.hpp"

namespace jetseq::fit {

TwiceNll::TwiceNll(Likelihood const& likelihood, Data const& data)
    : likelihood_{likelihood},
      arrays_{likelihood.arrays()},
      data_{data},
      weights_(arrays_.parameters.size()),
      interpolations_(arrays_.interpolations.size(), FactorValue{1, 0, 0}),
      shaped_(arrays_.nominal.size()),
      product_(arrays_.nominal.size()),
      yields_(arrays_.nominal.size()),
      expected_(likelihood.bins()),
      slope_(likelihood.bins()),
      bend_(likelihood.bins()) {
    assert(data.bins.size() == likelihood.bins() && data.auxiliary.size() == arrays_.parameters.size());
    constant_ = 0;
    for (double const n : data.bins) constant_ += 2 * log_gamma(n + 1);
    for (std::size_t p = 0; p < size(); ++p) {
        Parameter const& parameter = arrays_.parameters[p];
        if (parameter.constraint == Constraint::normal) {
            constant_ += 2 * std::log(parameter.width * std::sqrt(2 * std::numbers::pi));
        } else if (parameter.constraint == Constraint::poisson) {
            constant_ += 2 * log_gamma(data.auxiliary[p] + 1);
        }
    }
    std::size_t parameters = 0, bins = 0, sets = 0;
    for (auto const& plan : arrays_.plans) {
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
    std::copy_n(arrays_.nominal.data() + block.row, n, shaped);
    for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
        auto const& shape = arrays_.shapes[s];
        ShapeWeights const& weights = weights_[shape.parameter];
        double const* const up = arrays_.differences.data() + shape.differences;
        double const* const down = up + n;
        for (std::size_t b = 0; b < n; ++b) shaped[b] += weights.up * up[b] + weights.down * down[b];
    }
    double factor = 1;
    for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
        auto const& it = arrays_.factors[f];
        factor *= it.interpolation < 0 ? without_zero(x[it.parameter])
                                       : interpolations_[static_cast<std::size_t>(it.interpolation)].value;
    }
    std::fill_n(product, n, factor);
    for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
        double const* const factors = x.data() + arrays_.bin_factors[f].first;
        for (std::size_t b = 0; b < n; ++b) product[b] *= without_zero(factors[b]);
    }
    double* const expected = expected_.data() + block.first_bin;
    for (std::size_t b = 0; b < n; ++b) expected[b] += yield[b] = shaped[b] * product[b];
}

void TwiceNll::evaluate(std::span<double const> x) {
    assert(x.size() == size());
    for (auto const p : arrays_.shape_parameters) weights_[p] = shape_weights(x[p]);
    for (std::size_t i = 0; i < interpolations_.size(); ++i) {
        interpolations_[i] = arrays_.interpolations[i](x[arrays_.interpolated_by[i]]);
    }
    std::fill(expected_.begin(), expected_.end(), 0.0);
    for (auto const& block : arrays_.blocks) evaluate(block, x);
}

/// The contribution of the constraints to the value. Adds their slopes to `gradient` unless it is null.
double TwiceNll::constraints(std::span<double const> x, double* gradient) const {
    double sum = 0;
    for (std::size_t p = 0; p < x.size(); ++p) {
        Parameter const& parameter = arrays_.parameters[p];
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
    for (auto const& block : arrays_.blocks) {
        std::size_t const n = block.bins;
        double const* const slope = slope_.data() + block.first_bin;
        double* const shaped = shaped_.data() + block.row;  // reused for the slope of the value by the shaped yield
        double const* const product = product_.data() + block.row;
        double const* const yield = yields_.data() + block.row;
        double const by_factor = dot(slope, yield, n);
        for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
            auto const& it = arrays_.factors[f];
            gradient[it.parameter] +=
                by_factor * (it.interpolation < 0 ? 1 / without_zero(x[it.parameter])
                                                  : interpolations_[static_cast<std::size_t>(it.interpolation)].slope);
        }
        for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
            std::size_t const first = arrays_.bin_factors[f].first;
            for (std::size_t b = 0; b < n; ++b) gradient[first + b] += slope[b] * yield[b] / without_zero(x[first + b]);
        }
        for (std::size_t b = 0; b < n; ++b) shaped[b] = slope[b] * product[b];
        for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
            auto const& shape = arrays_.shapes[s];
            ShapeWeights const& weights = weights_[shape.parameter];
            double const* const up = arrays_.differences.data() + shape.differences;
            gradient[shape.parameter] +=
                weights.up_slope * dot(shaped, up, n) + weights.down_slope * dot(shaped, up + n, n);
        }
    }
    return constant_ + 2 * sum + constraints(x, gradient.data());
}

void TwiceNll::hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) {
    bool const exact = kind == HessianKind::exact;
    evaluate(x);
    for (std::size_t b = 0; b < expected_.size(); ++b) {
        BinTerm const term = bin_term(data_.bins[b], expected_[b]);
        slope_[b] = 2 * term.slope;
        bend_[b] = 2 * (exact ? term.bend : expected_bend(data_.bins[b], expected_[b]));
    }
    std::fill(matrix.begin(), matrix.end(), 0.0);
    for (auto const& plan : arrays_.plans) channel_hessian(plan, x, exact, matrix);
    for (std::size_t p = 0; p < size(); ++p) {
        Parameter const& parameter = arrays_.parameters[p];
        if (parameter.constraint == Constraint::normal) {
            matrix[p * size() + p] += 2 / (parameter.width * parameter.width);
        } else if (parameter.constraint == Constraint::poisson) {
            double const nu = parameter.factor * x[p];
            double const n = data_.auxiliary[p];
            double const bend = exact ? bin_term(n, nu).bend : expected_bend(n, nu);
            matrix[p * size() + p] += 2 * parameter.factor * parameter.factor * bend;
        }
    }
}

/// Adds the contribution of the bins of a channel: bend * slopes * slopes and, if exact, slope * curvatures.
void TwiceNll::channel_hessian(LikelihoodArrays::ChannelPlan const& plan, std::span<double const> x, bool exact,
                               std::span<double> matrix) {
    std::size_t const n = plan.bins, parameters = plan.parameters.size(), sets = plan.sets.size();
    auto const add = [&](std::size_t i, std::size_t j, double value) {
        matrix[std::max(i, j) * size() + std::min(i, j)] += value;
    };
    std::fill_n(channel_slopes_.begin(), parameters * n, 0.0);
    std::fill_n(set_slopes_.begin(), sets * n, 0.0);
    for (std::size_t i = plan.blocks.begin; i < plan.blocks.end; ++i) {
        Block const& block = arrays_.blocks[i];
        block_slopes(block, x, parameters);
        for (std::size_t k = 0; k < parameters * n; ++k) channel_slopes_[k] += block_slopes_[k];
        for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
            auto const& set = arrays_.bin_factors[f];
            for (std::size_t b = 0; b < n; ++b) {
                set_slopes_[set.place * n + b] += yields_[block.row + b] / without_zero(x[set.first + b]);
            }
        }
        if (exact) block_curvatures(plan, block, x, matrix);
    }
    double const* const bend = bend_.data() + plan.first_bin;
    for (std::size_t k = 0; k < parameters; ++k) {
        double const* const slopes = channel_slopes_.data() + k * n;
        double* const weighted = block_slopes_.data();
        for (std::size_t b = 0; b < n; ++b) weighted[b] = bend[b] * slopes[b];
        for (std::size_t l = 0; l <= k; ++l) {
            add(plan.parameters[k], plan.parameters[l], dot(weighted, channel_slopes_.data() + l * n, n));
        }
        for (std::size_t t = 0; t < sets; ++t) {
            for (std::size_t b = 0; b < n; ++b) {
                add(plan.parameters[k], plan.sets[t] + b, weighted[b] * set_slopes_[t * n + b]);
            }
        }
    }
    for (std::size_t t = 0; t < sets; ++t) {
        for (std::size_t u = 0; u <= t; ++u) {
            for (std::size_t b = 0; b < n; ++b) {
                add(plan.sets[t] + b, plan.sets[u] + b, bend[b] * set_slopes_[t * n + b] * set_slopes_[u * n + b]);
            }
        }
    }
}

/// Fills block_slopes_ [parameters, bins], the slopes of the block's yields by the parameters that affect all its bins,
/// and what block_curvatures() needs: log_slope_ and log_bend_ of its factors, sums over bins of its shapes.
void TwiceNll::block_slopes(Block const& block, std::span<double const> x, std::size_t parameters) {
    std::size_t const n = block.bins;
    std::fill_n(block_slopes_.begin(), parameters * n, 0.0);
    for (auto* list : {&log_slope_, &log_bend_, &weighted_slope_, &weighted_bend_}) {
        std::fill_n(list->begin(), parameters, 0.0);
    }
    double const* const product = product_.data() + block.row;
    double const* const yield = yields_.data() + block.row;
    double const* const slope = slope_.data() + block.first_bin;
    for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
        auto const& shape = arrays_.shapes[s];
        ShapeWeights const& w = weights_[shape.parameter];
        double const* const up = arrays_.differences.data() + shape.differences;
        double const* const down = up + n;
        double* const to = block_slopes_.data() + shape.place * n;
        double sum = 0, bend = 0;
        for (std::size_t b = 0; b < n; ++b) {
            to[b] = (w.up_slope * up[b] + w.down_slope * down[b]) * product[b];
            sum += slope[b] * to[b];
            bend += slope[b] * product[b] * (w.up_curvature * up[b] + w.down_curvature * down[b]);
        }
        weighted_slope_[shape.place] = sum, weighted_bend_[shape.place] = bend;
    }
    for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
        auto const& it = arrays_.factors[f];
        FactorValue const factor = it.interpolation < 0 ? FactorValue{0, 1 / without_zero(x[it.parameter]), 0}
                                                        : interpolations_[static_cast<std::size_t>(it.interpolation)];
        log_slope_[it.place] = factor.slope, log_bend_[it.place] = factor.curvature;
        double* const to = block_slopes_.data() + it.place * n;
        for (std::size_t b = 0; b < n; ++b) to[b] += factor.slope * yield[b];
    }
}

/// Adds sum_bins slope * (second derivatives of the block's yields). With y = shaped * product and parameters that
/// change either, y_kl = s_k l_l + s_l l_k + y l_k l_l for k != l, with the slope s by the shape alone and the
/// logarithmic slope l of the factors. Only sums over bins are needed.
void TwiceNll::block_curvatures(LikelihoodArrays::ChannelPlan const& plan, Block const& block,
                                std::span<double const> x, std::span<double> matrix) {
    std::size_t const n = block.bins, parameters = plan.parameters.size();
    auto const add = [&](std::size_t i, std::size_t j, double value) {
        matrix[std::max(i, j) * size() + std::min(i, j)] += value;
    };
    double const* const yield = yields_.data() + block.row;
    double const* const slope = slope_.data() + block.first_bin;
    double const total = dot(slope, yield, n);
    for (std::size_t k = 0; k < parameters; ++k) {
        double const s = weighted_slope_[k], l = log_slope_[k];
        for (std::size_t m = 0; m < k; ++m) {
            add(plan.parameters[k], plan.parameters[m],
                s * log_slope_[m] + weighted_slope_[m] * l + total * l * log_slope_[m]);
        }
        add(plan.parameters[k], plan.parameters[k], weighted_bend_[k] + 2 * s * l + total * log_bend_[k]);
    }
    for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
        std::size_t const first = arrays_.bin_factors[f].first;
        for (std::size_t b = 0; b < n; ++b) {
            double const by_factor = slope[b] / without_zero(x[first + b]);
            for (std::size_t k = 0; k < parameters; ++k) {
                add(plan.parameters[k], first + b, by_factor * block_slopes_[k * n + b]);
            }
            for (std::size_t g = block.bin_factors.begin; g < f; ++g) {
                std::size_t const other = arrays_.bin_factors[g].first;
                add(first + b, other + b, by_factor * yield[b] / without_zero(x[other + b]));
            }
        }
    }
}

}  // namespace jetseq::fit
