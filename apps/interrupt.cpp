#include "apps/interrupt.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace jetseq {
namespace {

std::atomic<int> asked_to_stop = 0;  // the signal that did, or 0; read by all threads
static_assert(std::atomic<int>::is_always_lock_free);

void remember(int signal) {
    asked_to_stop = signal;
    std::signal(signal, SIG_DFL);
}

/// Calls nothing that a signal handler must not call.
void end_at_once(int signal) {
    constexpr char line[] =
        "jetseq: interrupted while the events were read (nothing was saved). Start the same command again\n";
    static_cast<void>(!::write(STDERR_FILENO, line, sizeof line - 1));
    ::_exit(128 + signal);
}

}  // namespace

void end_by_interrupts() {
    for (int const signal : {SIGINT, SIGTERM}) {  // a signal that is ignored, as by nohup, stays so
        if (std::signal(signal, end_at_once) == SIG_IGN) std::signal(signal, SIG_IGN);
    }
}

void catch_interrupts() {
    asked_to_stop = 0;
    std::signal(SIGINT, remember);
    std::signal(SIGTERM, remember);
}

bool interrupted() noexcept { return asked_to_stop != 0; }

int interrupted_exit_code() noexcept {
    int const signal = asked_to_stop;
    return 128 + (signal == 0 ? SIGINT : signal);
}

}  // namespace jetseq
