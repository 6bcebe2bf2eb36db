#include "core/parallel/on_threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace jetseq {
namespace {

TEST(OnThreads, CallsTheWorkOnEach) {
    for (std::size_t const count : {1U, 2U, 7U}) {
        std::atomic<std::size_t> calls{0};
        on_threads(count, [&] { ++calls; });
        EXPECT_EQ(calls, count);
    }
}

TEST(OnThreads, RethrowsAnExceptionAfterAllThreadsHaveEnded) {
    for (std::size_t failing = 0; failing < 4; ++failing) {
        std::atomic<std::size_t> next{0}, ended{0};
        auto const work = [&] {
            if (next++ == failing) throw std::runtime_error{"one failed"};
            ++ended;
        };
        EXPECT_THROW(on_threads(4, work), std::runtime_error);
        EXPECT_EQ(ended, 3U);
    }
}

}  // namespace
}  // namespace jetseq
