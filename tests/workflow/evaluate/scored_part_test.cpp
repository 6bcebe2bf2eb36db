#include "workflow/evaluate/scored_part.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::workflow {
namespace {

TEST(ScoredPart, HasTheChosenEventsInTheirOrder) {
    auto const sequences = test::toy_sequences(20, 1);
    auto const model = test::one_cell_model();
    std::vector<std::size_t> const chosen{7, 2, 11};
    auto const part = scored_part(Classifier{model}, sequences, chosen);
    ASSERT_EQ(part.score.size(), 3U);
    for (std::size_t n = 0; n < 3; ++n) {
        auto const& event = sequences.events[chosen[n]];
        EXPECT_NEAR(part.score[n], test::exact_score(model, sequences[chosen[n]]), 1e-6);
        EXPECT_EQ(part.label[n], event.production == Production::vbf ? 1 : 0);
        EXPECT_EQ(part.weight[n], event.weight);
    }
    EXPECT_EQ(scored_part(model, sequences, chosen).score, part.score);  // run by the same library
}

TEST(LargestDifference, IsTheLargestOfBothSigns) {
    std::vector<float> const a{0.5F, 0.25F, 1}, b{0.75F, 0.25F, 0.5F};
    EXPECT_EQ(largest_difference(a, b), 0.5);
    EXPECT_EQ(largest_difference(b, a), 0.5);
    EXPECT_EQ(largest_difference(a, a), 0);
}

}  // namespace
}  // namespace jetseq::workflow
