#include "evaluate/metrics/working_points.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/asimov_significance.hpp"
#include "evaluate/metrics/operating_point.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::evaluate {
namespace {

/// VBF scores rise evenly from 0.5 to 1, ggF/DY scores from 0 to 0.75; 1000 of each.
struct Even {
    std::vector<float> score, weight;
    std::vector<std::int8_t> label;

    Even() {
        for (int i = 0; i < 1000; ++i) {
            float const part = (static_cast<float>(i) + 0.5F) / 1000;
            score.insert(score.end(), {0.5F + part / 2, 0.75F * part});
            label.insert(label.end(), {1, 0});
        }
        weight.assign(score.size(), 1);
    }
    operator LabelledScores() const { return {score, label, weight}; }
};

TEST(WorkingPoint, KeepsTheEfficiencyAskedFor) {
    Even const events;
    auto const at = [&](std::string const& aim) {
        return operating_point(events, chosen_threshold(events, aim_of(aim)));
    };
    EXPECT_NEAR(at("vbf:0.7").vbf.value, 0.7, 1.1e-3);
    EXPECT_GE(at("vbf:0.7").vbf.value, 0.7);
    EXPECT_NEAR(at("ggf:0.05").ggf.value, 0.05, 1.1e-3);
    EXPECT_LE(at("ggf:0.05").ggf.value, 0.05);
}

// Above t: VBF 2 (1 - t), ggF/DY 1 - t / 0.75 for t in (0.5, 0.75): compared with all thresholds of a grid.
TEST(WorkingPoint, HasTheBestSignificanceOfAll) {
    Even const events;
    auto const aim = aim_of("significance:20/1000");
    auto const z = [&](double t) { return asimov_significance(20 * 2 * (1 - t), 1000 * (1 - t / 0.75)); };
    double best = 0;
    for (double t = 0.5; 1 - t / 0.75 >= 0.01; t += 1e-4) best = std::max(best, z(t));
    EXPECT_NEAR(z(chosen_threshold(events, aim)), best, 0.02 * best);
}

TEST(WorkingPoint, NeedsAnAimAndBothClasses) {
    for (auto const* wrong : {"", "vbf", "vbf:2", "ggf:0", "significance:5", "significance:-1/5", "vbf:0.5x"}) {
        EXPECT_TRUE(test::says(test::message_of([&] { aim_of(wrong); }), {"is not an aim of a working point"}))
            << wrong;
    }
    std::vector<float> const score{0.5F}, weight{1};
    std::vector<std::int8_t> const label{1};
    EXPECT_TRUE(test::says(test::message_of([&] {
                               chosen_threshold({score, label, weight}, aim_of("vbf:0.5"));
                           }),
                           {"can't be chosen without events of both classes"}));
}

TEST(WorkingPoint, SaysWhatTheEventsLack) {
    std::vector<float> const score{0.4F, 0.4F}, weight{1, 1}, none{0, 0};
    std::vector<std::int8_t> const label{0, 1};
    auto const complaint = [&](std::vector<float> const& weights) {
        return test::message_of([&] { chosen_threshold({score, label, weights}, aim_of("vbf:0.5")); });
    };
    EXPECT_TRUE(test::says(complaint(none), {"the sum of the weights of one is not positive"}));
    EXPECT_TRUE(test::says(complaint(weight), {"all scores are the same"}));
}

}  // namespace
}  // namespace jetseq::evaluate
