#pragma once

namespace jetseq {

/// From now on the first Ctrl-C (SIGINT) or SIGTERM asks to stop; the second ends the program at once.
void catch_interrupts();

/// True where somebody has asked to stop.
bool interrupted() noexcept;

}  // namespace jetseq
