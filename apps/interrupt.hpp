#pragma once

namespace jetseq {

/// From now on the first Ctrl-C (SIGINT) or SIGTERM asks to stop; the second ends the program at once.
void catch_interrupts();

/// True if a signal has asked to stop.
bool interrupted() noexcept;

/// The exit code of a command that stopped before its end: 130 after Ctrl-C, 143 after SIGTERM, as if the signal had
/// ended it; 130 if another process of a shared training got the signal.
int interrupted_exit_code() noexcept;

}  // namespace jetseq
