#include "evaluate/metrics/roc.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "evaluate/metrics/bootstrap.hpp"
#include "evaluate/metrics/calibration.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "tests/evaluate/sample.hpp"

namespace jetseq::evaluate {
namespace {

using test::rounding, test::Sample;

/// Two ties, one of them across the classes; weights that floats hold exactly.
Sample weighted_sample() {
    return {{.1F, .4F, .35F, .8F, .65F, .9F, .35F, .5F, .5F, .2F},
            {0, 0, 1, 1, 0, 1, 0, 1, 0, 1},
            {1, 2, .5F, 1.5F, 1, 3, .25F, 1, 2, .75F}};
}

Sample unweighted(Sample sample) {
    std::fill(sample.weight.begin(), sample.weight.end(), 1.0F);
    return sample;
}

Sample random_sample(int n_vbf, int n_ggf, bool with_weights) {
    std::mt19937 generator{4};
    Sample sample;
    auto const uniform = [&] { return static_cast<float>(generator() % 1000) / 1000; };  // coarse: has ties
    for (int i = 0; i < n_vbf + n_ggf; ++i) {
        float const a = uniform(), b = uniform();
        bool const is_vbf = i < n_vbf;
        sample.add(is_vbf ? std::max(a, b) : std::min(a, b), is_vbf, with_weights ? 0.1F + uniform() : 1);
    }
    return sample;
}

/// AUC and its error from all pairs by the formulas of DeLong et al. (1988), for unit weights.
Auc auc_from_all_pairs(Sample const& sample) {
    std::vector<double> v10, v01;
    auto const placements = [&](std::int8_t own, std::vector<double>& result) {
        for (std::size_t i = 0; i < sample.score.size(); ++i) {
            if (sample.label[i] != own) continue;
            double sum = 0, n = 0;
            for (std::size_t j = 0; j < sample.score.size(); ++j) {
                if (sample.label[j] == own) continue;
                float const vbf = sample.score[own == 1 ? i : j], ggf = sample.score[own == 1 ? j : i];
                sum += vbf > ggf ? 1 : vbf == ggf ? 0.5 : 0;
                ++n;
            }
            result.push_back(sum / n);
        }
    };
    placements(1, v10);
    placements(0, v01);
    double area = 0;
    for (double v : v10) area += v / static_cast<double>(v10.size());
    auto const variance = [&](std::vector<double> const& v) {
        double s = 0;
        for (double x : v) s += (x - area) * (x - area);
        auto const n = static_cast<double>(v.size());
        return s / (n - 1) / n;
    };
    return {area, std::sqrt(variance(v10) + variance(v01))};
}

TEST(Auc, AgreesWithTheDefinitionByHand) {
    Sample sample;  // pairs won by VBF: 3 of 3, and 1 + 1/2 of 3
    sample.add(0.9F, 1), sample.add(0.5F, 1);
    sample.add(0.1F, 0), sample.add(0.5F, 0), sample.add(0.7F, 0);
    EXPECT_NEAR(auc(sample).value, 4.5 / 6, rounding);
}

// scikit-learn 1.9.1: roc_auc_score(label, score[, sample_weight=weight])
TEST(Auc, AgreesWithScikitLearn) {
    EXPECT_NEAR(auc(unweighted(weighted_sample())).value, 0.64, rounding);
    EXPECT_NEAR(auc(weighted_sample()).value, 0.798518518518518, rounding);
}

TEST(Auc, ErrorIsDeLongsFromAllPairs) {
    auto const sample = random_sample(200, 300, false);
    auto const expected = auc_from_all_pairs(sample), found = auc(sample);
    EXPECT_NEAR(found.value, expected.value, rounding);
    EXPECT_NEAR(found.error, expected.error, rounding);
}

TEST(Auc, DoesNotDependOnACommonWeightOfAClass) {
    auto sample = random_sample(50, 60, true);
    auto const before = auc(sample);
    for (std::size_t i = 0; i < sample.score.size(); ++i) sample.weight[i] *= sample.label[i] == 1 ? 4.0F : 0.5F;
    EXPECT_NEAR(auc(sample).value, before.value, rounding);
    EXPECT_NEAR(auc(sample).error, before.error, rounding);
}

TEST(Auc, IsOneHalfWhereAllScoresAreTied) {
    Sample sample;
    for (int i = 0; i < 6; ++i) sample.add(0.3F, i % 2);
    EXPECT_EQ(auc(sample).value, 0.5);
    EXPECT_EQ(auc(sample).error, 0);
}

TEST(Auc, IsUndefinedForOneClass) {
    Sample sample;
    sample.add(0.3F, 1), sample.add(0.4F, 1);
    EXPECT_TRUE(std::isnan(auc(sample).value));
    EXPECT_TRUE(std::isnan(auc(sample).error));
    EXPECT_TRUE(roc_curve(sample).points.empty());
    EXPECT_TRUE(std::isnan(vbf_at_ggf(roc_curve(sample), 0.1)));
    EXPECT_TRUE(std::isnan(threshold_at_ggf(roc_curve(sample), 0.1)));
}

TEST(Auc, HasNoErrorForOneEventOfAClass) {
    Sample sample;
    sample.add(0.3F, 1), sample.add(0.4F, 0), sample.add(0.2F, 0);
    EXPECT_EQ(auc(sample).value, 0.5);
    EXPECT_TRUE(std::isnan(auc(sample).error));
}

TEST(Auc, CountsNegativeWeightsWithTheirSign) {
    Sample sample;  // (2 * 1 - 1 * 0) / (2 - 1) = 2: outside [0, 1], not hidden
    sample.add(0.9F, 1, 2), sample.add(0.1F, 1, -1), sample.add(0.5F, 0, 1);
    EXPECT_NEAR(auc(sample).value, 2, rounding);
}

// By the definition of DeLong et al., in numpy: numpy.cov of the placement values of both models, contrast (1, -1)
TEST(AucDifference, AgreesWithDeLongsCovariance) {
    Sample a{{.9F, .8F, .7F, .6F, .55F, .3F, .65F, .5F, .4F, .3F, .1F},
             {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0},
             std::vector<float>(11, 1)};
    Sample b = a;
    b.score = {.7F, .9F, .6F, .5F, .2F, .4F, .6F, .45F, .5F, .2F, .3F};
    EXPECT_NEAR(auc_difference(a, b).value, 0.8166666666666665 - 0.6833333333333332, rounding);
    EXPECT_NEAR(auc_difference(a, b).error, 0.12483322207382674, rounding);
    EXPECT_NEAR(auc_difference(b, a).error, auc_difference(a, b).error, rounding);
}

TEST(AucDifference, OfAModelAndItselfIsNothing) {
    auto const sample = random_sample(50, 60, true);
    EXPECT_EQ(auc_difference(sample, sample).value, 0);
    EXPECT_EQ(auc_difference(sample, sample).error, 0);
}

TEST(AucDifference, AgreesWithTheBootstrap) {
    auto const a = random_sample(400, 500, true);
    auto b = a;
    std::mt19937 generator{5};
    for (auto& score : b.score) score += 0.2F * static_cast<float>(generator() % 100) / 100;
    auto const expected = auc_difference(a, b);
    auto const errors = bootstrap_errors(a.weight, [&](std::span<float const> weight) {
        return std::vector<double>{auc({a.score, a.label, weight}).value - auc({b.score, b.label, weight}).value};
    });
    EXPECT_NEAR(errors[0], expected.error, 4 * expected.error / std::sqrt(2 * 200.0));  // four of its own deviations
}

TEST(Placements, AverageToTheAucInBothClasses) {
    auto const sample = random_sample(70, 90, true);
    auto const v = placements(sample);
    for (std::int8_t const label : {std::int8_t{0}, std::int8_t{1}}) {
        double sum = 0, w = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (sample.label[i] == label) sum += sample.weight[i] * v[i], w += sample.weight[i];
        }
        EXPECT_NEAR(sum / w, auc(sample).value, rounding);
    }
}

TEST(ScoreOrder, IsAStableSortOfAllFloats) {
    std::mt19937 generator{6};
    Sample sample;
    for (int i = 0; i < 3000; ++i) {
        float const score =
            std::ldexp(static_cast<float>(generator() % 64) - 32, static_cast<int>(generator() % 40) - 20);
        sample.add(score, generator() % 2 == 0, static_cast<float>(i));
    }
    sample.add(-0.0F, 1, 3000), sample.add(0.0F, 1, 3001), sample.add(-0.0F, 1, 3002);
    auto const sorted = by_falling_score(sample.score, sample.label, sample.weight);
    for (auto const* events : {&sorted.vbf, &sorted.ggf}) {
        for (std::size_t i = 1; i < events->size(); ++i) {
            auto const &before = (*events)[i - 1], &after = (*events)[i];
            EXPECT_TRUE(before.score > after.score || (before.score == after.score && before.weight < after.weight))
                << i;
        }
    }
    EXPECT_EQ(sorted.vbf.size() + sorted.ggf.size(), sample.score.size());
}

// The mean of n unit weights drawn Poisson(1) has no error; the sum has sqrt(n).
TEST(Bootstrap, FindsTheErrorOfASum) {
    std::vector<float> const weight(400, 1);
    auto const sum = [](std::span<float const> w) {
        return std::vector<double>{std::accumulate(w.begin(), w.end(), 0.0), 1.0, std::nan("")};
    };
    auto const errors = bootstrap_errors(weight, sum, {1000, 3});
    EXPECT_NEAR(errors[0], 20, 4 * 20 / std::sqrt(2 * 1000.0));
    EXPECT_EQ(errors[1], 0);
    EXPECT_TRUE(std::isnan(errors[2]));
    EXPECT_EQ(errors[0], bootstrap_errors(weight, sum, {1000, 3})[0]);  // the same seed, the same replicas
}

TEST(Roc, AgreesWithScikitLearnAndTakesATieInOneStep) {
    // scikit-learn 1.9.1: roc_curve(label, score, sample_weight=weight, drop_intermediate=False); its last points
    // are those of single events of one class
    double const ggf[] = {0, 0, 0, .16, .48, .8, .84, .84, 1};
    double const vbf[] = {0, 3 / 6.75, 4.5 / 6.75, 4.5 / 6.75, 5.5 / 6.75, 5.5 / 6.75, 6 / 6.75, 1, 1};
    auto const points = roc_curve(weighted_sample()).points;
    ASSERT_EQ(points.size(), std::size(ggf));
    for (std::size_t i = 0; i < points.size(); ++i) {
        EXPECT_NEAR(points[i].ggf, ggf[i], rounding) << i;
        EXPECT_NEAR(points[i].vbf, vbf[i], rounding) << i;
    }
}

TEST(Roc, ThresholdsMeanScoresAboveThem) {
    auto const points = roc_curve(weighted_sample()).points;
    EXPECT_EQ(points.front().threshold, 0.9F);  // nothing is above the largest score
    EXPECT_EQ(points.front().vbf, 0);
    EXPECT_EQ(points[1].threshold, 0.8F);
    EXPECT_EQ(points.back().threshold, -std::numeric_limits<double>::infinity());
}

TEST(Roc, AreaUnderItIsTheMannWhitneyStatistic) {
    auto const sample = random_sample(300, 200, true);
    auto const points = roc_curve(sample).points;
    double area = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        area += (points[i].ggf - points[i - 1].ggf) * (points[i].vbf + points[i - 1].vbf) / 2;
    }
    EXPECT_NEAR(auc(sample).value, area, rounding);
}

TEST(Roc, FindsTheThresholdOfABackgroundEfficiency) {
    auto const roc = roc_curve(weighted_sample());
    EXPECT_EQ(threshold_at_ggf(roc, 0.16), 0.5F);  // exactly reached
    EXPECT_EQ(threshold_at_ggf(roc, 0.47), 0.5F);  // the next step would be 0.48
    EXPECT_EQ(threshold_at_ggf(roc, 0.48), 0.4F);
    EXPECT_EQ(threshold_at_ggf(roc, 0), 0.65F);
    EXPECT_EQ(threshold_at_ggf(roc, 1), -std::numeric_limits<double>::infinity());
}

TEST(Roc, InterpolatesTheVbfEfficiencyAtABackgroundEfficiency) {
    auto const roc = roc_curve(weighted_sample());
    EXPECT_NEAR(vbf_at_ggf(roc, 0.32), 5 / 6.75, rounding);  // half way up the tie at 0.5
    EXPECT_NEAR(vbf_at_ggf(roc, 0), 4.5 / 6.75, rounding);
    EXPECT_NEAR(vbf_at_ggf(roc, 1), 1, rounding);
}

// A float score against a threshold in decimals: 0.6 and 0.8 round up, 0.7 down.
TEST(OperatingPoint, DoesNotCountScoresAtTheThreshold) {
    for (float const at : {0.6F, 0.7F, 0.8F}) {
        Sample sample;
        sample.add(at, 1), sample.add(at, 0), sample.add(std::nextafter(at, 1.0F), 1);
        for (double const threshold : {0.6, 0.7, 0.8}) {
            double const expected = threshold < at - 0.01 ? 1 : threshold > at + 0.01 ? 0 : 0.5;
            EXPECT_EQ(operating_point(sample, threshold).vbf.value, expected) << at << ' ' << threshold;
        }
    }
}

TEST(Calibration, PutsAScoreAtAnEdgeIntoTheBinThatBeginsThere) {
    for (int edge = 0; edge < 10; ++edge) {
        Sample sample;
        sample.add(static_cast<float>(edge) / 10, 1);
        EXPECT_EQ(calibration(sample).bins[static_cast<std::size_t>(edge)].n, 1u) << edge;
    }
    Sample last;
    last.add(1, 1);
    EXPECT_EQ(calibration(last).bins[9].n, 1u);
}

/// `n` events of each class: ggF/DY scores are uniform, VBF scores have density 2s.
Sample rising_sample(int n, std::mt19937& generator) {
    auto const uniform = [&] { return static_cast<double>(generator()) / 4294967296.0; };
    Sample sample;
    for (int i = 0; i < n; ++i) {
        sample.add(static_cast<float>(std::sqrt(uniform())), 1);
        sample.add(static_cast<float>(uniform()), 0);
    }
    return sample;
}

TEST(Roc, ErrorAtABackgroundEfficiencyIsTheSpreadOfRepeatedSamples) {
    // At ggF/DY efficiency f the threshold is 1 - f and the VBF efficiency 1 - (1 - f)^2. Its variance is that of the
    // VBF events plus that of f times the slope 2(1 - f) squared.
    int const n = 1000, repetitions = 400;
    double const f = 0.1, vbf = 1 - 0.9 * 0.9;
    double const expected = std::sqrt(vbf * (1 - vbf) / n + std::pow(2 * 0.9, 2) * f * (1 - f) / n);
    double const tolerance = 0.1 * expected;  // a standard deviation from 400 samples is known to 3.5 %
    std::mt19937 generator{8};
    double half_width = 0, square = 0;
    for (int i = 0; i < repetitions; ++i) {
        auto const sample = rising_sample(n, generator);
        auto const found = measured_vbf_at_ggf(sample, roc_curve(sample), f);
        half_width += (found.high - found.low) / 2 / repetitions;
        square += (found.value - vbf) * (found.value - vbf) / repetitions;
    }
    EXPECT_NEAR(std::sqrt(square), expected, tolerance);
    EXPECT_NEAR(half_width, expected, tolerance);
}

}  // namespace
}  // namespace jetseq::evaluate
