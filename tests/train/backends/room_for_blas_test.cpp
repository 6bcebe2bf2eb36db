#include "train/backends/room_for_blas.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "core/error.hpp"

namespace jetseq::test {
namespace {

std::size_t bytes_of_this_process() {
    std::size_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// Leaves the process `room` bytes of address space; exit code 0: it was enough, 1: it was not.
[[noreturn]] void ask_with(std::size_t room) {
    ::rlimit limit{};
    ::getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = bytes_of_this_process() + room;
    ::setrlimit(RLIMIT_AS, &limit);
    try {
        train::require_room_for_blas();
    } catch (Error const& error) {
        static_cast<void>(::write(STDERR_FILENO, error.what(), std::string_view{error.what()}.size()));
        std::_Exit(1);
    }
    std::_Exit(0);
}

TEST(RoomForBlasDeathTest, IsAskedForAsAnErrorAndNotAsAHang) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers need more address space than a limit leaves";
#endif
    testing::FLAGS_gtest_death_test_style = "threadsafe";  // a process in which nobody has asked before
    EXPECT_EXIT(ask_with(std::size_t{64} << 20), testing::ExitedWithCode(1), "LibTorch needs 192 MB of address space");
    EXPECT_EXIT(ask_with(std::size_t{512} << 20), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace jetseq::test
