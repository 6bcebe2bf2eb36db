#pragma once
#include <functional>

namespace jetseq::bench {

/// Seconds of processor time that `work` takes, in all threads of this process. Other programs on the machine change it
/// less than wall-clock time; on a quiet machine both are the same for one thread.
double seconds_of(std::function<void()> const& work);

/// Seconds of processor time that this process has used.
double processor_seconds();

/// Wall-clock seconds since some fixed time.
double clock_seconds();

}  // namespace jetseq::bench
