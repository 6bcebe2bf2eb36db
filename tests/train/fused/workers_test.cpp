#include "train/fused/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace jetseq::test {
namespace {

TEST(Workers, DoTheirWorkOnceEach) {
    train::Workers workers{3};
    std::vector<std::atomic<int>> done(3);
    for (int round = 0; round < 100; ++round) workers.run([&](std::size_t n) { ++done[n]; });
    for (auto const& times : done) EXPECT_EQ(times, 100);
}

/// A training that ran out of memory used to hang.
TEST(Workers, ThrowWhatOneOfThemThrowsAfterAllHaveFinished) {
    train::Workers workers{3};
    for (std::size_t thrower = 0; thrower < 3; ++thrower) {
        std::atomic<int> finished{0};
        EXPECT_THROW(workers.run([&](std::size_t n) {
            ++finished;
            if (n == thrower) throw std::runtime_error{"no memory"};
        }),
                     std::runtime_error);
        EXPECT_EQ(finished, 3);
    }
    std::atomic<int> again{0};
    workers.run([&](std::size_t n) { again += n == 0; });
    EXPECT_EQ(again, 1);
}

}  // namespace
}  // namespace jetseq::test
