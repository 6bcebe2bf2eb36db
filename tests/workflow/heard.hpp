#pragma once
#include <string>
#include <vector>

#include "workflow/listener.hpp"

namespace jetseq::test {

/// Records the messages of a job, and asks it to stop if `stops` is set.
class Heard : public workflow::Listener {
public:
    std::vector<std::string> notes, warnings, steps;
    double fraction = 0;
    bool stops = false;

    void note(std::string const& text) override { notes.push_back(text); }
    void warning(std::string const& text) override { warnings.push_back(text); }
    void progress(double done, std::string const&) override { fraction = done; }
    void step(std::string const& line) override { steps.push_back(line); }
    bool stop() const noexcept override { return stops; }
};

}  // namespace jetseq::test
