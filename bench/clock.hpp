#pragma once
#include <functional>

namespace jetseq::bench {

/// Seconds of processor time, of all threads of this process, that `work` takes: what others do on the machine counts
/// less than in the time of the clock, and on a quiet one both are the same for one thread.
double seconds_of(std::function<void()> const& work);

/// Seconds of processor time that this process has had.
double processor_seconds();

/// Seconds of the clock, since some moment.
double clock_seconds();

}  // namespace jetseq::bench
