#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/text/number_text.hpp"
#include "fit/likelihood/likelihood.hpp"

/// Which parameters change anything, and how.
namespace jetseq::fit {
namespace {

/// A bent effect below this many standard deviations of the bins can make no second minimum.
constexpr double smallest_bend = 1e-3;

std::string joined_with_and(std::vector<std::string> const& names) {
    std::string text;
    for (std::size_t n = 0; n < names.size(); ++n) {
        text += (n == 0 ? "" : n + 1 < names.size() ? ", " : " and ") + names[n];
    }
    return text;
}

}  // namespace

/// A free parameter without a constraint that multiplies nothing but zeros is held where it starts.
void Likelihood::hold_idle() {
    std::vector<bool> acts(parameters_.size(), false);
    for (auto const& block : blocks_) {
        auto const is_empty = [&](std::size_t bin) {
            bool empty = nominal_[block.row + bin] == 0;
            for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
                auto const up = shapes_[s].differences + bin;
                empty = empty && differences_[up] == 0 && differences_[up + block.bins] == 0;
            }
            return empty;
        };
        for (std::size_t bin = 0; bin < block.bins; ++bin) {
            if (is_empty(bin)) continue;
            for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) acts[factors_[f].parameter] = true;
            for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
                acts[bin_factors_[f].first + bin] = true;
            }
        }
    }
    std::vector<std::string> idle, values;
    for (std::size_t p = 0; p < parameters_.size(); ++p) {
        Parameter& parameter = parameters_[p];
        if (acts[p] || parameter.constraint != Constraint::none) continue;
        parameter.is_idle = true;
        if (parameter.is_fixed) continue;
        parameter.is_fixed = true;
        idle.push_back(parameter.name);
        if (values.empty() || values.back() != significant(parameter.start))
            values.push_back(significant(parameter.start));
    }
    if (idle.empty()) return;
    add_note(notes_, joined_with_and(idle) + (idle.size() == 1 ? " changes" : " change") + " no bin: held at " +
                         joined_with_and(values) + ".");
}

/// The part of the effect that is the same up and down, in standard deviations of the bins.
void Likelihood::find_bent() {
    std::vector<double> variance = observed_.bins, even;
    std::vector<std::size_t> bending, row(parameters_.size(), SIZE_MAX);  // only pulls can be bent
    auto const give_row = [&](std::size_t p) {
        if (row[p] == SIZE_MAX) row[p] = bending.size(), bending.push_back(p);
    };
    for (auto const p : shape_parameters_) give_row(p);
    for (auto const p : interpolated_by_) give_row(p);
    even.resize(bending.size() * bins());
    for (auto const& block : blocks_) {
        for (std::size_t b = 0; b < block.bins; ++b) variance[block.first_bin + b] += nominal_[block.row + b];
        for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
            double const* const up = differences_.data() + shapes_[s].differences;
            double* const to = even.data() + row[shapes_[s].parameter] * bins() + block.first_bin;
            for (std::size_t b = 0; b < block.bins; ++b) to[b] += (up[b] - up[b + block.bins]) / 2;
        }
        for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
            if (factors_[f].interpolation < 0) continue;
            auto const& factor = interpolations_[static_cast<std::size_t>(factors_[f].interpolation)];
            double const bend = (factor(1).value + factor(-1).value) / 2 - 1;
            double* const to = even.data() + row[factors_[f].parameter] * bins() + block.first_bin;
            for (std::size_t b = 0; b < block.bins; ++b) to[b] += bend * nominal_[block.row + b];
        }
    }
    std::sort(bending.begin(), bending.end());
    for (auto const p : bending) {
        double sum = 0;
        for (std::size_t b = 0; b < bins(); ++b) {
            double const bend = even[row[p] * bins() + b];
            if (bend != 0) sum += bend * bend / std::max(variance[b] / 2, 1e-300);
        }
        if (std::sqrt(sum) > smallest_bend) bent_.push_back(p);
    }
}

}  // namespace jetseq::fit
