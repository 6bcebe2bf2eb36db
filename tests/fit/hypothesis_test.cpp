#include "fit/inference/hypothesis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/math/distributions.hpp"
#include "core/math/random.hpp"
#include "fit/inference/toys.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::fit {
namespace {

using jetseq::test::message_of, jetseq::test::says, test::counting, test::likelihood_of;

TEST(Discovery, OfACountIsTheKnownFormula) {
    double const s = 10, b = 20;
    auto const likelihood = likelihood_of(counting(s, b, 33));
    HypothesisTest test{likelihood, likelihood.observed()};
    auto const discovery = test.discovery();
    auto const z = [&](double n) { return std::sqrt(2 * (n * std::log(n / b) - (n - b))); };
    EXPECT_NEAR(discovery.significance, z(33), 1e-7);
    EXPECT_NEAR(discovery.expected_significance, z(s + b), 1e-7);  // CCGV 97
}

TEST(Discovery, OfADeficitIsNone) {
    auto const likelihood = likelihood_of(counting(10, 20, 15));
    EXPECT_EQ((HypothesisTest{likelihood, likelihood.observed()}.discovery().significance), 0);
}

TEST(UpperLimit, IsWhereClsIsFivePercent) {
    auto const likelihood = likelihood_of(test::counting_with_background(5, 20, 22, 0.9, 1.1));
    HypothesisTest test{likelihood, likelihood.observed()};
    auto const limit = test.upper_limit();
    EXPECT_NEAR(test.levels(limit.observed).cls, 0.05, 1e-8);
    for (std::size_t n = 0; n < 5; ++n) EXPECT_NEAR(test.levels(limit.expected[n]).expected[n], 0.05, 1e-7);
    for (std::size_t n = 1; n < 5; ++n) EXPECT_GT(limit.expected[n], limit.expected[n - 1]);
}

/// Without background and events, CLs of a count is exp(-s mu) only for toys; asymptotically, in the normal limit of a
/// large background, mu_up = sigma (Phi^-1(1 - 0.05 / 2)) for n = b.
TEST(UpperLimit, OfALargeBackgroundIsThatOfANormalDistribution) {
    double const b = 1e8, s = 1e4;
    Workspace workspace = counting(s, b, b);
    workspace.measurements[0].settings.push_back({"mu", {}, {{0, 100}}, {}, {}, {}});
    auto const likelihood = likelihood_of(workspace);
    HypothesisTest test{likelihood, likelihood.observed()};
    EXPECT_NEAR(test.upper_limit().expected[2], std::sqrt(b) / s * normal_quantile(0.975), 1e-3);
}

TEST(UpperLimit, OfStrengthsThatMayBeNegativeUsesQ) {
    auto const likelihood = likelihood_of(counting(5, 20, 14));
    HypothesisTest tilde{likelihood, likelihood.observed()};
    HypothesisTest plain{likelihood, likelihood.observed(), Statistic::q};
    EXPECT_EQ(tilde.best_strength(), 0);
    EXPECT_NEAR(plain.best_strength(), -6.0 / 5, 1e-8);
    EXPECT_GT(plain.statistic(1), tilde.statistic(1));
}

/// q(mu) compares two fits of one likelihood: no bound of the strength may hold only one of them.
TEST(UpperLimit, DoesNotDependOnABoundThatHoldsTheBestFit) {
    double limits[2];
    for (bool const is_bounded : {false, true}) {
        Workspace workspace = counting(10, 50, 200);
        if (is_bounded) workspace.measurements[0].settings.push_back({"mu", {}, {{0, 5}}, {}, {}, {}});
        auto const likelihood = likelihood_of(workspace);
        HypothesisTest test{likelihood, likelihood.observed()};
        limits[is_bounded] = test.upper_limit().observed;
        EXPECT_NEAR(test.best_strength(), 15, 1e-6);
        EXPECT_NEAR(test.discovery().significance, std::sqrt(2 * (200 * std::log(4.0) - 150)), 1e-6);
    }
    EXPECT_NEAR(limits[0], limits[1], 1e-6);
    EXPECT_GT(limits[0], 15);
}

TEST(UpperLimit, ScalesWithTheUnitsOfTheSignal) {
    auto const reference = likelihood_of(test::counting_with_background(5, 20, 22, 0.9, 1.1));
    double const limit = HypothesisTest{reference, reference.observed()}.upper_limit().observed;
    for (double const unit : {1e-6, 1e-3, 1e3, 1e6}) {
        auto const scaled = likelihood_of(test::counting_with_background(5 * unit, 20, 22, 0.9, 1.1));
        HypothesisTest test{scaled, scaled.observed()};
        EXPECT_NEAR(test.upper_limit().observed * unit, limit, 1e-6) << unit;
        EXPECT_NEAR(test.best_strength() * unit, 2.0 / 5, 1e-5) << unit;
    }
}

/// Without background and events q~ is 2 s mu for data and Asimov data, and CLs is 2 Phi(-sqrt(2 s mu)).
TEST(UpperLimit, OfABinWithoutBackgroundIsTheClosedForm) {
    auto const likelihood = likelihood_of(counting(3, 0, 0));
    auto const limit = HypothesisTest{likelihood, likelihood.observed()}.upper_limit();
    double const mu = std::pow(normal_quantile(0.975), 2) / 6;
    EXPECT_NEAR(limit.observed, mu, 1e-6);
    EXPECT_NEAR(limit.expected[2], mu, 1e-6);
    auto const seen = likelihood_of(counting(3, 0, 5));
    EXPECT_NEAR((HypothesisTest{seen, seen.observed()}.upper_limit().observed), 3.211682, 1e-5);  // pyhf 0.7.6
    for (double const background : {1e-20, 1e-9}) {
        auto const little = likelihood_of(counting(3, background, 0));
        EXPECT_NEAR((HypothesisTest{little, little.observed()}.upper_limit().expected[2]), mu, 1e-3) << background;
    }
}

/// A signal with the relative uncertainty `relative`. Setting it to 0 costs 1 / relative standard deviations, so that
/// no strength is further from the background alone.
Likelihood of_uncertain_signal(double relative) {
    Workspace workspace = counting(10, 100, 100);
    workspace.channels[0].samples[0].modifiers.push_back(test::statistics("stat", {10 * relative}));
    return likelihood_of(workspace);
}

TEST(UpperLimit, IsGivenAsFarAsItIsInReach) {
    double const relative = 0.43;  // 2.3 standard deviations: 1.96 are wanted of the median, 2.73 of +1
    auto const likelihood = of_uncertain_signal(relative);
    auto const limit = HypothesisTest{likelihood, likelihood.observed()}.upper_limit();
    double lowest = INFINITY;
    for (double gamma = 0; gamma < 1; gamma += 1e-4) {
        double const nu = 100 + 10 * limit.expected[2] * gamma, pull = (gamma - 1) / relative;
        lowest = std::min(lowest, 2 * (nu - 100 - 100 * std::log(nu / 100)) + pull * pull);
    }
    EXPECT_NEAR(lowest, 1.959964 * 1.959964, 1e-4);
    EXPECT_NEAR(limit.observed / limit.expected[2], 1, 1e-5);  // the data are what is expected without signal
    EXPECT_LT(limit.expected[0], limit.expected[1]);
    EXPECT_TRUE(std::isnan(limit.expected[3]) && std::isnan(limit.expected[4]));
    ASSERT_EQ(limit.notes.size(), 1U);
    EXPECT_TRUE(says(limit.notes[0], {"No limit on mu expected at +1, +2 standard deviations: even a strength of ",
                                      " is not excluded (larger ones were not tried)."}));
    auto const less = of_uncertain_signal(0.55);  // 1.8 standard deviations
    auto const expected_only = HypothesisTest{less, less.observed()}.upper_limit();
    EXPECT_TRUE(std::isnan(expected_only.observed) && std::isfinite(expected_only.expected[1]));
    EXPECT_TRUE(says(expected_only.notes.at(0), {"No observed limit on mu: even a strength of "}));
    auto const none = of_uncertain_signal(1.2);
    EXPECT_TRUE(says(message_of([&] { HypothesisTest{none, none.observed()}.upper_limit(); }), {"is not excluded"}));
}

TEST(UpperLimit, IsWrittenWithFourDigitsIfItIsFound) {
    EXPECT_EQ(limit_text(12.3456), "12.35");
    EXPECT_EQ(limit_text(std::nan("")), "not found");
}

TEST(UpperLimit, OnAHeldParameterIsRefused) {
    auto likelihood = likelihood_of(counting(5, 20, 22));
    likelihood.fix(0, 1);
    EXPECT_TRUE(jetseq::test::says(jetseq::test::message_of([&] {
                                       HypothesisTest{likelihood, likelihood.observed()};
                                   }),
                                   {"mu is fixed"}));
}

/// Without nuisance parameters a toy is one number: P(q >= q_obs) is P(n <= n_obs), including toys with n = n_obs.
TEST(Toys, OfEqualDataAreEqual) {
    auto const likelihood = likelihood_of(counting(6, 3, 3));
    auto const toys = toy_levels(likelihood, likelihood.observed(), 1, {4000, 5, 2});
    auto const tail = [](double mean) {
        return std::exp(-mean) * (1 + mean + mean * mean / 2 + mean * mean * mean / 6);
    };
    EXPECT_NEAR(toys.background, tail(3), 5 * std::sqrt(0.25 / 4000));
    EXPECT_NEAR(toys.signal_and_background, tail(9), 5 * std::sqrt(tail(9) / 4000));
}

/// Toys are fitted only from their truth and the valleys of the data, which suffices for two valleys.
TEST(Toys, FindTheValleysThatAThoroughSearchFinds) {
    auto const likelihood = likelihood_of(test::two_valleys());
    std::size_t const count = 100;
    auto const toys = toy_levels(likelihood, likelihood.observed(), 1, {count, 3, 2});
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    Fixed const signal{*likelihood.parameter_of_interest(), 1};
    profile.checked({&signal, 1});
    auto const truth = profile.last().x;
    std::vector<double> thorough;
    for (std::size_t toy = 0; toy < count; ++toy) {
        Random random{3, 2 * toy};
        auto const data = toy_data(likelihood, truth, random);
        thorough.push_back(HypothesisTest{likelihood, data}.statistic(1));
    }
    std::sort(thorough.begin(), thorough.end());
    ASSERT_EQ(toys.statistics_signal.size(), count);
    std::size_t other = 0;
    for (std::size_t n = 0; n < count; ++n) other += std::fabs(toys.statistics_signal[n] - thorough[n]) > 1e-3;
    EXPECT_LE(other, count / 20);
}

TEST(Toys, AgreeWithTheAsymptoticFormulaeWhereBothHold) {
    auto const likelihood = likelihood_of(test::counting_with_background(40, 400, 410, 0.97, 1.03));
    HypothesisTest test{likelihood, likelihood.observed()};
    auto const levels = test.levels(1);
    auto const toys = toy_levels(likelihood, likelihood.observed(), 1, {4000, 5, 2});
    double const error = std::sqrt(0.25 / 4000);
    EXPECT_NEAR(toys.observed, test.statistic(1), 1e-8);
    EXPECT_NEAR(toys.signal_and_background, levels.signal_and_background, 5 * error);
    EXPECT_NEAR(toys.background, levels.background, 5 * error);
    EXPECT_NEAR(toys.cls, levels.cls, 5 * toys.cls_error);
    EXPECT_NEAR(toys.expected[2], levels.expected[2], 0.03);
    EXPECT_EQ(toys.failed, 0U);
}

TEST(Toys, AreTheSameOnAnyNumberOfThreads) {
    auto const likelihood = likelihood_of(test::everything());
    auto const one = toy_levels(likelihood, likelihood.observed(), 1.5, {60, 9, 1});
    auto const three = toy_levels(likelihood, likelihood.observed(), 1.5, {60, 9, 3});
    EXPECT_EQ(one.statistics_signal, three.statistics_signal);
    EXPECT_EQ(one.statistics_background, three.statistics_background);
    auto const other_seed = toy_levels(likelihood, likelihood.observed(), 1.5, {60, 10, 1});
    EXPECT_NE(one.statistics_signal, other_seed.statistics_signal);
}

TEST(Toys, OfTheAuxiliaryMeasurementsMoveToo) {
    auto const likelihood = likelihood_of(test::everything());
    Random random{1};
    auto const data = toy_data(likelihood, likelihood.starts(), random);
    std::size_t const theory = likelihood.index_of("theory"), poisson = likelihood.index_of("free_c[0]");
    EXPECT_NE(data.auxiliary[theory], 0);
    EXPECT_EQ(data.auxiliary[poisson], std::floor(data.auxiliary[poisson]));
}

}  // namespace
}  // namespace jetseq::fit
