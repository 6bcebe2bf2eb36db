#include "data/hdf5/crash_line.hpp"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace jetseq::data {
namespace {

constexpr int too_long = SIGVTALRM;

thread_local char const* file_at_work = nullptr;
std::chrono::milliseconds patience_of_all{};  // 0: not enabled

void say(char const* text) { [[maybe_unused]] auto const written = ::write(STDERR_FILENO, text, std::strlen(text)); }

/// The signal handler: it may only call async-signal-safe functions. If it returns from a crash, the crash happens
/// again, unhandled.
extern "C" void end_with_a_line(int signal) {
    if (!file_at_work) return;
    say("jetseq: can't read ");
    say(file_at_work);
    say(signal == too_long ? " (damaged: HDF5 does not finish reading it)" : " (damaged: HDF5 crashed over it)");
    say(". Copy or make it again\n");
    ::_exit(1);
}

/// A timer of this thread's own CPU time, which a busy machine does not shorten.
class Watch {
public:
    Watch() {
        sigevent event{};
        event.sigev_notify = SIGEV_THREAD_ID;
        event.sigev_signo = too_long;
        event._sigev_un._tid = ::gettid();  // glibc has no better name for it
        running_ = ::timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0;
    }
    ~Watch() {
        if (running_) ::timer_delete(timer_);
    }
    Watch(Watch const&) = delete;
    Watch& operator=(Watch const&) = delete;

    void start(std::chrono::milliseconds time) {
        itimerspec when{};  // 0: never
        when.it_value.tv_sec = time.count() / 1000;
        when.it_value.tv_nsec = time.count() % 1000 * 1'000'000;
        if (running_) ::timer_settime(timer_, 0, &when, nullptr);
    }

private:
    timer_t timer_{};
    bool running_ = false;
};

void watch_for(std::chrono::milliseconds time) {
    if (patience_of_all.count() == 0) return;
    thread_local Watch watch;
    watch.start(time);
}

}  // namespace

void name_file_where_hdf5_crashes(std::chrono::milliseconds patience) {
    static std::array<std::byte, 1 << 16> stack;  // the usual stack may be the one that overflowed
    stack_t own{};
    own.ss_sp = stack.data(), own.ss_size = stack.size();
    ::sigaltstack(&own, nullptr);
    struct sigaction action {};
    action.sa_handler = end_with_a_line;
    action.sa_flags = SA_ONSTACK | SA_RESTART;
    ::sigaction(too_long, &action, nullptr);
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    for (int const crash : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) ::sigaction(crash, &action, nullptr);
    patience_of_all = patience;
}

InHdf5::InHdf5(std::string const& path) noexcept : outer_{file_at_work} {
    file_at_work = path.c_str();
    if (!outer_) watch_for(patience_of_all);
}

InHdf5::~InHdf5() {
    if (!outer_) watch_for({});
    file_at_work = outer_;
}

}  // namespace jetseq::data
