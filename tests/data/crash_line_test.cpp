#include "data/hdf5/crash_line.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <ctime>
#include <string>

namespace jetseq::data {
namespace {

std::string const path = "events.h5";

TEST(CrashLine, NamesTheFileThatHdf5CrashesOver) {
    auto const crash = [] {
        name_file_where_hdf5_crashes();
        InHdf5 const at_work{path};
        ::raise(SIGSEGV);
    };
    EXPECT_EXIT(crash(), testing::ExitedWithCode(1),
                "^jetseq: can't read events.h5 .damaged: HDF5 crashed over it.*again\n$");
}

TEST(CrashLine, EndsACallThatDoesNotReturn) {
    auto const hang = [] {
        name_file_where_hdf5_crashes(std::chrono::milliseconds{200});
        InHdf5 const at_work{path};
        while (::clock() >= 0) {
        }
    };
    EXPECT_EXIT(hang(), testing::ExitedWithCode(1),
                "^jetseq: can't read events.h5 .damaged: HDF5 does not finish reading it");
}

TEST(CrashLine, LeavesEveryOtherCrashAsItIs) {
    auto const crash = [] {
        name_file_where_hdf5_crashes();
        { InHdf5 const at_work{path}; }
        ::raise(SIGSEGV);
        ::raise(SIGSEGV);  // the first one was raised by a call, so returning from the handler would not repeat it
    };
    EXPECT_EXIT(crash(), testing::KilledBySignal(SIGSEGV), "^$");
}

TEST(CrashLine, GivesTheNextPieceOfWorkItsOwnTime) {
    auto const work = [] {
        name_file_where_hdf5_crashes(std::chrono::milliseconds{200});
        for (int piece = 0; piece < 3; ++piece) {
            InHdf5 const at_work{path};
            for (auto const end = ::clock() + CLOCKS_PER_SEC / 10; ::clock() < end;) {
            }
        }
        ::_exit(7);
    };
    EXPECT_EXIT(work(), testing::ExitedWithCode(7), "^$");
}

}  // namespace
}  // namespace jetseq::data
