#include "evaluate/studies/regression.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/random_draws.hpp"
#include "evaluate/metrics/bootstrap.hpp"

namespace jetseq::evaluate {
namespace {

FoundNumbers hundred() {
    FoundNumbers numbers;
    for (int n = 1; n <= 100; ++n) {
        numbers.truth.push_back(100), numbers.found.push_back(static_cast<float>(100 + n)), numbers.weight.push_back(2);
    }
    return numbers;
}

TEST(Regression, ResidualsAreThoseByHand) {
    auto const found = residuals_of(hundred());
    EXPECT_EQ(found.events, 100U);
    EXPECT_EQ(found.mean_truth, 100);
    EXPECT_EQ(found.bias.value, 50);
    EXPECT_EQ(found.width.value, 34.5);                     // of 16 and 85
    EXPECT_NEAR(found.rms.value, std::sqrt(3383.5), 1e-9);  // 101 x 201 / 6
    EXPECT_NEAR(found.mean_absolute.value, 50.5, 1e-12);
    EXPECT_NEAR(found.ratio.value, 1.5, 1e-6);
    EXPECT_NEAR(found.ratio_width.value, 0.345, 1e-6);
    // The root of the mean square has the error s / (2 r sqrt(n)), s: of the squares; the bootstrap within 20 %.
    double squares = 0;
    for (int n = 1; n <= 100; ++n) squares += (n * n - 3383.5) * (n * n - 3383.5) / 100;
    EXPECT_NEAR(found.rms.error, std::sqrt(squares) / (2 * found.rms.value * 10), 0.2 * found.rms.error);
    EXPECT_NEAR(found.mean_absolute.error, std::sqrt(833.25) / 10, 0.2 * found.mean_absolute.error);
}

TEST(Regression, HasNoRatioToNumbersThatAreNotPositive) {
    auto numbers = hundred();
    numbers.truth[3] = 0;
    EXPECT_TRUE(std::isnan(residuals_of(numbers).ratio.value));
    EXPECT_TRUE(std::isfinite(residuals_of(numbers).width.error));
}

/// The errors of median and width of a Gaussian, 1.2533 and 0.97 sigma / sqrt(n) (of quantiles at one sigma).
TEST(Regression, ErrorsAreThoseOfManyExperiments) {
    constexpr int events = 400, experiments = 300;
    double bias = 0, width = 0, said_bias = 0, said_width = 0;
    for (int e = 0; e < experiments; ++e) {
        Random random{7, static_cast<std::uint64_t>(e)};
        FoundNumbers numbers;
        for (int n = 0; n < events; ++n) {
            double const x =
                std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(6.283185307179586 * random.uniform());
            numbers.truth.push_back(10), numbers.found.push_back(static_cast<float>(10 + x)),
                numbers.weight.push_back(1);
        }
        auto const found = residuals_of(numbers);
        bias += found.bias.value * found.bias.value, width += (found.width.value - 1) * (found.width.value - 1);
        said_bias += found.bias.error, said_width += found.width.error;
    }
    EXPECT_NEAR(said_bias / experiments, std::sqrt(bias / experiments), 0.012);
    EXPECT_NEAR(said_width / experiments, std::sqrt(width / experiments), 0.012);
    EXPECT_NEAR(std::sqrt(bias / experiments), 1.2533 / 20, 0.008);
}

TEST(Regression, BinsHoldTheSameNumberOfEvents) {
    std::vector<float> truth;
    for (int n = 0; n < 100; ++n) truth.push_back(static_cast<float>(n));
    auto const edges = truth_edges(truth, 4);
    EXPECT_EQ(edges, (std::vector<double>{0, 25, 50, 75, 99}));
    EXPECT_EQ(truth_edges({3, 3, 3}), std::vector<double>{3});
    FoundNumbers numbers{truth, truth, std::vector<float>(100, 1.0F)};
    for (std::size_t n = 25; n < 50; ++n) numbers.found[n] += 1;
    auto const bins = residuals_in_bins(numbers, edges);
    ASSERT_EQ(bins.size(), 4U);
    std::uint64_t sum = 0;
    for (auto const& bin : bins) sum += bin.residuals.events;
    EXPECT_EQ(sum, 100U);
    EXPECT_EQ(bins[1].residuals.bias.value, 1);
    EXPECT_EQ(bins[0].residuals.bias.value, 0);
    EXPECT_EQ(bins[1].residuals.mean_truth, 37);
    EXPECT_TRUE(residuals_in_bins(numbers, {3}).empty());
}

/// The score is the variable: permuting it costs, permuting the other does not.
TEST(Regression, ImportanceIsTheGainOfTheMeanAbsoluteResidual) {
    EventInputs inputs;
    inputs.variables = {"a", "b"};
    FoundNumbers nominal;
    for (int n = 0; n < 1000; ++n) {
        auto const x = static_cast<float>(n);
        inputs.values.push_back(x), inputs.values.push_back(-x);
        nominal.truth.push_back(x), nominal.found.push_back(x), nominal.weight.push_back(1);
    }
    auto const score = [](EventInputs const& of) {
        std::vector<float> found;
        for (std::size_t n = 0; n < of.values.size(); n += 2) found.push_back(of.values[n]);
        return found;
    };
    auto const found = residual_importances(inputs, nominal, score);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].name, "a");
    EXPECT_NEAR(found[0].loss.value, 1000.0 / 3, 15);  // the mean distance of two numbers of 0 ... 1000
    EXPECT_GT(found[0].loss.error, 0);
    EXPECT_EQ(found[1].loss.value, 0);
}

TEST(Regression, IsWrittenAsJson) {
    Regression regression;
    regression.target = "m", regression.part = "all events", regression.data = {"a.h5"};
    regression.models = {{"mass", hundred()}, {"other", hundred()}};
    for (auto& truth : regression.models[0].numbers.truth) truth += 0;
    regression.history = {{1, 0.5, 0.4, -1, 2, 1e-3}};
    regression.leakage = Leakage{3, 2};
    measure(regression);
    auto const json = regression_json(regression);
    EXPECT_EQ(json["kind"], "jetseq_regression_report");
    EXPECT_EQ(json["target"], "m");
    EXPECT_EQ(json["models"].size(), 2U);
    EXPECT_EQ(json["models"][0]["all"]["bias"]["value"], 50);
    EXPECT_EQ(json["models"][0]["by_true"].size(), regression.models[0].bins.size());
    EXPECT_EQ(json["training"][0]["validation_width"], 2);
    EXPECT_EQ(json["leakage"]["training"], 3);
}

}  // namespace
}  // namespace jetseq::evaluate
