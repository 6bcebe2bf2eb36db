#include "fit/inference/profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "fit/likelihood/twice_nll.hpp"
#include "tests/fit/toy_workspaces.hpp"

namespace jetseq::fit {
namespace {

using test::counting, test::everything, test::likelihood_of, test::two_valleys;

/// Twice the fall of a Poisson log-likelihood from nu = n.
double poisson_rise(double n, double nu) { return 2 * (nu - n - n * std::log(nu / n)); }

TEST(Profile, OfOneBinCrossesWhereTheClosedFormDoes) {
    auto const likelihood = likelihood_of(counting(4, 10, 17));
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    for (double const crossing : {1.0, 3.84}) {
        auto const result = interval(profile, 0, crossing);
        EXPECT_NEAR(poisson_rise(17, 10 + 4 * result.low), crossing, 1e-6);
        EXPECT_NEAR(poisson_rise(17, 10 + 4 * result.high), crossing, 1e-6);
        EXPECT_LT(result.value - result.low, result.high - result.value);  // a Poisson likelihood leans
    }
}

TEST(Profile, IntervalSaysWhereItEndsAtABound) {
    auto const likelihood = likelihood_of(counting(4, 10, 11));
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    auto const result = interval(profile, 0);
    EXPECT_TRUE(result.low_is_bound);
    EXPECT_EQ(result.low, 0);
    EXPECT_FALSE(result.high_is_bound);
}

TEST(Profile, HasTheCovarianceAtTheBestFit) {
    auto const likelihood = likelihood_of(counting(5, 10, 20));
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile const profile{nll, likelihood.parameters()};
    ASSERT_EQ(profile.covariance().matrix.size(), 1U);
    EXPECT_NEAR(profile.covariance().matrix[0], 20.0 / 25, 1e-9);  // of n / s^2 at the best fit
    EXPECT_NEAR(profile.error(0), std::sqrt(20.0 / 25), 1e-9);
}

TEST(Profile, IsWiderThanWithKnownNuisanceParameters) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    std::vector<Fixed> all;
    Profile profile{nll, likelihood.parameters()};
    for (std::size_t p = 1; p < nll.size(); ++p) all.push_back({p, profile.best().x[p]});
    Profile statistical{nll, likelihood.parameters(), all};
    EXPECT_NEAR(statistical.best().x[0], profile.best().x[0], 1e-6);
    auto const wide = interval(profile, 0), narrow = interval(statistical, 0);
    EXPECT_GT(wide.high, narrow.high);
}

TEST(Profile, ScanPassesThroughTheIntervalsEnds) {
    auto const likelihood = likelihood_of(everything());
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    auto const result = interval(profile, 0);
    auto const points = scan(profile, 0, result.value, result.high, 3).points;
    EXPECT_NEAR(points[0].rise, 0, 1e-8);
    EXPECT_NEAR(points[2].rise, 1, 1e-5);
}

TEST(Profile, ContourOfTwoIndependentBinsIsTheClosedForm) {
    Workspace workspace = counting(5, 10, 20);
    Channel other = counting(3, 6, 11).channels[0];
    other.name = "other", other.samples[0].modifiers[0].name = "nu";
    workspace.channels.push_back(other);
    auto const likelihood = likelihood_of(workspace);
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    for (auto const& [x, y] : contour(profile, 0, 1, 1.0, 24)) {
        EXPECT_NEAR(poisson_rise(20, 10 + 5 * x) + poisson_rise(11, 6 + 3 * y), 1, 1e-5);
    }
}

/// (x - 1e-12)^2 + y^2.
class Bowl final : public Objective {
public:
    static constexpr double best_x = 1e-12;
    std::size_t size() const override { return 2; }
    double value(std::span<double const> x) override { return (x[0] - best_x) * (x[0] - best_x) + x[1] * x[1]; }
    double gradient(std::span<double const> x, std::span<double> gradient) override {
        gradient[0] = 2 * (x[0] - best_x), gradient[1] = 2 * x[1];
        return value(x);
    }
    void hessian(std::span<double const>, HessianKind, std::span<double> matrix) override {
        matrix[0] = matrix[3] = 2, matrix[2] = 0;
    }
    std::vector<std::size_t> const& elimination_order() const override { return order_; }
    std::vector<std::size_t> const& bent_parameters() const override { return none_; }

private:
    std::vector<std::size_t> order_{0, 1}, none_;
};

/// Rays to the left end after 1e-12, which is no good guess for the next rays.
TEST(Profile, ContourGoesOnBesideRaysThatABoundCutsShort) {
    Bowl bowl;
    std::vector<Parameter> const parameters{{"x", 1, 0, INFINITY}, {"y", 1, -INFINITY, INFINITY}};
    Profile profile{bowl, parameters};
    auto const line = contour(profile, 0, 1, 1.0, 25);
    EXPECT_GT(line.size(), 25U);
    EXPECT_FALSE(is_open(profile, 0, 1, line));
    EXPECT_TRUE(is_open(profile, 0, 1, {{0, 1}, {0, 12}}));  // 12 errors
    for (auto const& [x, y] : line) {
        bool const is_cut = x < 1e-9 && std::hypot(x, y) < 1 - 1e-6;
        EXPECT_NEAR(is_cut ? 1 : std::hypot(x, y), 1, 1e-6) << x << ' ' << y;
    }
}

/// The lowest -2 ln L over a fine grid of the nuisance parameter.
double lowest_on_grid(TwiceNll& nll, double mu, std::size_t poi) {
    double lowest = INFINITY;
    std::vector<double> x(2, mu);
    for (int n = -4000; n <= 4000; ++n) {
        x[1 - poi] = n * 1e-3;
        lowest = std::min(lowest, nll.value(x));
    }
    return lowest;
}

TEST(Profile, IsTheLowestOfAllValleys) {
    auto const likelihood = likelihood_of(two_valleys());
    std::size_t const poi = *likelihood.parameter_of_interest();
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    auto const result = scan(profile, poi, 0, 2, 21);
    for (auto const& [mu, rise] : result.points) {
        EXPECT_NEAR(profile.best().value + rise, lowest_on_grid(nll, mu, poi), 1e-3) << mu;
    }
    ASSERT_EQ(result.exchanges.size(), 1U);
    EXPECT_EQ(result.exchanges[0].parameter, "scale");
    auto const ends = interval(profile, poi, 3.841459);
    EXPECT_NEAR(lowest_on_grid(nll, ends.high, poi), profile.best().value + 3.841459, 1e-3);
    EXPECT_NEAR(ends.high, 1.596, 1e-3);  // one valley alone: 1.214
}

/// A free fit may end in the higher valley: a profile that goes below it repeats it from there.
TEST(Profile, RepeatsABestFitThatItUndercuts) {
    auto const likelihood = likelihood_of(two_valleys());
    std::size_t const poi = *likelihood.parameter_of_interest();
    TwiceNll nll{likelihood, likelihood.observed()};
    double const lowest = Profile{nll, likelihood.parameters()}.best().value;
    for (double const start : {-1.0, 1.0}) {
        std::vector<double> x(2, 3.0);
        x[1 - poi] = start;
        EXPECT_NEAR((Profile{nll, likelihood.parameters(), {}, x}.best().value), lowest, 1e-8);
    }
}

TEST(ParameterInterval, SaysWhereTheProfileFallsAgainBeyondIt) {
    auto const likelihood = likelihood_of(test::two_minima());
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    std::size_t const poi = *likelihood.parameter_of_interest();
    auto const wide = interval(profile, poi, 3.841459);
    EXPECT_NEAR(wide.high, 2.13, 0.1);  // of scale = 0: (10 mu)^2 / (100 + 10 mu) is about 3.84
    ASSERT_EQ(wide.again.size(), 1U);
    EXPECT_NEAR(wide.again[0], 3 * wide.high, 1e-9);
    Fixed const six{poi, 6};
    EXPECT_NEAR(profile.checked({&six, 1}), 1, 1e-2);
    auto const plain = likelihood_of(counting(4, 10, 17));
    TwiceNll plain_nll{plain, plain.observed()};
    Profile plain_profile{plain_nll, plain.parameters()};
    EXPECT_TRUE(interval(plain_profile, 0).again.empty());
}

TEST(Profile, MeasuresNothingFromABoundThatHoldsTheBestValue) {
    Workspace workspace = counting(10, 50, 200);
    workspace.measurements[0].settings.push_back({"mu", {}, {{0, 5}}, {}, {}, {}});
    auto const likelihood = likelihood_of(workspace);
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    EXPECT_EQ(profile.best().x[0], 5);
    EXPECT_EQ(profile.held(0), Bound::high);
    EXPECT_TRUE(std::isnan(profile.error(0)));
    EXPECT_TRUE(std::isnan(interval(profile, 0).low));
    EXPECT_GT(profile.scale(0), 0);
}

TEST(Profile, FindsABestValueThatIsTheBoundAsAnyOther) {
    Workspace workspace = counting(10, 50, 100);
    workspace.measurements[0].settings.push_back({"mu", {}, {{0, 5}}, {}, {}, {}});
    auto const likelihood = likelihood_of(workspace);
    TwiceNll nll{likelihood, likelihood.observed()};
    Profile profile{nll, likelihood.parameters()};
    EXPECT_EQ(profile.held(0), Bound::none);
    EXPECT_NEAR(profile.error(0), 1, 1e-6);
    EXPECT_NEAR(poisson_rise(100, 50 + 10 * interval(profile, 0).low), 1, 1e-6);
}

/// Normal limit: n = s mu + b (1 + r theta); theta moves mu by -b r / s.
TEST(Impacts, OfAKnownBackgroundAreInClosedForm) {
    double const s = 1e4, b = 1e6, r = 1e-3;
    auto const likelihood = likelihood_of(test::counting_with_background(s, b, s + b, 1 - r, 1 + r));
    auto const best = best_fit(likelihood, likelihood.observed());
    auto const all = impacts(likelihood, likelihood.observed(), best, 0);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_NEAR(all[0].high, -b * r / s, 1e-6);
    EXPECT_NEAR(all[0].low, b * r / s, 1e-6);
    EXPECT_NEAR(all[0].pull, 0, 1e-8);
    EXPECT_NEAR(all[0].constraint, 1, 1e-8);  // one bin can't tell it from mu
}

TEST(Impacts, StandInFallingOrder) {
    auto const likelihood = likelihood_of(everything());
    auto const best = best_fit(likelihood, likelihood.observed());
    auto const all = impacts(likelihood, likelihood.observed(), best, 0);
    EXPECT_GT(all.size(), 5U);
    auto const size = [](Impact const& i) { return std::max(std::fabs(i.low), std::fabs(i.high)); };
    for (std::size_t n = 1; n < all.size(); ++n) EXPECT_GE(size(all[n - 1]), size(all[n]));
}

}  // namespace
}  // namespace jetseq::fit
