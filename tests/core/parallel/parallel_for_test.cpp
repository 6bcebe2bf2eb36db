#include "core/parallel/parallel_for.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "core/error.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

TEST(ParallelFor, CallsTheWorkOnceForEachIndex) {
    for (std::size_t const threads : {0U, 1U, 3U, 50U}) {
        std::vector<std::atomic<int>> calls(20);
        parallel_for(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
        for (auto const& count : calls) EXPECT_EQ(count, 1);
    }
    parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, RunsOnSeveralThreadsAtOnce) {
    std::atomic<int> here{0};
    parallel_for(3, 3, [&](std::size_t) {
        ++here;
        while (here < 3) std::this_thread::yield();
    });
    EXPECT_EQ(here, 3);
}

TEST(ParallelFor, ThrowsTheExceptionOfTheLowestIndexOnceAllHaveEnded) {
    std::atomic<int> begun{0}, ended{0};
    auto const work = [&](std::size_t i) {
        ++begun;
        while (begun < 3) std::this_thread::yield();
        if (i == 1) std::this_thread::sleep_for(std::chrono::milliseconds{20});
        ++ended;
        if (i > 0) throw Error{std::to_string(i)};
    };
    try {
        parallel_for(3, 3, work);
        FAIL();
    } catch (Error const& error) {
        EXPECT_STREQ(error.what(), "1");
    }
    EXPECT_EQ(ended, 3);
}

TEST(ParallelFor, BeginsNothingAfterAFailure) {
    std::atomic<std::size_t> calls{0};
    auto const work = [&](std::size_t i) {
        ++calls;
        if (i == 5) throw Error{"the sixth"};
    };
    EXPECT_EQ(test::message_of([&] { parallel_for(100'000'000, 1, work); }), "the sixth");
    EXPECT_EQ(calls, 6U);
    EXPECT_EQ(test::message_of([&] { parallel_for(100'000'000, 3, work); }), "the sixth");
    EXPECT_LT(calls, 100'000'000U);
}

TEST(ThreadCount, IsWhatIsWantedOrOneForEachCore) {
    EXPECT_EQ(thread_count(3), 3U);
    EXPECT_GE(thread_count(0), 1U);
}

}  // namespace
}  // namespace jetseq
