#include "fit/inference/minimise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fit/inference/best_fit.hpp"
#include "fit/inference/minimise_nlopt.hpp"
#include "fit/likelihood/cholesky.hpp"
#include "fit/likelihood/twice_nll.hpp"
#include "tests/fit/toy_workspaces.hpp"

namespace jetseq::fit {
namespace {

using test::counting, test::everything, test::likelihood_of;

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
        for (auto const& p : parameters) start.push_back(p.low + part * (std::min(p.high, 10.0) - p.low));
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

TEST(Nlopt, FindsTheMinimumAndKeepsFixedParameters) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    Fixed const at{likelihood.index_of("scale"), 0.7};
    auto const domain = domain_of(likelihood.parameters(), {&at, 1});
    auto const ours = minimise(nll, domain), theirs = minimise_with_nlopt(nll, domain, {Algorithm::slsqp});
    EXPECT_TRUE(theirs.is_converged);
    EXPECT_NEAR(theirs.value, ours.value, 1e-5);
    EXPECT_EQ(theirs.x[at.parameter], 0.7);
}

/// The chained function of Rosenbrock: sum of 100 (y - x^2)^2 + (1 - x)^2 over neighbours x, y.
class Valley : public Objective {
public:
    std::size_t size() const override { return order_.size(); }
    double value(std::span<double const> x) override { return gradient(x, gradient_); }
    double gradient(std::span<double const> x, std::span<double> gradient) override {
        double sum = 0;
        std::fill(gradient.begin(), gradient.end(), 0.0);
        for (std::size_t n = 0; n + 1 < x.size(); ++n) {
            double const height = x[n + 1] - x[n] * x[n], length = 1 - x[n];
            sum += 100 * height * height + length * length;
            gradient[n] -= 400 * x[n] * height + 2 * length, gradient[n + 1] += 200 * height;
        }
        return sum;
    }
    void hessian(std::span<double const>, HessianKind, std::span<double>) override {}
    std::vector<std::size_t> const& elimination_order() const override { return order_; }
    std::vector<std::size_t> const& bent_parameters() const override { return order_; }

private:
    std::vector<std::size_t> order_ = std::vector<std::size_t>(40);
    std::vector<double> gradient_ = std::vector<double>(40);
};

TEST(Nlopt, HasNotConvergedAtItsLastEvaluation) {
    Valley valley;
    std::size_t const n = valley.size();
    Domain domain;
    domain.start.assign(n, -1.2), domain.low.assign(n, -5), domain.high.assign(n, 5), domain.is_fixed.assign(n, false);
    MinimiserOptions options{Algorithm::slsqp};
    options.max_iterations = 1;  // 100 evaluations
    auto const stopped = minimise_with_nlopt(valley, domain, options);
    EXPECT_GE(stopped.iterations, 100);
    EXPECT_FALSE(stopped.is_converged);
    EXPECT_GT(stopped.value, 1e-3);
    options.max_iterations = 200;
    EXPECT_TRUE(minimise_with_nlopt(valley, domain, options).is_converged);
}

TEST(Fit, KeepsFixedParametersWhereTheyAre) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    Fixed const at{likelihood.index_of("scale"), 0.7};
    EXPECT_EQ(fit(nll, likelihood.parameters(), {&at, 1}).x[at.parameter], 0.7);
}

/// mu * twin multiplies the signal: only the product is measured, and the background's factor is not affected.
TEST(Fit, NamesParametersThatCantBeToldApartAndKeepsTheErrorsOfOthers) {
    Workspace workspace = counting(4, 10, 17);
    workspace.channels[0].samples[0].modifiers.push_back(test::strength("twin"));
    workspace.channels.push_back({"control", {{"background", {40}, {test::strength("scale")}}}, {50}});
    auto const likelihood = likelihood_of(workspace);
    auto const result = best_fit(likelihood, likelihood.observed());
    ASSERT_EQ(result.covariance.flat.size(), 1U);
    EXPECT_EQ(result.covariance.flat[0], (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(result.covariance.flat_directions, 1);
    EXPECT_NEAR(result.parameters[0].value * result.parameters[1].value, 7.0 / 4, 1e-6);
    EXPECT_TRUE(std::isnan(result.parameters[0].error));
    EXPECT_TRUE(std::isnan(result.parameters[1].error));
    EXPECT_NEAR(result.parameters[2].error, std::sqrt(50.0) / 40, 1e-9);
    EXPECT_EQ(goodness_of_fit(likelihood, likelihood.observed(), result).degrees_of_freedom, 0);
}

TEST(Fit, HoldsAFactorThatChangesNoBin) {
    Workspace workspace = counting(4, 10, 17);
    workspace.channels[0].samples.push_back({"top", {0}, {test::strength("mu_top")}});
    auto const likelihood = likelihood_of(workspace);
    EXPECT_EQ(likelihood.notes(), Notes{"mu_top changes no bin: held at 1."});
    auto const result = best_fit(likelihood, likelihood.observed());
    EXPECT_NEAR(result.parameters[0].error, std::sqrt(17.0) / 4, 1e-9);
    EXPECT_EQ(result.parameters[1].value, 1);
    EXPECT_TRUE(std::isnan(result.parameters[1].error));
    EXPECT_TRUE(result.covariance.flat.empty());
}

/// A variation that removes 20 of 100 events both up and down: at 0 the slope is 0, and -2 ln L is highest.
TEST(Fit, LeavesASaddle) {
    Channel const channel{"one", {{"b", {100}, {test::shape("both", {80}, {80})}}}, {80}};
    auto const likelihood = likelihood_of({{channel}, {{"m", "", {}}}});
    TwiceNll nll{likelihood, likelihood.observed()};
    auto const minimum = minimise(nll, domain_of(likelihood.parameters()));
    EXPECT_TRUE(minimum.is_converged);
    EXPECT_GT(std::fabs(minimum.x[0]), 0.5);
    EXPECT_LT(minimum.value, nll.value(std::vector<double>{0}) - 1);
}

/// All yields and counts of a workspace in other units: the fit gives the same values, and errors proportional to
/// 1 / sqrt(unit).
TEST(Fit, DoesNotDependOnTheUnitsOfTheYields) {
    for (double const unit : {1e-6, 1.0, 1e6}) {
        auto const likelihood = likelihood_of(counting(4 * unit, 10 * unit, 17 * unit));
        auto const result = best_fit(likelihood, likelihood.observed());
        EXPECT_NEAR(result.parameters[0].value, 7.0 / 4, 1e-4 / std::sqrt(unit)) << unit;
        EXPECT_NEAR(result.parameters[0].error * std::sqrt(unit), std::sqrt(17.0) / 4, 1e-4) << unit;
    }
}

TEST(Eigen, OfAMatrixByHand) {
    auto const eigen = symmetric_eigen({2, 0, 1, 2}, 2);  // (2 1; 1 2)
    EXPECT_NEAR(std::min(eigen.values[0], eigen.values[1]), 1, 1e-14);
    EXPECT_NEAR(std::max(eigen.values[0], eigen.values[1]), 3, 1e-14);
    std::size_t const high = eigen.values[0] > 2 ? 0 : 1;
    EXPECT_NEAR(eigen.vectors[2 * high], eigen.vectors[2 * high + 1], 1e-14);
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
