#pragma once
#include <chrono>
#include <string>

namespace jetseq {

/// Shows how far long work has come, on standard error: a bar that is drawn over itself on a terminal,
/// a plain line now and then in a log.
class ProgressBar {
public:
    ProgressBar();

    /// `share` in [0, 1]; `text` stands behind the bar. Cheap to call often.
    void show(double share, std::string const& text);
    /// Takes the bar away and prints `text` as a line that stays.
    void line(std::string const& text);

private:
    std::chrono::steady_clock::time_point last_{};
    bool terminal_;
};

/// "1:02:03", "4:05"; "?" where unknown.
std::string duration(double seconds);

}  // namespace jetseq
