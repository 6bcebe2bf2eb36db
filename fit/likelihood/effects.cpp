#include "fit/likelihood/effects.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/text/number_text.hpp"
namespace jetseq::fit {
namespace {

/// A bend below this many standard deviations of the bins can make no second minimum.
constexpr double smallest_bend = 1e-3;

}  // namespace

void hold_idle(LikelihoodArrays& likelihood) {
    std::vector<bool> acts(likelihood.parameters.size(), false);
    for (auto const& block : likelihood.blocks) {
        auto const is_empty = [&](std::size_t bin) {
            bool empty = likelihood.nominal[block.row + bin] == 0;
            for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
                auto const up = likelihood.shapes[s].differences + bin;
                empty = empty && likelihood.differences[up] == 0 && likelihood.differences[up + block.bins] == 0;
            }
            return empty;
        };
        for (std::size_t bin = 0; bin < block.bins; ++bin) {
            if (is_empty(bin)) continue;
            for (std::size_t f = block.factors.begin; f < block.factors.end; ++f)
                acts[likelihood.factors[f].parameter] = true;
            for (std::size_t f = block.bin_factors.begin; f < block.bin_factors.end; ++f) {
                acts[likelihood.bin_factors[f].first + bin] = true;
            }
        }
    }
    std::vector<std::string> idle, values;
    for (std::size_t p = 0; p < likelihood.parameters.size(); ++p) {
        Parameter& parameter = likelihood.parameters[p];
        if (acts[p] || parameter.constraint != Constraint::none) continue;
        parameter.is_idle = true;
        if (parameter.is_fixed) continue;
        parameter.is_fixed = true;
        idle.push_back(parameter.name);
        if (values.empty() || values.back() != significant(parameter.start))
            values.push_back(significant(parameter.start));
    }
    if (idle.empty()) return;
    add_note(likelihood.notes,
             listed(idle) + (idle.size() == 1 ? " changes" : " change") + " no bin: held at " + listed(values) + ".");
}

std::vector<std::size_t> bent_parameters(LikelihoodArrays const& likelihood) {
    std::vector<double> variance = likelihood.observed.bins, even;
    std::vector<std::size_t> bending, row(likelihood.parameters.size(), SIZE_MAX);  // only pulls can bend
    auto const give_row = [&](std::size_t p) {
        if (row[p] == SIZE_MAX) row[p] = bending.size(), bending.push_back(p);
    };
    for (auto const p : likelihood.shape_parameters) give_row(p);
    for (auto const p : likelihood.interpolated_by) give_row(p);
    even.resize(bending.size() * likelihood.observed.bins.size());
    for (auto const& block : likelihood.blocks) {
        for (std::size_t b = 0; b < block.bins; ++b) variance[block.first_bin + b] += likelihood.nominal[block.row + b];
        for (std::size_t s = block.shapes.begin; s < block.shapes.end; ++s) {
            double const* const up = likelihood.differences.data() + likelihood.shapes[s].differences;
            double* const to =
                even.data() + row[likelihood.shapes[s].parameter] * likelihood.observed.bins.size() + block.first_bin;
            for (std::size_t b = 0; b < block.bins; ++b) to[b] += (up[b] - up[b + block.bins]) / 2;
        }
        for (std::size_t f = block.factors.begin; f < block.factors.end; ++f) {
            if (likelihood.factors[f].interpolation < 0) continue;
            auto const& factor =
                likelihood.interpolations[static_cast<std::size_t>(likelihood.factors[f].interpolation)];
            double const bend = (factor(1).value + factor(-1).value) / 2 - 1;
            double* const to =
                even.data() + row[likelihood.factors[f].parameter] * likelihood.observed.bins.size() + block.first_bin;
            for (std::size_t b = 0; b < block.bins; ++b) to[b] += bend * likelihood.nominal[block.row + b];
        }
    }
    std::sort(bending.begin(), bending.end());
    std::vector<std::size_t> bent;
    for (auto const p : bending) {
        double sum = 0;
        for (std::size_t b = 0; b < likelihood.observed.bins.size(); ++b) {
            double const bend = even[row[p] * likelihood.observed.bins.size() + b];
            if (bend != 0) sum += bend * bend / std::max(variance[b] / 2, 1e-300);
        }
        if (std::sqrt(sum) > smallest_bend) bent.push_back(p);
    }
    return bent;
}

}  // namespace jetseq::fit
