#include "evaluate/metrics/classes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::test {
namespace {

std::vector<std::string> const names{"ggF", "VBF", "background"};

struct Events {
    std::vector<float> probabilities, weights;
    std::vector<std::int8_t> labels;

    void add(std::int8_t label, float ggf, float vbf, float background, float weight = 1) {
        for (float const p : {ggf, vbf, background}) probabilities.push_back(p);
        labels.push_back(label), weights.push_back(weight);
    }
    std::vector<evaluate::ClassResult> results() const {
        return evaluate::class_results(names, probabilities, labels, weights);
    }
};

TEST(Classes, ByHand) {
    Events events;
    events.add(0, 0.6F, 0.3F, 0.1F);
    events.add(0, 0.3F, 0.5F, 0.2F);
    events.add(1, 0.1F, 0.8F, 0.1F);
    events.add(1, 0.5F, 0.4F, 0.1F, 3);
    events.add(2, 0.2F, 0.2F, 0.6F);
    auto const results = events.results();
    ASSERT_EQ(results.size(), 3);
    EXPECT_EQ(results[1].name, "VBF");
    EXPECT_EQ(results[1].events, 2);
    // VBF, weights 1 and 3, p = 0.8 and 0.4, against 0.3, 0.5, 0.2: the first beats all, the second two of three.
    EXPECT_NEAR(results[1].against_others.value, (1 * 1 + 3 * 2 / 3.0) / 4, 1e-12);
    // Against ggF by p / (p + p_ggF): 8/9 and 4/9 against 1/3 and 5/8.
    EXPECT_NEAR(results[1].against[0].value, (1 * 1 + 3 * 0.5) / 4, 1e-12);
    EXPECT_NEAR(results[1].against[2].value, 1, 1e-12);
    EXPECT_TRUE(std::isnan(results[1].against[1].value));
    EXPECT_NEAR(results[0].against[1].value, results[1].against[0].value, 1e-12);  // the same pair, swapped
    EXPECT_NEAR(results[1].called[0].value, 0.75, 1e-12);
    EXPECT_NEAR(results[1].called[1].value, 0.25, 1e-12);
    EXPECT_EQ(results[1].called[2].value, 0);
    EXPECT_GT(results[1].called[2].high, 0);
    EXPECT_NEAR(results[0].called[1].value, 0.5, 1e-12);
    EXPECT_EQ(results[2].called[2].value, 1);
}

/// Wilson's interval of unweighted events.
TEST(Classes, SharesHaveTheErrorOfAnEfficiency) {
    Events events;
    for (int n = 0; n < 100; ++n) events.add(0, n < 30 ? 0.8F : 0.1F, 0.1F, n < 30 ? 0.1F : 0.8F);
    auto const share = events.results()[0].called[0], expected = evaluate::efficiency(std::uint64_t{30}, 100);
    EXPECT_NEAR(share.low, expected.low, 1e-12);
    EXPECT_NEAR(share.high, expected.high, 1e-12);
}

TEST(Classes, AClassWithoutEventsIsUndefined) {
    Events events;
    events.add(0, 0.6F, 0.3F, 0.1F);
    events.add(1, 0.3F, 0.6F, 0.1F);
    auto const results = events.results();
    EXPECT_EQ(results[2].events, 0);
    EXPECT_TRUE(std::isnan(results[2].against_others.value));
    EXPECT_TRUE(std::isnan(results[2].called[0].value));
    EXPECT_TRUE(results[2].roc.empty());
}

}  // namespace
}  // namespace jetseq::test
