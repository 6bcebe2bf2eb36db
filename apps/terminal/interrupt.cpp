#include "apps/terminal/interrupt.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iterator>

namespace jetseq::apps {
namespace {

std::atomic<int> asked_to_stop = 0;  // the signal that asked to stop, or 0; read by all threads
static_assert(std::atomic<int>::is_always_lock_free);

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

void remember(int signal) {
    asked_to_stop = signal;
    std::signal(signal, SIG_DFL);
}

/// Calls only what is safe in a signal handler.
void end_at_once(int signal) {
    constexpr char line[] =
        "jetseq: interrupted while the events were read (nothing new was saved). Start the same command again\n";
    static_cast<void>(!::write(STDERR_FILENO, line, sizeof line - 1));
    ::_exit(128 + signal);
}

/// Sets the handler of all three signals; one that is ignored, as by nohup, stays ignored.
void call_at_interrupts(void (*call)(int)) {
    for (int const signal : signals) {
        if (std::signal(signal, call) == SIG_IGN) std::signal(signal, SIG_IGN);
    }
}

std::atomic<int> postponed = 0;  // the signal that came during the lifetime of a PostponedInterrupts

void postpone(int signal) { postponed = signal; }

}  // namespace

PostponedInterrupts::PostponedInterrupts() {
    postponed = 0;
    for (std::size_t n = 0; n < std::size(signals); ++n) {
        before_[n] = std::signal(signals[n], postpone);
        if (before_[n] == SIG_IGN) std::signal(signals[n], SIG_IGN);
    }
}

PostponedInterrupts::~PostponedInterrupts() {
    for (std::size_t n = 0; n < std::size(signals); ++n) std::signal(signals[n], before_[n]);
    if (postponed != 0) std::raise(postponed);
}

void end_by_interrupts() { call_at_interrupts(end_at_once); }

void catch_interrupts() {
    asked_to_stop = 0;
    call_at_interrupts(remember);
}

bool interrupted() noexcept { return asked_to_stop != 0; }

int interrupted_exit_code() noexcept {
    int const signal = asked_to_stop;
    return 128 + (signal == 0 ? SIGINT : signal);
}

}  // namespace jetseq::apps
