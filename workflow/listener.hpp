#pragma once
#include <string>

namespace jetseq {

/// Hears what a job says while it works, and asks it to stop: the jobs of workflow/ print nothing. A job calls it from
/// one thread at a time, but for stop(), which it may call from any.
class Listener {
public:
    virtual ~Listener() = default;

    virtual void note(std::string const&) {}              ///< a setting without effect, a default that is used
    virtual void warning(std::string const&) {}           ///< what may make the results wrong
    virtual void progress(double, std::string const&) {}  ///< the fraction that is done, and what stands beside it
    virtual void step(std::string const&) {}              ///< a part that is done, in a line
    virtual bool stop() const noexcept { return false; }  ///< whether the job is to save what it has and end
};

}  // namespace jetseq
