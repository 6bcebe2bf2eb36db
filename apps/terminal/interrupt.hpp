#pragma once

namespace jetseq {

/// While it lives Ctrl-C, SIGTERM and SIGHUP wait: several files take their places together. Of one thread at a time.
class PostponedInterrupts {
public:
    PostponedInterrupts();
    ~PostponedInterrupts();  ///< then the signal does what it would have done
    PostponedInterrupts(PostponedInterrupts const&) = delete;
    PostponedInterrupts& operator=(PostponedInterrupts const&) = delete;

private:
    void (*before_[3])(int);  ///< what was done at SIGINT, SIGTERM and SIGHUP
};

/// From now on the first Ctrl-C (SIGINT), SIGTERM or SIGHUP (the terminal is closed) asks to stop; the second
/// ends the program at once.
void catch_interrupts();

/// From now on such a signal ends the program at once with a line on standard error, as long as it reads and has
/// nothing to save: until catch_interrupts().
void end_by_interrupts();

/// True if a signal has asked to stop.
bool interrupted() noexcept;

/// The exit code of a command that stopped before its end: 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP,
/// as if the signal had ended it; 130 if another process of a shared training got the signal.
int interrupted_exit_code() noexcept;

}  // namespace jetseq
