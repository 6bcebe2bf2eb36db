#include "fit/inference/kappa.hpp"

#include <algorithm>
#include <limits>

#include "core/error.hpp"
#include "core/text/near_match.hpp"

namespace jetseq::fit {
namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

/// a kappa_V^2 + b kappa_V kappa_F + c kappa_F^2, scaled to be 1 at (1, 1).
KappaFunction quadratic(double a, double b, double c, double v, double f) noexcept {
    double const norm = 1 / (a + b + c);
    return {norm * (a * v * v + b * v * f + c * f * f),
            {norm * (2 * a * v + b * f), norm * (b * v + 2 * c * f)},
            {norm * 2 * a, norm * b, norm * 2 * c}};
}

KappaFunction operator*(KappaFunction const& p, KappaFunction const& q) noexcept {
    auto const curvature = [&](int n, int i, int j) {
        return p.curvature[n] * q.value + p.slope[i] * q.slope[j] + p.slope[j] * q.slope[i] + p.value * q.curvature[n];
    };
    return {p.value * q.value,
            {p.slope[0] * q.value + p.value * q.slope[0], p.slope[1] * q.value + p.value * q.slope[1]},
            {curvature(0, 0, 0), curvature(1, 0, 1), curvature(2, 1, 1)}};
}

KappaFunction inverse(KappaFunction const& p) noexcept {
    double const r = 1 / p.value;
    auto const curvature = [&](int n, int i, int j) {
        return r * r * (2 * r * p.slope[i] * p.slope[j] - p.curvature[n]);
    };
    return {
        r, {-r * r * p.slope[0], -r * r * p.slope[1]}, {curvature(0, 0, 0), curvature(1, 0, 1), curvature(2, 1, 1)}};
}

void add(KappaFunction& sum, double weight, KappaFunction const& term) noexcept {
    sum.value += weight * term.value;
    for (std::size_t n = 0; n < 2; ++n) sum.slope[n] += weight * term.slope[n];
    for (std::size_t n = 0; n < 3; ++n) sum.curvature[n] += weight * term.curvature[n];
}

std::size_t place_of(std::string const& name, std::vector<std::string> const& names, std::string const& kind) {
    auto const found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw Error{"no " + kind + " '" + name + "' (there are: " + joined(names) + did_you_mean(name, names) +
                "). Name one of them"};
}

}  // namespace

KappaFunction production_scaling(ProductionMode production, double v, double f) noexcept {
    bool const by_bosons = production == ProductionMode::VBF || production == ProductionMode::VH;
    return by_bosons ? quadratic(1, 0, 0, v, f) : quadratic(0, 0, 1, v, f);
}

KappaFunction decay_scaling(DecayMode decay, double v, double f) noexcept {
    if (decay == DecayMode::VV) return quadratic(1, 0, 0, v, f);
    if (decay == DecayMode::ff) return quadratic(0, 0, 1, v, f);
    return quadratic(1.59, -0.66, 0.07, v, f);
}

KappaFunction width_scaling(double v, double f) noexcept {
    constexpr double to_bosons = 0.2152 + 0.02641;                                   // WW, ZZ
    constexpr double to_fermions = 0.5809 + 0.06256 + 0.02884 + 0.0002171 + 0.0818;  // bb, tau tau, cc, mu mu, gg
    constexpr double to_photons = 0.00227, to_z_photon = 0.001541,
                     all = to_bosons + to_fermions + to_photons + to_z_photon;
    KappaFunction sum{0, {}, {}};
    add(sum, to_bosons / all, decay_scaling(DecayMode::VV, v, f));
    add(sum, to_fermions / all, decay_scaling(DecayMode::ff, v, f));
    add(sum, to_photons / all, decay_scaling(DecayMode::gammagamma, v, f));
    add(sum, to_z_photon / all, quadratic(1.12, -0.12, 0.00035, v, f));  // JHEP 08 (2016) 045, table 4
    return sum;
}

KappaFunction rate_scaling(ProductionMode production, DecayMode decay, double v, double f) noexcept {
    return production_scaling(production, v, f) * decay_scaling(decay, v, f) * inverse(width_scaling(v, f));
}

ProductionMode production_named(std::string const& name) {
    return static_cast<ProductionMode>(place_of(name, {"ggF", "VBF", "VH", "ttH"}, "production"));
}

DecayMode decay_named(std::string const& name) {
    return static_cast<DecayMode>(place_of(name, {"VV", "ff", "gammagamma"}, "decay"));
}

KappaNll::KappaNll(Likelihood const& likelihood, Data const& data, std::vector<RateFormula> formulas,
                   double lowest_kappa_f)
    : nll_{likelihood, data},
      formulas_{std::move(formulas)},
      rates_(formulas_.size()),
      parameters_{{"kappa_V", 1, 1e-3, no_limit}, {"kappa_F", 1, lowest_kappa_f, no_limit}},
      x_{likelihood.starts()},
      gradient_(x_.size()),
      matrix_(x_.size() * x_.size()) {
    std::vector<std::size_t> ours(x_.size(), 0);
    for (std::size_t p = 0; p < x_.size(); ++p) {
        auto const is_this = [p](RateFormula const& formula) { return formula.strength == p; };
        if (std::any_of(formulas_.begin(), formulas_.end(), is_this)) continue;
        ours[p] = parameters_.size();
        parameters_.push_back(likelihood.parameters()[p]);
        inner_of_.push_back(p);
    }
    for (std::size_t const p : nll_.elimination_order()) {
        if (ours[p] != 0) order_.push_back(ours[p]);
    }
    order_.push_back(0), order_.push_back(1);
    bent_ = {0, 1};
    for (std::size_t const p : nll_.bent_parameters()) {
        if (ours[p] != 0) bent_.push_back(ours[p]);
    }
}

void KappaNll::set_inner(std::span<double const> x) {
    for (std::size_t n = 0; n < inner_of_.size(); ++n) x_[inner_of_[n]] = x[n + 2];
    for (std::size_t n = 0; n < formulas_.size(); ++n) {
        rates_[n] = rate_scaling(formulas_[n].production, formulas_[n].decay, x[0], x[1]);
        x_[formulas_[n].strength] = rates_[n].value;
    }
}

std::vector<double> KappaNll::inner(std::span<double const> x) { return set_inner(x), x_; }

double KappaNll::value(std::span<double const> x) {
    set_inner(x);
    return nll_.value(x_);
}

double KappaNll::gradient(std::span<double const> x, std::span<double> gradient) {
    set_inner(x);
    double const value = nll_.gradient(x_, gradient_);
    gradient[0] = gradient[1] = 0;
    for (std::size_t n = 0; n < formulas_.size(); ++n) {
        for (std::size_t k = 0; k < 2; ++k) gradient[k] += gradient_[formulas_[n].strength] * rates_[n].slope[k];
    }
    for (std::size_t n = 0; n < inner_of_.size(); ++n) gradient[n + 2] = gradient_[inner_of_[n]];
    return value;
}

void KappaNll::hessian(std::span<double const> x, HessianKind kind, std::span<double> matrix) {
    set_inner(x);
    nll_.gradient(x_, gradient_);
    nll_.hessian(x_, kind, matrix_);
    std::size_t const n = x_.size();
    auto const inner = [&](std::size_t i, std::size_t j) { return matrix_[std::max(i, j) * n + std::min(i, j)]; };
    std::fill(matrix.begin(), matrix.end(), 0.0);
    for (std::size_t i = 0; i < inner_of_.size(); ++i) {
        double* const row = matrix.data() + (i + 2) * size();
        for (std::size_t j = 0; j <= i; ++j) row[j + 2] = inner(inner_of_[i], inner_of_[j]);
        for (std::size_t s = 0; s < formulas_.size(); ++s) {
            for (std::size_t k = 0; k < 2; ++k) {
                row[k] += inner(inner_of_[i], formulas_[s].strength) * rates_[s].slope[k];
            }
        }
    }
    for (std::size_t k = 0; k < 2; ++k) {
        for (std::size_t l = 0; l <= k; ++l) {
            double& element = matrix[k * size() + l];
            for (std::size_t s = 0; s < formulas_.size(); ++s) {
                for (std::size_t t = 0; t < formulas_.size(); ++t) {
                    element +=
                        inner(formulas_[s].strength, formulas_[t].strength) * rates_[s].slope[k] * rates_[t].slope[l];
                }
                if (kind == HessianKind::exact)
                    element += gradient_[formulas_[s].strength] * rates_[s].curvature[k + l];
            }
        }
    }
}

}  // namespace jetseq::fit
