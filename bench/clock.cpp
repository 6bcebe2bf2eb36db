#include "bench/clock.hpp"

#include <time.h>

namespace jetseq::bench {
namespace {

double seconds_of(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

double processor_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }
double clock_seconds() { return seconds_of(CLOCK_MONOTONIC); }

double seconds_of(std::function<void()> const& work) {
    double const begin = processor_seconds();
    work();
    return processor_seconds() - begin;
}

}  // namespace jetseq::bench
