#include "jetseq/fit/minimise.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "jetseq/fit/best_fit.hpp"
#include "jetseq/fit/cholesky.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::fit {
namespace {

using test::counting, test::everything;

Likelihood likelihood_of(Workspace const& workspace) { return {workspace, workspace.measurements.front()}; }

TEST(Cholesky, SolvesByHand) {
    std::vector<double> const matrix{4, 0, 2, 3};  // lower triangle of (4 2; 2 3)
    std::vector<std::size_t> const order{0, 1};
    Cholesky cholesky;
    ASSERT_TRUE(cholesky.decompose(matrix, 2, order, 0));
    std::vector<double> x{8, 7};
    cholesky.solve(x);
    EXPECT_NEAR(x[0], 1.25, 1e-14);
    EXPECT_NEAR(x[1], 1.5, 1e-14);
    EXPECT_NEAR(cholesky.inverse()[0], 3.0 / 8, 1e-14);
}

TEST(Cholesky, LeavesOutWhatIsNotInItsOrder) {
    std::vector<double> const matrix{4, 0, 0, 9, 5, 0, 1, 2, 8};
    std::vector<std::size_t> const order{2, 0};
    Cholesky cholesky;
    ASSERT_TRUE(cholesky.decompose(matrix, 3, order, 0));
    std::vector<double> x{5, 100, 9};
    cholesky.solve(x);  // 4 x + z = 5, x + 8 z = 9
    EXPECT_NEAR(x[0], 1, 1e-14);
    EXPECT_EQ(x[1], 0);
    EXPECT_NEAR(x[2], 1, 1e-14);
}

TEST(Cholesky, RefusesWhatIsNotPositiveDefinite) {
    std::vector<double> const saddle{1, 0, 3, 1}, flat{1, 0, 1, 1};
    std::vector<std::size_t> const order{0, 1};
    EXPECT_FALSE(Cholesky{}.decompose(saddle, 2, order, 0));
    EXPECT_FALSE(Cholesky{}.decompose(flat, 2, order, 0));
}

TEST(Fit, OfOneBinIsExactInClosedForm) {
    auto const likelihood = likelihood_of(counting(4, 10, 17));
    auto const result = best_fit(likelihood, likelihood.observed());
    EXPECT_NEAR(result.parameters[0].value, (17.0 - 10) / 4, 1e-9);
    EXPECT_NEAR(result.parameters[0].error, std::sqrt(17.0) / 4, 1e-9);
}

TEST(Fit, StopsAtABound) {
    auto const likelihood = likelihood_of(counting(4, 10, 6));  // fewer than the background
    auto const result = best_fit(likelihood, likelihood.observed());
    EXPECT_EQ(result.parameters[0].value, 0);
    EXPECT_TRUE(std::isnan(result.parameters[0].error));
}

TEST(Fit, OfAsimovDataFindsWhatTheyWereMadeWith) {
    auto const likelihood = likelihood_of(everything());
    auto truth = likelihood.starts();
    truth[likelihood.index_of("mu")] = 1.7;
    truth[likelihood.index_of("scale")] = 0.6;
    auto data = likelihood.asimov(truth);
    auto const result = best_fit(likelihood, data);
    for (std::size_t p = 0; p < truth.size(); ++p) {
        EXPECT_NEAR(result.parameters[p].value, truth[p], 1e-6) << result.parameters[p].name;
    }
}

TEST(Fit, FindsTheSameMinimumFromBadStartsAndWithEveryAlgorithm) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    auto const& parameters = likelihood.parameters();
    auto const best = fit(nll, parameters);
    for (double const part : {0.02, 0.5, 0.98}) {
        std::vector<double> start;
        for (auto const& p : parameters) start.push_back(p.low + part * (p.high - p.low));
        auto const other = minimise(nll, domain_of(parameters, {}, start));
        EXPECT_TRUE(other.is_converged);
        EXPECT_NEAR(other.value, best.value, 1e-8) << part;
    }
    for (auto const algorithm : {Algorithm::slsqp, Algorithm::lbfgs}) {
        auto const other = minimise(nll, domain_of(parameters), {algorithm});
        EXPECT_NEAR(other.value, best.value, 1e-5);
        EXPECT_GE(other.value, best.value - 1e-9);
    }
}

TEST(Fit, KeepsFixedParametersWhereTheyAre) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    Fixed const at{likelihood.index_of("scale"), 0.7};
    EXPECT_EQ(fit(nll, likelihood.parameters(), {&at, 1}).x[at.parameter], 0.7);
}

TEST(Fit, SaysWhenParametersCantBeToldApart) {
    Workspace workspace = counting(4, 10, 17);
    workspace.channels[0].samples[0].modifiers.push_back(test::strength("twin"));
    auto const likelihood = likelihood_of(workspace);
    auto const message = jetseq::test::message_of([&] { best_fit(likelihood, likelihood.observed()); });
    EXPECT_TRUE(jetseq::test::says(message, {"flat"}));
}

TEST(GoodnessOfFit, IsTheSaturatedLikelihoodRatio) {
    Workspace workspace = counting(4, 10, 17);
    workspace.channels[0].samples[0].yields = {4, 4};
    workspace.channels[0].samples[1].yields = {10, 10};
    workspace.channels[0].observed = {20, 14};
    auto const likelihood = likelihood_of(workspace);
    auto const result = best_fit(likelihood, likelihood.observed());  // both bins expect 17
    auto const quality = goodness_of_fit(likelihood, likelihood.observed(), result);
    EXPECT_NEAR(quality.statistic, 2 * (20 * std::log(20 / 17.0) + 14 * std::log(14 / 17.0)), 1e-10);
    EXPECT_EQ(quality.degrees_of_freedom, 1);
    EXPECT_NEAR(quality.p_value, std::erfc(std::sqrt(quality.statistic / 2)), 1e-10);
}

}  // namespace
}  // namespace jetseq::fit
