#pragma once
#include <chrono>
#include <string>

namespace jetseq::apps {

/// Shows the progress of long work on standard error: a bar on a terminal, a line every 30 s in a log.
class ProgressBar {
public:
    ProgressBar();

    /// Shows the fraction `share`, in [0, 1], and `text` behind the bar. Cheap to call often.
    void show(double share, std::string const& text);
    /// Removes the bar and prints `text` as a line.
    void line(std::string const& text);

private:
    std::chrono::steady_clock::time_point last_{};
    bool terminal_;
};

/// "1:02:03", "4:05"; "?" if it is unknown.
std::string duration(double seconds);

}  // namespace jetseq::apps
