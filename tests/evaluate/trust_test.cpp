#include "evaluate/studies/trust.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "evaluate/metrics/calibration.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "evaluate/scores/score_map.hpp"
#include "evaluate/studies/importance.hpp"
#include "tests/evaluate/sample.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::evaluate {
namespace {

using test::rounding, test::Sample;

/// n events of weight 1 whose score is the probability of their label.
Sample calibrated(int n) {
    std::mt19937 generator{3};
    Sample sample;
    for (int i = 0; i < n; ++i) {
        float const p = (static_cast<float>(i) + 0.5F) / static_cast<float>(n);
        sample.add(p, static_cast<float>(generator() % 100000) / 100000 < p);
    }
    return sample;
}

double logit(double p) { return std::log(p / (1 - p)); }

/// The score of an event: the pt of its first jet over 100 GeV; 1/2 without jets.
std::vector<float> by_first_pt(JetTable const& table) {
    std::vector<float> scores;
    for (std::size_t n = 0; n < table.events(); ++n) {
        scores.push_back(table[n].empty() ? 0.5F : std::min(1.0F, table[n][0].pt / 100));
    }
    return scores;
}

JetTable toy_table(int events) {
    std::mt19937 generator{4};
    auto const uniform = [&] { return static_cast<float>(generator() % 1000) / 1000; };
    JetTable table;
    for (int n = 0; n < events; ++n) {
        float const pt = 35 + 60 * uniform();
        std::vector<Jet> jets{{pt, 4 * uniform() - 2, 3 * uniform(), 2 * pt}};
        if (n % 2) jets.push_back({32, 3, -1, 400});
        table.add(n % 5 == 0 ? std::vector<Jet>{} : jets);
    }
    return table;
}

/// Labels that follow the first jet's pt.
Sample labelled(JetTable const& table) {
    Sample sample;
    auto const scores = by_first_pt(table);
    for (std::size_t n = 0; n < scores.size(); ++n) sample.add(scores[n], (scores[n] > 0.6F) != (n % 4 == 0));
    return sample;
}

// scipy 1.17.1: ks_2samp(a, b).statistic; the probability from scipy.special.kolmogorov((r + 0.12 + 0.11 / r) * D)
TEST(KolmogorovSmirnov, AgreesWithScipy) {
    std::vector<float> const a{0.1F, 0.2F, 0.35F, 0.5F, 0.9F, 0.4F},
        b{0.3F, 0.5F, 0.6F, 0.7F, 0.95F, 0.8F, 0.2F, 0.65F};
    std::vector<float> const one_a(6, 1), one_b(8, 1);
    auto const test = kolmogorov_smirnov(a, one_a, b, one_b);
    EXPECT_NEAR(test.distance, 0.4583333333333333, rounding);
    EXPECT_NEAR(test.probability, 0.35150768781750436, 1e-9);
    std::vector<float> const three_a(6, 3);  // a common weight changes nothing
    EXPECT_NEAR(kolmogorov_smirnov(a, three_a, b, one_b).probability, test.probability, rounding);
}

TEST(KolmogorovSmirnov, OfOneSampleAndItselfIsCertain) {
    std::vector<float> const a{1, 2, 3}, w{1, 2, 1};
    EXPECT_EQ(kolmogorov_smirnov(a, w, a, w).distance, 0);
    EXPECT_EQ(kolmogorov_smirnov(a, w, a, w).probability, 1);
    EXPECT_TRUE(std::isnan(kolmogorov_smirnov(a, w, {}, {}).distance));
}

TEST(Temperature, UndoesAKnownOne) {
    auto sample = calibrated(20000);
    for (auto& s : sample.score)
        s = static_cast<float>(1 / (1 + std::exp(-2 * logit(s))));  // overconfident by a factor of 2
    EXPECT_NEAR(1 / fit_temperature(sample).slope, 2, 0.1);
    auto const both = fit_logistic(sample);
    EXPECT_NEAR(both.slope, 0.5, 0.02);
    EXPECT_NEAR(both.offset, 0, 0.1);
    std::vector<std::string> warnings;
    auto const before = recalibrations(sample, sample, warnings);
    EXPECT_TRUE(warnings.empty());
    ASSERT_EQ(before.size(), 4u);
    EXPECT_GT(before[0].expected_error, 0.05);
    EXPECT_LT(before[1].expected_error, 0.02);
    EXPECT_LT(before[2].cross_entropy, before[0].cross_entropy);
}

// scikit-learn 1.9.1: LogisticRegression(C=inf, tol=1e-12).fit(logit(score), label, sample_weight=weight)
TEST(LogisticMap, AgreesWithScikitLearn) {
    Sample sample;
    float const scores[] = {.1F, .25F, .3F, .45F, .5F, .6F, .7F, .8F, .9F, .95F};
    bool const labels[] = {0, 1, 0, 0, 1, 0, 1, 0, 1, 1};
    float const weights[] = {1, 2, .5F, 1, 1, 3, 1, .25F, 1, 2};
    for (int i = 0; i < 10; ++i) sample.add(scores[i], labels[i], weights[i]);
    EXPECT_NEAR(fit_logistic(sample).slope, 0.598785241196922, 1e-5);
    EXPECT_NEAR(fit_logistic(sample).offset, -0.010097249973916261, 1e-5);
}

TEST(LogisticMap, RefusesClassesThatAThresholdSeparates) {
    Sample sample;
    sample.add(0.2F, false), sample.add(0.8F, true);
    EXPECT_TRUE(
        test::says(test::message_of([&] { fit_logistic(sample); }), {"the scores can't be calibrated", "separates"}));
}

TEST(Recalibrations, AreThoseThatCanBeHad) {
    Sample sample;
    sample.add(0.2F, false), sample.add(0.8F, true);  // a threshold separates them: no slope is large enough
    std::vector<std::string> warnings;
    auto const left = recalibrations(sample, sample, warnings);
    ASSERT_EQ(left.size(), 2u);
    EXPECT_EQ(left[1].name, "isotonic");
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_TRUE(test::says(warnings[0], {"(temperature, logistic) are left out: the scores can't be calibrated"}));
    Sample one_class;
    one_class.add(0.2F, false), one_class.add(0.8F, false);
    EXPECT_TRUE(test::says(test::message_of([&] { fit_isotonic(one_class); }), {"one class only: no event is VBF"}));
    EXPECT_EQ(recalibrations(one_class, sample, warnings).size(), 1u);
    ASSERT_EQ(warnings.size(), 2u);
    EXPECT_TRUE(test::says(warnings[1], {"(temperature, logistic, isotonic) are left out"}));
    Sample negative;
    negative.add(0.2F, false), negative.add(0.8F, true, -1);
    for (auto* const fit :
         {+[](Sample const& s) { fit_isotonic(s); }, +[](Sample const& s) { fit_isotonic_line(s); }}) {
        EXPECT_TRUE(test::says(test::message_of([&] { fit(negative); }), {"no event is VBF", "a weight above 0"}));
    }
}

/// Two scores: the map gives each the fraction of VBF at it, 1/20 and 19/20.
TEST(LogisticMap, OfScoresThatLieCloseTogetherIsSteep) {
    Sample sample;
    for (float const score : {0.51F, 0.53F}) {
        sample.add(score, false, score < 0.52F ? 19 : 1), sample.add(score, true, score < 0.52F ? 1 : 19);
    }
    double const low = logit(0.51F), high = logit(0.53F), slope = 2 * std::log(19) / (high - low);  // 73.5
    auto const map = fit_logistic(sample);
    EXPECT_NEAR(map.slope, slope, 1e-9);
    EXPECT_NEAR(map.offset, -slope * (low + high) / 2, 1e-9);
    std::vector<std::string> warnings;
    EXPECT_EQ(recalibrations(sample, sample, warnings).size(), 4u);
    EXPECT_TRUE(warnings.empty());
}

TEST(LogisticMap, SaysWhyThereIsNone) {
    Sample one, split, same, negative, weightless, none;
    one.add(0.2F, true), one.add(0.8F, true);
    weightless.add(0.2F, false, 0), weightless.add(0.8F, true, 0);
    split.add(0.8F, false), split.add(0.8F, true), split.add(0.2F, true);
    same.add(0.3F, false), same.add(0.3F, true);
    negative.add(0.2F, false, -1), negative.add(0.8F, false), negative.add(0.4F, true), negative.add(0.6F, true, -1);
    for (auto const& [sample, why] : {std::pair{&one, "one class only: all events are VBF"},
                                      {&weightless, "the weights of all events are 0"},
                                      {&none, "there are no events"},
                                      {&split, "a threshold separates the classes"},
                                      {&same, "all scores are the same"},
                                      {&negative, "negative weights"}}) {
        EXPECT_TRUE(test::says(test::message_of([&, s = sample] { fit_logistic(*s); }), {why})) << why;
    }
    Sample falling, low;
    falling.add(0.2F, true), falling.add(0.8F, false);
    low.add(0.3F, false, 1), low.add(0.3F, true, 9);  // half is too much for a temperature above 0
    EXPECT_TRUE(test::says(test::message_of([&] { fit_temperature(low); }), {"all scores are the same"}));
    for (auto const& [sample, why] : {std::pair{&one, "one class only: all events are VBF"},
                                      {&weightless, "the weights of all events are 0"},
                                      {&same, "all scores are the same"},
                                      {&falling, "don't rise where VBF becomes likelier"}}) {
        EXPECT_TRUE(test::says(test::message_of([&, s = sample] { fit_isotonic_line(*s); }), {why})) << why;
    }
}

// scikit-learn 1.9.1: IsotonicRegression().fit_transform(score, label, sample_weight=weight)
TEST(IsotonicMap, AgreesWithScikitLearn) {
    Sample sample;
    float const scores[] = {.1F, .2F, .3F, .4F, .5F, .6F, .7F};
    bool const labels[] = {0, 1, 0, 0, 1, 0, 1};
    float const weights[] = {1, 2, .5F, 1, 1, 3, 1};
    for (int i = 0; i < 7; ++i) sample.add(scores[i], labels[i], weights[i]);
    double const expected[] = {0.0, 0.4, 0.4, 0.4, 0.4, 0.4, 1.0};
    auto const map = fit_isotonic(sample);
    for (int i = 0; i < 7; ++i) EXPECT_NEAR(map(scores[i]), expected[i], 1e-7) << i;
    EXPECT_EQ(map(0.01F), 0);  // below all: the first step
}

// A map with a falling slope would swap the classes.
TEST(LogisticMap, OfScoresThatFallWhereVbfBecomesLikelierIsRefused) {
    Sample sample;
    for (int n = 0; n < 10; ++n) sample.add(0.3F, n < 7), sample.add(0.6F, n < 3);
    for (bool const with_offset : {false, true}) {
        auto const message = test::message_of([&] { with_offset ? fit_logistic(sample) : fit_temperature(sample); });
        EXPECT_TRUE(test::says(message, {"fall where VBF becomes likelier", "Check the labels"})) << message;
    }
}

/// Events of score sigmoid(logit): `vbf` VBF and `ggf` ggF/DY.
void add(Sample& sample, double logit, int vbf, int ggf) {
    for (int n = 0; n < vbf + ggf; ++n) sample.add(static_cast<float>(1 / (1 + std::exp(-logit))), n < vbf);
}

TEST(IsotonicLine, IsThatOfThreeBlocksByHand) {
    Sample sample;
    add(sample, -1, 1, 3), add(sample, 0, 2, 2), add(sample, 2, 3, 1);
    auto const line = fit_isotonic_line(sample);
    double const ln3 = std::log(3), beyond = 2 * ln3 / 3;
    ASSERT_EQ(line.from.size(), 3u);
    for (auto const& [from, to] : {std::pair{-1.0, -ln3},
                                   {0.0, 0.0},
                                   {2.0, ln3},
                                   {-0.5, -ln3 / 2},
                                   {0.5, ln3 / 4},
                                   {-2.0, -ln3 - beyond},
                                   {3.5, ln3 + 1.5 * beyond}}) {
        EXPECT_NEAR(logit(line(static_cast<float>(1 / (1 + std::exp(-from))))), to, 1e-5) << from;
    }
}

TEST(IsotonicLine, GivesAStepOfOneClassHalfAnEventOfTheOther) {
    Sample ends;
    add(ends, -3, 0, 5), add(ends, -1, 10, 40), add(ends, 2, 40, 10), add(ends, 4, 8, 0);
    auto const line = fit_isotonic_line(ends);
    ASSERT_EQ(line.from.size(), 4u);
    EXPECT_NEAR(line.to[0], std::log(0.5 / 4.5), 1e-12);
    EXPECT_NEAR(line.to[3], std::log(7.5 / 0.5), 1e-12);
    Sample lower;  // half an event of 5 is more than 5 of 100: these two are one
    add(lower, -3, 0, 5), add(lower, -1, 5, 95), add(lower, 2, 80, 20);
    EXPECT_NEAR(fit_isotonic_line(lower).to[0], std::log(5.5 / 99.5), 1e-12);
}

TEST(IsotonicLine, PoolsStepsOfFewEventsAndOfASuddenRise) {
    Sample few;  // 2 of 502 events
    add(few, -1, 100, 150), add(few, 0, 1, 1), add(few, 1, 150, 100);
    EXPECT_EQ(fit_isotonic_line(few).from.size(), 2u);
    Sample sudden;  // from logit 0 to 0.01 as much as from -2 to 2 on the whole
    add(sudden, -2, 20, 80), add(sudden, 0, 21, 79), add(sudden, 0.01, 79, 21), add(sudden, 2, 80, 20);
    EXPECT_EQ(fit_isotonic_line(sudden).from.size(), 3u);
}

TEST(IsotonicLine, KeepsTheOrderAndCorrectsWhatNoLogisticCan) {
    auto sample = calibrated(20000);
    for (auto& s : sample.score) {
        double const z = logit(s);
        s = static_cast<float>(1 / (1 + std::exp(-(z < 0 ? z / 3 : 2 * z) - 1)));
    }
    auto const line = fit_isotonic_line(sample);
    EXPECT_GE(line.from.size(), 10u);
    EXPECT_LE(line.from.size(), 32u);
    auto const mapped = [&](auto const& map) {
        auto result = sample;
        for (auto& s : result.score) s = map(s);
        return result;
    };
    auto const straight = mapped(line);
    EXPECT_TRUE(std::is_sorted(straight.score.begin(), straight.score.end()));  // as `sample` is
    EXPECT_NEAR(auc(straight).value, auc(sample).value, 1e-6);
    EXPECT_GT(calibration(sample).expected_error, 0.1);
    EXPECT_GT(calibration(mapped(fit_logistic(sample))).expected_error, 0.02);
    EXPECT_LT(calibration(straight).expected_error, 0.01);
    EXPECT_NEAR(calibration(straight).expected_error, calibration(mapped(fit_isotonic(sample))).expected_error, 0.005);
}

TEST(IsotonicLine, RefusesScoresThatTellNothing) {
    Sample falling, one_class;
    add(falling, -1, 4, 2), add(falling, 1, 2, 4);
    add(one_class, -1, 3, 0), add(one_class, 1, 3, 0);
    for (auto const& sample : {falling, one_class}) {
        EXPECT_TRUE(
            test::says(test::message_of([&] { fit_isotonic_line(sample); }), {"the scores can't be calibrated ("}));
    }
}

TEST(Overtraining, OfTheSameEventsIsNothing) {
    auto const sample = calibrated(500);
    auto const same = overtraining(sample, sample);
    EXPECT_EQ(same.auc_excess.value, 0);
    EXPECT_EQ(same.vbf_test.distance, 0);
    EXPECT_EQ(same.ggf_test.probability, 1);
    EXPECT_EQ(same.n_vbf + same.n_ggf, 500u);
}

TEST(Overtraining, IsThatOfAHandfulOfEventsByHand) {
    Sample trained_on, test;
    for (float const s : {0.8F, 0.9F}) trained_on.add(s, true);
    for (float const s : {0.1F, 0.2F}) trained_on.add(s, false);
    for (float const s : {0.15F, 0.9F}) test.add(s, true);
    for (float const s : {0.1F, 0.2F, 0.2F}) test.add(s, false);
    auto const found = overtraining(trained_on, test);
    EXPECT_EQ(found.n_vbf, 2u);
    EXPECT_EQ(found.n_ggf, 2u);
    EXPECT_EQ(found.train_auc.value, 1);
    EXPECT_NEAR(found.auc_excess.value, 1 - 4.0 / 6, rounding);  // of 2 x 3 pairs in the test 4 are in order
    EXPECT_NEAR(found.auc_excess.error, std::hypot(found.train_auc.error, auc(test).error), rounding);
    EXPECT_NEAR(found.vbf_test.distance, 1.0 / 2, rounding);            // between 0.15 and 0.8: 0 against 1/2
    EXPECT_NEAR(found.ggf_test.distance, 1.0 / 2 - 1.0 / 3, rounding);  // between 0.1 and 0.2
    EXPECT_EQ(found.vbf.density.front(), 0);                            // that of the events trained on
}

TEST(Sculpting, SeesASelectionThatFollowsTheVariable) {
    Sample sample;
    std::vector<float> same, other;
    for (int i = 0; i < 1000; ++i) {
        int const of_hundred = i / 100;
        float const s = static_cast<float>(i % 100) / 100;
        sample.add(s, false), same.push_back(s), other.push_back(static_cast<float>(of_hundred) / 10);
    }
    std::vector<double> const edges{0, 0.25, 0.5, 0.75, 1};
    auto const sculpted = sculpting("score", edges, same, sample, 0.6);
    EXPECT_NEAR(sculpted.test.distance, 1, rounding);
    EXPECT_LT(sculpted.test.probability, 1e-6);
    EXPECT_EQ(sculpted.selected.density[0], 0);
    EXPECT_NEAR(sculpted.all.density[2], 1, rounding);
    EXPECT_NEAR(sculpting("other", edges, other, sample, 0.6).test.distance, 0, rounding);
}

TEST(Shifts, CountEventsThatChangeSidesByHand) {
    std::vector<std::uint8_t> const before{1, 1, 0, 0}, after{1, 0, 0, 0};
    std::vector<float> const weight(4, 1);
    auto const shift = efficiency_shift(before, after, weight);
    EXPECT_NEAR(shift.value, -0.25, rounding);
    double const changes = 3 * 0.0625 + 0.5625, half_an_event = 0.5;  // changes 0, -1, 0, 0 about -1/4
    EXPECT_NEAR(shift.error, std::sqrt(changes + half_an_event) / 4, rounding);
    EXPECT_NEAR(efficiency_shift(before, before, weight).error, std::sqrt(half_an_event) / 4, rounding);
}

TEST(Shifts, OfWhatTheScoreDoesNotSeeAreNothing) {
    auto const table = toy_table(300);
    auto const sample = labelled(table);
    for (auto const& shift : shifts(mistakes(JetAcceptance{}), table, sample, by_first_pt, 0.6)) {
        bool const is_harmless = shift.name == "eta mirrored" || shift.name == "phi in [0, 2 pi)";
        if (is_harmless) {
            EXPECT_EQ(shift.auc_change.value, 0) << shift.name;
        }
        if (shift.name == "MeV for GeV") {  // every event with a jet scores 1
            EXPECT_GT(shift.ggf.value, 0.3) << shift.name;
        }
    }
    auto const scaled = shifts(systematic_changes(JetAcceptance{}), table, sample, by_first_pt, 0.6);
    EXPECT_GT(scaled[0].vbf.value, 0);  // a harder scale brings more above the threshold
    EXPECT_LT(scaled[1].vbf.value, 0);
}

TEST(JetChanges, KeepTheAcceptanceAndTheOrder) {
    auto const table = toy_table(500);
    auto changes = systematic_changes(JetAcceptance{});
    changes.push_back(mistakes(JetAcceptance{})[1]), changes.push_back(mistakes(JetAcceptance{})[2]);
    for (auto const& change : changes) {
        auto const changed = change.apply(table);
        ASSERT_EQ(changed.events(), table.events()) << change.name;
        for (std::size_t n = 0; n < changed.events(); ++n) {
            for (std::size_t i = 0; i < changed[n].size(); ++i) {
                EXPECT_GT(changed[n][i].pt, 30) << change.name;
                if (i > 0) {
                    EXPECT_LE(changed[n][i].pt, changed[n][i - 1].pt) << change.name;
                }
            }
        }
        EXPECT_EQ(change.apply(table).jets.size(), changed.jets.size()) << change.name;  // the same random numbers
    }
}

TEST(JetChanges, AddThreePileUpJetsToTenEvents) {
    auto const table = toy_table(4000);
    ASSERT_EQ(mistakes(JetAcceptance{})[2].name, "0.3 pile-up jets per event");
    auto const changed = mistakes(JetAcceptance{})[2].apply(table);
    double const more = static_cast<double>(changed.jets.size() - table.jets.size());
    EXPECT_NEAR(more, 0.3 * 4000, 4 * std::sqrt(0.3 * 4000));
}

TEST(Importance, IsThatOfTheOnlyVariableUsed) {
    auto const table = toy_table(2000);
    auto const sample = labelled(table);
    for (auto const& one : importances(table, sample, by_first_pt)) {
        bool const matters = one.name == "pT" || one.name == "jet 1";
        if (matters) {
            EXPECT_GT(one.loss.value, 5 * one.loss.error) << one.kind << one.name;
        }
        if (!matters) {
            EXPECT_EQ(one.loss.value, 0) << one.kind << one.name;
        }
    }
}

TEST(Importance, OfAConstantScoreIsNothing) {
    auto const table = toy_table(100);
    auto sample = labelled(table);
    std::fill(sample.score.begin(), sample.score.end(), 0.5F);
    auto const constant = [](JetTable const& t) { return std::vector<float>(t.events(), 0.5F); };
    for (auto const& one : importances(table, sample, constant)) EXPECT_EQ(one.loss.value, 0) << one.name;
}

}  // namespace
}  // namespace jetseq::evaluate
