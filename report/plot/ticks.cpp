#include "report/plot/ticks.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/text/number_text.hpp"

namespace jetseq::report::plot {
namespace {

/// A distance between major ticks: digit * 10^power.
struct Step {
    int digit;
    int power;
    double size() const { return digit * std::pow(10.0, power); }
    double minor() const { return size() / (digit == 2 ? 4 : 5); }
};

Step nice_step(double length) {
    int const power = static_cast<int>(std::floor(std::log10(length)));
    double const mantissa = length / std::pow(10.0, power);
    if (mantissa < 1.5) return {1, power};
    if (mantissa < 3.5) return {2, power};
    if (mantissa < 7.5) return {5, power};
    return {1, power + 1};
}

std::string with_minus_sign(std::string text) {
    if (!text.empty() && text[0] == '-') text.replace(0, 1, "\xE2\x88\x92");
    return text;
}

std::string power_of_ten(int power) {
    if (power == 0) return "1";
    if (power == 1) return "10";
    return "10^{" + std::to_string(power) + "}";
}

std::string log_text(int digit, int power, bool label_2_and_5) {
    if (digit == 1) return label_2_and_5 && power < 0 ? fixed(std::pow(10.0, power), -power) : power_of_ten(power);
    if (!label_2_and_5 || (digit != 2 && digit != 5)) return {};
    return fixed(digit * std::pow(10.0, power), std::max(0, -power));
}

}  // namespace

std::vector<Tick> linear_ticks(double low, double high, int wanted) {
    assert(low < high && wanted > 0);
    auto const step = nice_step((high - low) / wanted);
    int const minor_per_major = step.digit == 2 ? 4 : 5;
    double const tolerance = 1e-6 * step.minor();
    std::vector<Tick> ticks;
    auto const first = std::llround(std::ceil((low - tolerance) / step.minor()));
    for (auto i = first; static_cast<double>(i) * step.minor() <= high + tolerance; ++i) {
        double const value = static_cast<double>(i) * step.minor();
        bool const is_major = i % minor_per_major == 0;
        ticks.push_back({value, is_major, is_major ? with_minus_sign(fixed(value, std::max(0, -step.power))) : ""});
    }
    return ticks;
}

std::vector<Tick> log_ticks(double low, double high) {
    assert(0 < low && low < high);
    bool const label_2_and_5 = high / low < 100;
    std::vector<Tick> ticks;
    int const first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
    int const last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    for (int power = first; power <= last; ++power) {
        for (int digit = 1; digit < 10; ++digit) {
            double const value = digit * std::pow(10.0, power);
            if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
            ticks.push_back({value, digit == 1, log_text(digit, power, label_2_and_5)});
        }
    }
    return ticks;
}

}  // namespace jetseq::report::plot
