#include "jetseq/apps/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace jetseq {
namespace {

std::atomic<bool> asked_to_stop = false;  // set by a signal, read by all threads
static_assert(std::atomic<bool>::is_always_lock_free);

void remember(int signal) {
    asked_to_stop = true;
    std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
    asked_to_stop = false;
    std::signal(SIGINT, remember);
    std::signal(SIGTERM, remember);
}

bool interrupted() noexcept { return asked_to_stop; }

}  // namespace jetseq
