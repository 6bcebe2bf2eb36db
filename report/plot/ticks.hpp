#pragma once
#include <string>
#include <vector>

namespace jetseq::report::plot {

/// A tick of an axis; minor ones have no text.
struct Tick {
    double value;
    bool is_major;
    std::string text;  ///< may hold mark-up, "10^{-3}"
};

/// Ticks in [low, high] at multiples of 1, 2 or 5 times a power of ten, `wanted` major ones or a few more or less,
/// with 4 or 5 minor intervals between them.
std::vector<Tick> linear_ticks(double low, double high, int wanted);

/// Ticks in [low, high], 0 < low < high: at powers of ten, minor ones between them; an axis of less than
/// two decades has 2 and 5 labelled too.
std::vector<Tick> log_ticks(double low, double high);

}  // namespace jetseq::report::plot
