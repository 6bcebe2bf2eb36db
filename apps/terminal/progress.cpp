#include "apps/terminal/progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace jetseq::apps {
namespace {

constexpr int bar_width = 24;
constexpr std::chrono::milliseconds redraw_interval{100};
constexpr std::chrono::seconds log_interval{30};

std::string bar(double share) {
    int const filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * bar_width));
    std::string text = "[";
    for (int n = 0; n < bar_width; ++n) text += n < filled ? '=' : ' ';
    return text + "]";
}

}  // namespace

ProgressBar::ProgressBar() : last_{std::chrono::steady_clock::now()}, terminal_{isatty(STDERR_FILENO) == 1} {}

void ProgressBar::show(double share, std::string const& text) {
    auto const now = std::chrono::steady_clock::now();
    if (terminal_ ? now - last_ < redraw_interval : now - last_ < log_interval) return;
    last_ = now;
    auto const shown =
        terminal_ ? fmt::format("\r\033[K{} {}", bar(share), text) : fmt::format("{:3.0f} % {}\n", 100 * share, text);
    std::fputs(shown.c_str(), stderr);
    std::fflush(stderr);
}

void ProgressBar::line(std::string const& text) {
    std::fputs(((terminal_ ? "\r\033[K" : "") + text + '\n').c_str(), stderr);
    std::fflush(stderr);
}

std::string duration(double seconds) {
    if (!(seconds >= 0 && seconds < 1e8)) return "?";
    auto const total = std::lround(seconds);
    if (total < 3600) return fmt::format("{}:{:02}", total / 60, total % 60);
    return fmt::format("{}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
}

}  // namespace jetseq::apps
