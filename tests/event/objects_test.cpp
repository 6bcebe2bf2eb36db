#include "event/objects.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace jetseq {
namespace {

TEST(View, IsEmptyUntilItIsTold) {
    View<int> const none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.begin(), none.end());
}

TEST(View, ShowsTheObjectsOfAVectorWithoutCopyingThem) {
    std::vector<int> const numbers{4, 5, 6};
    View<int> const view = numbers;
    EXPECT_EQ(view.size(), 3);
    EXPECT_EQ(&view[2], &numbers[2]);
    EXPECT_EQ(std::vector<int>(view.begin(), view.end()), numbers);
}

TEST(View, HasAFrontAndABack) {
    int const numbers[] = {5, 6, 7};
    View<int> const view{numbers, 3};
    EXPECT_EQ(view.front(), 5);
    EXPECT_EQ(view.back(), 7);
}

TEST(View, ShowsPartOfAnArray) {
    int const numbers[4] = {1, 2, 3, 4};
    View<int> const middle{numbers + 1, 2};
    EXPECT_EQ(middle[0] + middle[1], 5);
}

}  // namespace
}  // namespace jetseq
