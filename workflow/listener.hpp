#pragma once
#include <string>

namespace jetseq::workflow {

/// Receives the messages of a running job, and can ask it to stop: the jobs of workflow/ print nothing. A job calls it
/// from one thread at a time, except stop(), which it may call from any.
class Listener {
public:
    virtual ~Listener() = default;

    virtual void note(std::string const&) {}              ///< a setting without effect, a default that is used
    virtual void warning(std::string const&) {}           ///< something that may make the results wrong
    virtual void progress(double, std::string const&) {}  ///< the finished fraction, and a text for it
    virtual void step(std::string const&) {}              ///< a finished part, in one line
    virtual bool stop() const noexcept { return false; }  ///< whether the job should save its state and end
};

}  // namespace jetseq::workflow
