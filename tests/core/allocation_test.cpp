#include <gtest/gtest.h>

#include <cstdlib>

#include "core/parallel/parallel_for.hpp"

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define JETSEQ_FAILS_ALLOCATIONS 0  // the sanitizer has its own malloc
#else
#define JETSEQ_FAILS_ALLOCATIONS 1

namespace {
thread_local int allocations_left = -1;  // of this thread; below 0: no limit
}

// This binary's malloc fails on demand; operator new calls it.
extern "C" {
void* __libc_malloc(std::size_t);  // NOLINT(bugprone-reserved-identifier): what glibc calls its own
void* malloc(std::size_t size) noexcept {
    if (allocations_left == 0) return nullptr;
    if (allocations_left > 0) --allocations_left;
    return __libc_malloc(size);
}
}
#endif

namespace jetseq {
namespace {

#if JETSEQ_FAILS_ALLOCATIONS
TEST(ParallelFor, TakesFewerThreadsIfMemoryIsShort) {
    for (int left = 0; left < 12; ++left) {
        std::vector<std::atomic<int>> calls(50);
        auto const work = [&](std::size_t i) { ++calls[i]; };
        allocations_left = left;
        EXPECT_NO_THROW(parallel_for(calls.size(), 8, work)) << left;
        allocations_left = -1;
        for (auto const& count : calls) EXPECT_EQ(count, 1) << left;
    }
}
#else
TEST(ParallelFor, TakesFewerThreadsIfMemoryIsShort) { GTEST_SKIP() << "malloc can't fail in this build"; }
#endif

}  // namespace
}  // namespace jetseq
