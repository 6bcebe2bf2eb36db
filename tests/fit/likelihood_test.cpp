#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/math/random.hpp"
#include "fit/likelihood/effects.hpp"
#include "fit/likelihood/interpolation.hpp"
#include "fit/likelihood/likelihood_builder.hpp"
#include "fit/likelihood/twice_nll.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::fit {
namespace {

using test::counting, test::everything, test::likelihood_of;

double value_at(Likelihood const& likelihood, std::vector<double> const& x) {
    return TwiceNll{likelihood, likelihood.observed()}.value(x);
}

TEST(Interpolation, OfFactorsHasTheGivenValuesAtOneStandardDeviation) {
    FactorInterpolation const factor{0.8, 1.3};
    EXPECT_NEAR(factor(0).value, 1, 1e-15);
    EXPECT_NEAR(factor(1).value, 1.3, 1e-14);
    EXPECT_NEAR(factor(-1).value, 0.8, 1e-14);
    EXPECT_NEAR(factor(2).value, 1.3 * 1.3, 1e-14);  // a power outside
    EXPECT_NEAR(factor(-3).value, 0.8 * 0.8 * 0.8, 1e-14);
}

TEST(Interpolation, OfFactorsIsSmoothWhereItsPiecesMeet) {
    FactorInterpolation const factor{0.7, 1.2};
    for (double const at : {-1.0, 1.0}) {
        auto const below = factor(at - 1e-9), above = factor(at + 1e-9);
        EXPECT_NEAR(below.value, above.value, 1e-8);
        EXPECT_NEAR(below.slope, above.slope, 1e-7);
        EXPECT_NEAR(below.curvature, above.curvature, 1e-6);
    }
}

TEST(Interpolation, OfShapesIsLinearOutsideAndMeetsTheVariations) {
    auto const up = shape_weights(1), half = shape_weights(0.5), beyond = shape_weights(-2);
    EXPECT_NEAR(up.up, 1, 1e-15);
    EXPECT_NEAR(up.down, 0, 1e-15);
    EXPECT_NEAR(half.up + half.down, 0.5, 1e-15);  // equal steps: a straight line
    EXPECT_EQ(beyond.up, 0);
    EXPECT_EQ(beyond.down, -2);
}

TEST(Likelihood, OfOneBinIsThePoissonProbability) {
    auto const likelihood = likelihood_of(counting(2, 3, 5));
    double const p = std::exp(-7.0) * std::pow(7.0, 5) / 120;  // mu = 2: 7 expected
    EXPECT_NEAR(value_at(likelihood, {2}), -2 * std::log(p), 1e-12);
}

TEST(Likelihood, HasTheConstraintsOfItsNuisanceParameters) {
    auto const likelihood = likelihood_of(test::counting_with_background(2, 10, 12, 0.9, 1.1));
    double const nu = 2 + 10 * 1.1 * 1.1, poisson = nu - 12 * std::log(nu) + std::lgamma(13);
    double const normal = 2.0 * 2.0 / 2 + std::log(std::sqrt(2 * std::numbers::pi));
    EXPECT_NEAR(value_at(likelihood, {1, 2}), 2 * (poisson + normal), 1e-12);
}

TEST(Likelihood, CombinesTheStatisticsOfSamplesInOneFactor) {
    Workspace workspace = counting(30, 40, 70);
    workspace.channels[0].samples[0].modifiers.push_back(test::statistics("stat", {3}));
    workspace.channels[0].samples[1].modifiers.push_back(test::statistics("stat", {4}));
    auto const likelihood = likelihood_of(workspace);
    auto const& gamma = likelihood.parameters()[likelihood.index_of("stat[0]")];
    EXPECT_NEAR(gamma.width, 5.0 / 70, 1e-15);  // sqrt(3^2 + 4^2) / (30 + 40)
    EXPECT_NEAR(likelihood.expected(std::vector<double>{1, 1.1})[0], 77, 1e-12);
}

TEST(Likelihood, HasTheBinsOfItsChannels) {
    auto const likelihood = likelihood_of(everything());
    ASSERT_EQ(likelihood.channels().size(), 2U);
    EXPECT_EQ(likelihood.channels()[1].name, "second");
    EXPECT_EQ(likelihood.bins(), 5U);
    EXPECT_EQ(likelihood.name_of_bin(4), "channel 'second', bin 1");
}

TEST(LikelihoodArrays, HoldWhatTheWorkspaceSays) {
    auto const workspace = everything();
    auto const arrays = build_arrays(workspace, workspace.measurements.front());
    EXPECT_EQ(arrays.parameters.size(), 14U);
    EXPECT_EQ(arrays.observed.bins, (std::vector<double>{55, 41, 31, 41, 30}));
    EXPECT_EQ(arrays.channels.at(1).name, "second");
    EXPECT_EQ(arrays.channels.at(1).first, 3U);
    EXPECT_EQ(arrays.samples, (std::vector<std::string>{"signal", "b", "c"}));
    EXPECT_EQ(arrays.blocks.size(), 6U);  // samples of channels
    EXPECT_EQ(arrays.parameters.at(*arrays.poi).name, "mu");
    EXPECT_EQ(arrays.parameters.at(arrays.elimination_order.back()).name, "tilt");  // touches a whole channel
}

TEST(LikelihoodArrays, OfALikelihoodFollowWhatIsFixedAndChosen) {
    auto likelihood = likelihood_of(everything());
    std::size_t const stat = likelihood.index_of(numbered("stat_first", 2));  // of the third bin
    EXPECT_EQ(likelihood.arrays().parameters.at(stat).name, "stat_first[2]");
    likelihood.fix(stat, 1.25);
    likelihood.choose_parameter_of_interest("c_norm");
    EXPECT_TRUE(likelihood.arrays().parameters.at(stat).is_fixed);
    EXPECT_EQ(likelihood.arrays().parameters.at(stat).start, 1.25);
    EXPECT_EQ(likelihood.arrays().poi, likelihood.index_of("c_norm"));
}

TEST(LikelihoodArrays, KnowWhichParametersAreBentOrIdle) {
    auto workspace = counting(4, 10, 17);
    workspace.channels[0].samples[1].modifiers = {test::shape("straight", {9}, {11}), test::shape("bent", {9}, {12})};
    workspace.channels[0].samples.push_back({"top", {0}, {test::strength("mu_top")}});
    auto arrays = build_arrays(workspace, workspace.measurements.front());
    auto const place = [&](std::string const& name) {
        for (std::size_t p = 0; p < arrays.parameters.size(); ++p) {
            if (arrays.parameters[p].name == name) return p;
        }
        return arrays.parameters.size();
    };
    EXPECT_EQ(bent_parameters(arrays), std::vector<std::size_t>{place("bent")});
    EXPECT_EQ(arrays.bent, bent_parameters(arrays));
    EXPECT_TRUE(arrays.parameters.at(place("mu_top")).is_idle);
    EXPECT_FALSE(arrays.parameters.at(place("mu")).is_idle);
    auto const notes = arrays.notes;
    hold_idle(arrays);  // a second time changes nothing
    EXPECT_EQ(arrays.notes, notes);
}

/// Points all over the bounds: within and beyond one standard deviation, a strength of 0.
std::vector<std::vector<double>> places(Likelihood const& likelihood) {
    Random random{3};
    std::vector<std::vector<double>> all;
    for (int n = 0; n < 5; ++n) {
        auto x = likelihood.starts();
        for (std::size_t p = 0; p < x.size(); ++p) {
            x[p] += likelihood.parameters()[p].low < 0 ? 4 * (random.uniform() - 0.5) : 0.4 * (random.uniform() - 0.5);
        }
        if (n == 4) x[0] = 0;
        all.push_back(x);
    }
    return all;
}

TEST(Likelihood, GradientIsThatOfFiniteDifferences) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    for (auto const& x : places(likelihood)) {
        std::vector<double> gradient(x.size());
        EXPECT_DOUBLE_EQ(nll.gradient(x, gradient), nll.value(x));
        for (std::size_t p = 0; p < x.size(); ++p) {
            auto up = x, down = x;
            double const h = 1e-5;
            up[p] += h, down[p] -= h;
            EXPECT_NEAR(gradient[p], (nll.value(up) - nll.value(down)) / (2 * h), 1e-5 * (1 + std::fabs(gradient[p])))
                << likelihood.parameters()[p].name;
        }
    }
}

TEST(Likelihood, HessianIsThatOfTheGradientsDifferences) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    std::size_t const n = likelihood.parameters().size();
    std::vector<double> hessian(n * n), high(n), low(n);
    for (auto const& x : places(likelihood)) {
        nll.hessian(x, HessianKind::exact, hessian);
        for (std::size_t p = 0; p < n; ++p) {
            auto up = x, down = x;
            double const h = 1e-5;
            up[p] += h, down[p] -= h;
            nll.gradient(up, high), nll.gradient(down, low);
            for (std::size_t q = 0; q < n; ++q) {
                double const ours = hessian[std::max(p, q) * n + std::min(p, q)];
                EXPECT_NEAR(ours, (high[q] - low[q]) / (2 * h), 2e-5 * (1 + std::fabs(ours))) << p << ", " << q;
            }
        }
    }
}

TEST(Likelihood, ExpectedHessianIsTheExactOneOfAsimovDataButForCurvatures) {
    auto const likelihood = likelihood_of(counting(2, 3, 5));  // the yield is linear: no curvature
    std::vector<double> const x{1.5};
    auto const data = likelihood.asimov(x);
    TwiceNll nll{likelihood, data};
    std::vector<double> exact(1), expected(1);
    nll.hessian(x, HessianKind::exact, exact), nll.hessian(x, HessianKind::expected, expected);
    EXPECT_NEAR(exact[0], expected[0], 1e-14);
    EXPECT_NEAR(exact[0], 2 * 2.0 * 2.0 / 6.0, 1e-14);  // 2 s^2 / nu
}

TEST(Likelihood, AsimovDataHaveNoSlopeWhereTheyWereMade) {
    auto const likelihood = likelihood_of(everything());
    for (auto const& x : places(likelihood)) {
        auto const data = likelihood.asimov(x);
        std::vector<double> gradient(x.size());
        TwiceNll{likelihood, data}.gradient(x, gradient);
        for (std::size_t p = 0; p < x.size(); ++p) {
            if (likelihood.parameters()[p].is_fixed) continue;
            EXPECT_NEAR(gradient[p], 0, 1e-9) << likelihood.parameters()[p].name;
        }
    }
}

TEST(Likelihood, StaysFiniteWhereNothingIsExpected) {
    auto const likelihood = likelihood_of(counting(2, 3, 5));
    double const at_zero = value_at(likelihood, {-1.5}), below = value_at(likelihood, {-3});
    EXPECT_TRUE(std::isfinite(at_zero));
    EXPECT_GT(below, at_zero);  // the minimiser finds back
}

TEST(Likelihood, HoldsParametersWithinTheirBoundsOnly) {
    Workspace workspace = counting(2, 3, 5);
    workspace.measurements[0].settings.push_back({"mu", {}, {{0.5, 5}}, {}, {}, {}});
    auto bounded = likelihood_of(workspace), open = likelihood_of(counting(2, 3, 5));
    using jetseq::test::message_of, jetseq::test::says;
    EXPECT_TRUE(
        says(message_of([&] { bounded.fix(0, 6); }), {"mu is fixed to 6 (its bounds are 0.5 to 5). Change `fixed`"}));
    EXPECT_TRUE(says(message_of([&] { open.fix(0, -1); }), {"mu is fixed to -1 (its bounds are 0 to infinity)"}));
    EXPECT_FALSE(bounded.parameters()[0].is_fixed || open.parameters()[0].is_fixed);
    bounded.fix(0, 5), open.fix(0, 0);
    EXPECT_EQ(bounded.starts()[0], 5);
    EXPECT_EQ(open.starts()[0], 0);
}

TEST(Likelihood, NamesTheNearestParameter) {
    auto const likelihood = likelihood_of(everything());
    auto const message = jetseq::test::message_of([&] { likelihood.index_of("theoyr"); });
    EXPECT_TRUE(jetseq::test::says(message, {"theoyr", "theory"}));
}

}  // namespace
}  // namespace jetseq::fit
