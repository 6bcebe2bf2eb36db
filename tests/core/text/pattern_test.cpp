#include "core/text/pattern.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(Pattern, MatchesTheWholeText) {
    EXPECT_TRUE(matches("score-12.csv", "score(-[0-9]+)?\\.csv"));
    EXPECT_FALSE(matches("score-12.csv.old", "score(-[0-9]+)?\\.csv"));
    EXPECT_FALSE(matches("my_score.csv", "score(-[0-9]+)?\\.csv"));
}

}  // namespace
}  // namespace jetseq
