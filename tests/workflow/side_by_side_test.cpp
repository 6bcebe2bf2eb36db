#include "workflow/train/side_by_side.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace jetseq {
namespace {

TEST(WorkSideBySide, IsCalledOnceForEachNumber) {
    for (std::size_t const at_once : {1, 3, 100}) {
        std::vector<std::atomic<int>> calls(20);
        side_by_side(calls.size(), at_once, [&](std::size_t n) { ++calls[n]; });
        for (auto const& count : calls) EXPECT_EQ(count, 1);
    }
    side_by_side(0, 4, [](std::size_t) { FAIL(); });
}

TEST(WorkSideBySide, BeginsInOrderAndNoMoreThanAllowedAtOnce) {
    std::atomic<int> at_work{0}, most{0};
    std::vector<std::size_t> begun;
    side_by_side(5, 1, [&](std::size_t n) { begun.push_back(n); });
    EXPECT_EQ(begun, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
    side_by_side(50, 2, [&](std::size_t) {
        int const now = ++at_work;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
        --at_work;
    });
    EXPECT_LE(most, 2);
}

TEST(WorkSideBySide, EndsWithTheFirstExceptionAndBeginsNoMore) {
    std::atomic<int> calls{0};
    EXPECT_THROW(side_by_side(10, 1,
                              [&](std::size_t n) {
                                  ++calls;
                                  if (n == 2) throw std::runtime_error{"two"};
                              }),
                 std::runtime_error);
    EXPECT_EQ(calls, 3);  // 0, 1, 2
}

}  // namespace
}  // namespace jetseq
