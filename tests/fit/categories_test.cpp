#include "fit/workspace/categories.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/random.hpp"
#include "data/scores/score_file.hpp"
#include "fit/inference/best_fit.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::fit {
namespace {

using jetseq::test::message_of, jetseq::test::says, jetseq::test::TemporaryFolder;

/// Scores 0.1, 0.3 ... 0.9, each twice: once in each half.
ScoredSample ladder(std::string const& process, std::string const& strength, double yield) {
    ScoredSample sample;
    sample.process = process, sample.strength = strength, sample.yield = yield;
    for (int n = 0; n < 10; ++n) {
        int const step = n / 2;
        sample.score.push_back(0.1 + 0.2 * step);
        sample.weight.push_back(1);
        sample.observable.push_back(100.0 * step);
        sample.passes_cuts.push_back(n >= 8);
        sample.half.push_back(n % 2 == 0 ? Half::to_choose : Half::to_measure);
    }
    return sample;
}

/// `steepness` > 0: rising with the score.
ScoredSample sloped(std::string const& process, std::string const& strength, double yield, double steepness) {
    ScoredSample sample;
    sample.process = process, sample.strength = strength, sample.yield = yield;
    Random random{2, static_cast<std::uint64_t>(10 + steepness)};
    for (int n = 0; n < 20000; ++n) {
        double const u = random.uniform();
        sample.score.push_back(steepness > 0 ? std::pow(u, 1 / (1 + steepness)) : 1 - std::pow(u, 1 / (1 - steepness)));
        sample.weight.push_back(1);
        sample.half.push_back(n % 2 == 0 ? Half::to_choose : Half::to_measure);
    }
    return sample;
}

CategoryOptions options() {
    CategoryOptions result;
    result.parameter_of_interest = "mu_VBF";
    return result;
}

TEST(Categories, SortEventsByTheirScoreByHand) {
    auto const result = categories_of({ladder("VBF", "mu_VBF", 100)}, {{0.4, 0.8}, false, {}}, options(), {});
    ASSERT_EQ(result.workspace.channels.size(), 3U);
    EXPECT_EQ(result.workspace.channels[0].name, "score_below_0.4");
    EXPECT_EQ(result.workspace.channels[1].name, "score_0.4_to_0.8");
    EXPECT_NEAR(result.workspace.channels[0].samples[0].yields[0], 40, 1e-12);
    EXPECT_NEAR(result.workspace.channels[1].samples[0].yields[0], 40, 1e-12);
    EXPECT_NEAR(result.workspace.channels[2].samples[0].yields[0], 20, 1e-12);
    auto const& errors = result.workspace.channels[2].samples[0].modifiers.back().low;
    EXPECT_NEAR(errors[0], 10 * std::sqrt(2.0), 1e-12);  // two events of weight 10
}

TEST(Categories, HaveScoresAboveAThresholdOnlyAboveIt) {  // whatever the precision of the scores
    auto sample = ladder("VBF", "mu_VBF", 100);
    for (double const t : {0.6, 0.7, 0.8}) {
        for (double const score : {t, static_cast<double>(static_cast<float>(t))}) {
            std::fill(sample.score.begin(), sample.score.end(), score);
            auto const result = categories_of({sample, ladder("ggF", "", 100)}, {{t}, false, {}}, options(), {});
            EXPECT_NEAR(result.workspace.channels[0].samples[0].yields[0], 100, 1e-9) << t;  // all below or at it
        }
    }
}

TEST(Categories, HaveNamesThatTellCloseThresholdsApart) {
    auto sample = ladder("VBF", "mu_VBF", 100);
    sample.score[4] = sample.score[5] = 0.500015;
    auto const result = categories_of({sample}, {{0.50001, 0.50002}, false, {}}, options(), {});
    EXPECT_EQ(result.workspace.channels[1].name, "score_0.50001_to_0.50002");
    EXPECT_NEAR(result.workspace.channels[1].samples[0].yields[0], 20, 1e-9);
}

TEST(Categories, OfOneHalfHaveAllOfTheYield) {
    auto const result = categories_of({ladder("VBF", "mu_VBF", 100)}, {{0.8}, false, {}}, options(), Half::to_measure);
    EXPECT_NEAR(result.workspace.channels[1].samples[0].yields[0], 20, 1e-12);
    EXPECT_NEAR(result.workspace.channels[1].samples[0].modifiers.back().low[0], 20, 1e-12);  // one event of weight 20
}

TEST(Categories, ByCutsAreTwo) {
    auto const result = categories_of({ladder("VBF", "mu_VBF", 100)}, {{}, true, {}}, options(), {});
    EXPECT_EQ(result.workspace.channels[1].name, "cut_based_vbf");
    EXPECT_NEAR(result.workspace.channels[1].samples[0].yields[0], 20, 1e-12);
}

TEST(Categories, MergeBinsInWhichTooLittleIsExpected) {
    CategoryOptions sparse = options();
    sparse.least_expected = 30;
    Binning const binning{{}, false, {-50, 50, 150, 250, 350, 450}};  // 20 events each
    auto const result = categories_of({ladder("VBF", "mu_VBF", 100)}, binning, sparse, {});
    EXPECT_EQ(result.edges.at("all"), (std::vector<double>{-50, 250, 450}));  // from the high side: 2 bins, then 3
    EXPECT_NEAR(result.workspace.channels[0].observed[0], 60, 1e-12);
    EXPECT_NEAR(result.workspace.channels[0].observed[1], 40, 1e-12);
}

TEST(Categories, CountEachObservedEventOnceInTheMergedBins) {
    CategoryOptions sparse = options();
    sparse.least_expected = 30;
    Binning const binning{{}, false, {-50, 50, 150, 250, 350, 450}};
    auto result = categories_of({ladder("VBF", "mu_VBF", 100)}, binning, sparse, {});
    ScoredSample data = ladder("data", "", 0);
    data.weight.assign(data.size(), 7);
    observe(result, data, binning);
    EXPECT_EQ(result.workspace.channels[0].observed, (std::vector<double>{6, 4}));
}

TEST(Categories, WithTooFewEventsAreRefused) {
    auto const message = message_of([&] {
        categories_of({ladder("VBF", "mu_VBF", 100)}, {{0.95}, false, {}}, options(), {});
    });
    EXPECT_TRUE(says(message, {"score_above_0.95", "0 events"}));
}

TEST(Categories, WithNegativeBinsAreRefusedSetToZeroOrKept) {
    ScoredSample odd = ladder("odd", "", 50);
    odd.weight[8] = odd.weight[9] = -1;
    std::vector<ScoredSample> const samples{ladder("VBF", "mu_VBF", 100), odd};
    Binning const binning{{0.8}, false, {}};
    EXPECT_TRUE(says(message_of([&] { categories_of(samples, binning, options(), {}); }), {"'odd'", "negative"}));
    CategoryOptions zero = options();
    zero.negative = NegativeBins::set_to_zero;
    auto const result = categories_of(samples, binning, zero, {});
    EXPECT_EQ(result.workspace.channels[1].samples[1].yields[0], 0);
    EXPECT_NEAR(result.workspace.channels[1].observed[0], 20, 1e-12);
    zero.negative = NegativeBins::keep;
    auto const kept = categories_of(samples, binning, zero, {});
    double const odd_yield = 50 * -2 / 6.0;  // two of ten events have weight -1, eight 1
    EXPECT_NEAR(kept.workspace.channels[1].samples[1].yields[0], odd_yield, 1e-12);
    EXPECT_NEAR(kept.workspace.channels[1].observed[0], 20 + odd_yield, 1e-12);
}

TEST(Categories, AreNamedWithAllDigitsOfTheirThresholds) {
    Binning const binning{{0.30001, 0.30002}, false, {}};
    CategoryOptions sparse = options();
    sparse.least_expected = 0;
    auto const result = categories_of({ladder("VBF", "mu_VBF", 100)}, binning, sparse, {});
    EXPECT_EQ(result.workspace.channels[1].name, "score_0.30001_to_0.30002");
}

TEST(Thresholds, AreWhereAScanFindsTheLeastUncertainty) {
    std::vector<ScoredSample> const samples{sloped("VBF", "mu_VBF", 100, 2), sloped("ggF", "mu_ggF", 300, -1),
                                            sloped("Zjets", "", 3000, -2)};
    auto const choice = choose_thresholds(samples, {}, options(), {{"mu_ggF", 1}}, 1, 0.05);
    ASSERT_EQ(choice.scanned.size(), 19U);
    for (auto const& [threshold, error] : choice.scanned) {
        EXPECT_GE(error, choice.error);
        if (threshold == choice.thresholds[0]) {
            EXPECT_EQ(error, choice.error);
        }
    }
    auto const two = choose_thresholds(samples, {}, options(), {{"mu_ggF", 1}}, 2, 0.05);
    EXPECT_LT(two.error, choice.error);
    EXPECT_LT(two.thresholds[0], two.thresholds[1]);
}

TEST(Thresholds, AreNotLookedForWithAParameterBeyondItsBounds) {
    std::vector<ScoredSample> const samples{sloped("VBF", "mu_VBF", 100, 2), sloped("ggF", "mu_ggF", 300, -1)};
    auto const message = message_of([&] { choose_thresholds(samples, {}, options(), {{"mu_ggF", -1}}, 1, 0.2); });
    EXPECT_EQ(message.rfind("mu_ggF is fixed to -1 (its bounds are 0 to infinity)", 0), 0U) << message;
    auto const categories = categories_of(samples, {{0.5}, false, {}}, options(), {});
    EXPECT_TRUE(says(message_of([&] { expected_error(categories, {{"mu_ggF", -1}}); }), {"mu_ggF is fixed to -1"}));
}

TEST(Thresholds, AreNotMoreThanTheStepHasValues) {
    std::vector<ScoredSample> const samples{sloped("VBF", "mu_VBF", 100, 2), sloped("Zjets", "", 3000, -2)};
    EXPECT_TRUE(says(message_of([&] { choose_thresholds(samples, {}, options(), {}, 4, 0.3); }),
                     {"4 thresholds can't be chosen (a step of 0.3 leaves 3 to", "thresholds.step"}));
    EXPECT_EQ(choose_thresholds(samples, {}, options(), {}, 1, 0.6).thresholds, std::vector<double>{0.6});
}

TEST(Thresholds, AreNotChosenWithTheOtherHalf) {
    std::vector<ScoredSample> samples{sloped("VBF", "mu_VBF", 100, 2), sloped("Zjets", "", 3000, -2)};
    auto const before = choose_thresholds(samples, {}, options(), {}, 1, 0.1);
    for (std::size_t n = 0; n < samples[0].size(); ++n) {
        if (samples[0].half[n] == Half::to_measure) samples[0].score[n] = 0;
    }
    auto const after = choose_thresholds(samples, {}, options(), {}, 1, 0.1);
    EXPECT_EQ(before.error, after.error);
}

TEST(Halves, HoldAboutHalfOfTheEventsOfEachPartOfTheSplit) {
    int measured = 0;
    for (std::uint64_t n = 0; n < 10000; ++n) measured += half_of(3, n) == Half::to_measure;
    EXPECT_NEAR(measured, 5000, 250);
}

TEST(ScoredSample, ReadsWhatScoreWrites) {
    TemporaryFolder const folder;
    auto const events = jetseq::test::toy_sequences(40, 1).events;
    std::vector<float> scores;
    for (int n = 0; n < 40; ++n) scores.push_back(static_cast<float>(n) / 40);
    write_scores(folder / "scores.h5", events, "net", scores, {});
    ScoredSample all, vbf;
    add_events(all, folder / "scores.h5", {});
    Columns only_vbf;
    only_vbf.label = 1;
    add_events(vbf, folder / "scores.h5", only_vbf);
    ASSERT_EQ(all.size(), 40U);
    EXPECT_FLOAT_EQ(static_cast<float>(all.score[13]), scores[13]);
    EXPECT_EQ(all.half[7], half_of(events[7].sample_id, events[7].event_number));
    EXPECT_TRUE(all.passes_cuts.empty());
    EXPECT_LT(vbf.size(), 40U);
    ScoredSample test_part;
    Columns only_test;
    only_test.only_test_part = true;
    add_events(test_part, folder / "scores.h5", only_test);
    EXPECT_GT(test_part.size(), 0U);
    EXPECT_LT(test_part.size(), 25U);  // 30 % of 40
    EXPECT_EQ(test_part.weight_in_files, all.weight_in_files);
    ScoredSample scaled;
    add_events(scaled, folder / "scores.h5", {}, 2.5);
    EXPECT_NEAR(scaled.weight_in_files, 2.5 * all.weight_in_files, 1e-12 * scaled.weight_in_files);
    EXPECT_EQ(scaled.weight[3], 2.5 * all.weight[3]);
    Columns wrong;
    wrong.observable = "m_VV";
    EXPECT_TRUE(says(message_of([&] { add_events(all, folder / "scores.h5", wrong); }), {"scores.h5", "m_VV"}));
}

TEST(ScoredSample, RefusesAnEventThatStandsTwice) {
    TemporaryFolder const folder;
    auto events = jetseq::test::toy_sequences(8, 1).events;
    std::vector<float> const scores(8, 0.5F);
    write_scores(folder / "a.h5", events, "net", scores, {});
    for (std::size_t n = 1; n < 8; ++n) events[n].event_number += 1000;
    write_scores(folder / "b.h5", events, "net", scores, {});
    ScoredSample sample;
    sample.process = "VBF";
    add_events(sample, folder / "a.h5", {});
    EXPECT_NO_THROW(require_each_once(sample));
    add_events(sample, folder / "b.h5", {});
    EXPECT_TRUE(says(message_of([&] { require_each_once(sample); }), {"VBF", "a.h5 and in ", "b.h5", "count twice"}));
}

TEST(ScoredSample, NamesTheNumberThatIsWrong) {
    TemporaryFolder const folder;
    auto events = jetseq::test::toy_sequences(3, 1).events;
    write_scores(folder / "a.h5", events, "net", std::vector<float>{0.5F, 0.25F, 1.5F}, {});
    events[1].weight = -999;
    write_scores(folder / "b.h5", events, "net", std::vector<float>{0.5F, 0.25F, 0.5F}, {});
    ScoredSample sample;
    EXPECT_TRUE(
        says(message_of([&] { add_events(sample, folder / "b.h5", {}); }), {"b.h5", "row 1", "mcEventWeight is -999"}));
    EXPECT_TRUE(says(message_of([&] { add_events(sample, folder / "a.h5", {}); }), {"a.h5", "row 2", "score is 1.5"}));
}

}  // namespace
}  // namespace jetseq::fit
