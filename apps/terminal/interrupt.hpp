#pragma once

namespace jetseq::apps {

/// Postpones Ctrl-C, SIGTERM and SIGHUP during its lifetime, so that several files are renamed together. For one thread
/// at a time.
class PostponedInterrupts {
public:
    PostponedInterrupts();
    ~PostponedInterrupts();  ///< delivers a signal that came meanwhile
    PostponedInterrupts(PostponedInterrupts const&) = delete;
    PostponedInterrupts& operator=(PostponedInterrupts const&) = delete;

private:
    void (*before_[3])(int);  ///< what was done at SIGINT, SIGTERM and SIGHUP
};

/// Makes the first Ctrl-C (SIGINT), SIGTERM or SIGHUP (closed terminal) ask to stop, see interrupted(); the second ends
/// the program at once.
void catch_interrupts();

/// Makes such a signal end the program at once with a line on standard error, until catch_interrupts() is called: for
/// the time in which events are read and nothing can be saved.
void end_by_interrupts();

/// True if a signal has asked to stop.
bool interrupted() noexcept;

/// The exit code of a command that stopped before its end: 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP,
/// as if the signal had ended it; 130 if another process of a shared training got the signal.
int interrupted_exit_code() noexcept;

}  // namespace jetseq::apps
