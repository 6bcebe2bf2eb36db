#include "apps/interrupt.hpp"

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

}  // namespace

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
