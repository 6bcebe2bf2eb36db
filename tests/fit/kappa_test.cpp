#include "fit/inference/kappa.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fit/inference/profile.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::fit {
namespace {

constexpr double s_vbf = 40, b_vbf = 60, n_vbf = 110, s_ggf = 300, b_ggf = 900, n_ggf = 1150;

/// One bin that sees VBF, one that sees ggF, both H -> VV.
Workspace two_bins() {
    Workspace workspace = test::counting(s_vbf, b_vbf, n_vbf);
    workspace.channels[0].samples[0].modifiers[0].name = "mu_VBF";
    Channel other = test::counting(s_ggf, b_ggf, n_ggf).channels[0];
    other.name = "other", other.samples[0].modifiers[0].name = "mu_ggF";
    workspace.channels.push_back(other);
    workspace.measurements[0].parameter_of_interest = "mu_VBF";
    return workspace;
}

std::vector<RateFormula> to_bosons() {
    return {{0, ProductionMode::VBF, DecayMode::VV}, {1, ProductionMode::ggF, DecayMode::VV}};
}

/// kappa_H^2 written out with the branching ratios of YR4 at 125.09 GeV.
double width(double v, double f) {
    double const photons = (1.59 * v * v - 0.66 * v * f + 0.07 * f * f) / 1.00;
    double const z_photon = (1.12 * v * v - 0.12 * v * f + 0.00035 * f * f) / 1.00035;
    double const sum = 0.2152 + 0.02641 + 0.5809 + 0.06256 + 0.02884 + 0.0002171 + 0.0818 + 0.00227 + 0.001541;
    return ((0.2152 + 0.02641) * v * v + (0.5809 + 0.06256 + 0.02884 + 0.0002171 + 0.0818) * f * f + 0.00227 * photons +
            0.001541 * z_photon) /
           sum;
}

double rise(double v, double f) {
    double const vbf = b_vbf + s_vbf * v * v * v * v / width(v, f);
    double const ggf = b_ggf + s_ggf * f * f * v * v / width(v, f);
    return 2 * (vbf - n_vbf - n_vbf * std::log(vbf / n_vbf) + ggf - n_ggf - n_ggf * std::log(ggf / n_ggf));
}

TEST(Kappa, OfOneIsTheStandardModel) {
    for (auto const production : {ProductionMode::ggF, ProductionMode::VBF, ProductionMode::VH, ProductionMode::ttH}) {
        for (auto const decay : {DecayMode::VV, DecayMode::ff, DecayMode::gammagamma}) {
            EXPECT_NEAR(rate_scaling(production, decay, 1, 1).value, 1, 1e-14);
        }
    }
}

TEST(Kappa, SameScaleOfAllCouplingsIsTheirSquare) {
    // production k^2 * decay k^2 / width k^2
    EXPECT_NEAR(rate_scaling(ProductionMode::ggF, DecayMode::gammagamma, 1.3, 1.3).value, 1.3 * 1.3, 1e-13);
}

TEST(Kappa, PhotonsInterfere) {
    EXPECT_NEAR(decay_scaling(DecayMode::gammagamma, 1, -1).value, 1.59 + 0.66 + 0.07, 1e-12);
}

TEST(Kappa, DerivativesAreThoseOfFiniteDifferences) {
    double const v = 1.2, f = 0.7, h = 1e-5;
    for (auto const decay : {DecayMode::VV, DecayMode::ff, DecayMode::gammagamma}) {
        auto const at = [&](double dv, double df) { return rate_scaling(ProductionMode::ggF, decay, v + dv, f + df); };
        auto const r = at(0, 0);
        EXPECT_NEAR(r.slope[0], (at(h, 0).value - at(-h, 0).value) / (2 * h), 1e-8);
        EXPECT_NEAR(r.slope[1], (at(0, h).value - at(0, -h).value) / (2 * h), 1e-8);
        EXPECT_NEAR(r.curvature[0], (at(h, 0).slope[0] - at(-h, 0).slope[0]) / (2 * h), 1e-7);
        EXPECT_NEAR(r.curvature[1], (at(0, h).slope[0] - at(0, -h).slope[0]) / (2 * h), 1e-7);
        EXPECT_NEAR(r.curvature[2], (at(0, h).slope[1] - at(0, -h).slope[1]) / (2 * h), 1e-7);
    }
}

TEST(Kappa, BestFitAndContoursOfTwoBinsAreTheClosedForm) {
    auto const workspace = two_bins();
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    KappaNll nll{likelihood, likelihood.observed(), to_bosons()};
    Profile profile{nll, nll.parameters()};
    double const v = profile.best().x[0], f = profile.best().x[1];
    double const mu_vbf = (n_vbf - b_vbf) / s_vbf, mu_ggf = (n_ggf - b_ggf) / s_ggf;
    EXPECT_NEAR(f * f / (v * v), mu_ggf / mu_vbf, 1e-7);
    EXPECT_NEAR(v * v * v * v / width(v, f), mu_vbf, 1e-7);
    for (double const crossing : {2.2957, 5.9915}) {
        for (auto const& [x, y] : contour(profile, 0, 1, crossing, 32)) EXPECT_NEAR(rise(x, y), crossing, 1e-4);
    }
}

/// The contour of kappa_V and kappa_F is long and thin: of rays at equal angles only one would reach its end.
TEST(Kappa, ContoursHaveNoLongSteps) {
    auto const workspace = two_bins();
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    KappaNll nll{likelihood, likelihood.observed(), to_bosons()};
    Profile profile{nll, nll.parameters()};
    auto const line = contour(profile, 0, 1, 5.9915, 16);
    auto const by_y = [](auto const& a, auto const& b) { return a.second < b.second; };
    auto const [low, high] = std::minmax_element(line.begin(), line.end(), by_y);
    for (std::size_t n = 0; n < line.size(); ++n) {
        double const step = std::fabs(line[n].second - line[(n + 1) % line.size()].second);
        EXPECT_LT(step, (high->second - low->second) / 11);
    }
}

TEST(Kappa, HessianFollowsTheChainRuleWithNuisanceParameters) {
    Workspace workspace = test::everything();
    workspace.channels[1].samples[0].modifiers[0].name = "mu_other";
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    std::size_t const other = likelihood.index_of("mu_other");
    KappaNll nll{likelihood,
                 likelihood.observed(),
                 {{likelihood.index_of("mu"), ProductionMode::VBF, DecayMode::gammagamma},
                  {other, ProductionMode::ggF, DecayMode::VV}}};
    std::size_t const n = nll.size();
    EXPECT_EQ(n, likelihood.parameters().size());  // two strengths for two kappas
    std::vector<double> x, hessian(n * n), high(n), low(n);
    for (auto const& p : nll.parameters()) x.push_back(p.start + 0.1);
    nll.hessian(x, HessianKind::exact, hessian);
    for (std::size_t p = 0; p < n; ++p) {
        auto up = x, down = x;
        up[p] += 1e-5, down[p] -= 1e-5;
        nll.gradient(up, high), nll.gradient(down, low);
        for (std::size_t q = 0; q < n; ++q) {
            double const ours = hessian[std::max(p, q) * n + std::min(p, q)];
            EXPECT_NEAR(ours, (high[q] - low[q]) / 2e-5, 2e-5 * (1 + std::fabs(ours))) << p << ", " << q;
        }
    }
}

TEST(Kappa, NamesTheModesThatThereAre) {
    auto const message = jetseq::test::message_of([] { production_named("VBFH"); });
    EXPECT_TRUE(jetseq::test::says(message, {"VBFH", "VBF", "ggF"}));
}

}  // namespace
}  // namespace jetseq::fit
