#include "jetseq/data/crash_line.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace jetseq {
namespace {

thread_local char const* file_at_work = nullptr;

void say(char const* text) { [[maybe_unused]] auto const written = ::write(STDERR_FILENO, text, std::strlen(text)); }

/// May only do what is allowed while anything may be broken. Where it returns, the crash happens once more, unhandled.
extern "C" void end_with_a_line(int) {
    if (!file_at_work) return;
    say("jetseq: can't read ");
    say(file_at_work);
    say(" (damaged: HDF5 crashed over it). Copy or make it again\n");
    ::_exit(1);
}

}  // namespace

void name_file_where_hdf5_crashes() {
    static std::array<std::byte, 1 << 16> stack;  // the usual one may be what is used up
    stack_t own{};
    own.ss_sp = stack.data(), own.ss_size = stack.size();
    ::sigaltstack(&own, nullptr);
    struct sigaction action {};
    action.sa_handler = end_with_a_line;
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    for (int const crash : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) ::sigaction(crash, &action, nullptr);
}

InHdf5::InHdf5(std::string const& path) noexcept : outer_{file_at_work} { file_at_work = path.c_str(); }

InHdf5::~InHdf5() { file_at_work = outer_; }

}  // namespace jetseq
