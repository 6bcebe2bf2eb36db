#include "report/page/html_parts.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/number_text.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::report::html {

std::string vbf_name(evaluate::Report const& report) { return plain_text(report.inputs.labels.vbf); }
std::string ggf_name(evaluate::Report const& report) { return plain_text(report.inputs.labels.ggf); }
std::string with_percent_sign(evaluate::Efficiency const& e) {
    return percent_html(e) + (std::isfinite(e.value) ? " %" : "");
}
std::string or_dash(double value, int digits) { return std::isfinite(value) ? fixed(value, digits) : "&ndash;"; }
std::string without_error(double efficiency) { return or_dash(100 * efficiency, 1); }

std::string with_error(double value, double error, int digits) {
    if (!std::isfinite(value)) return "&ndash;";
    return fixed(value, digits) + (std::isfinite(error) ? " &plusmn; " + fixed(error, digits) : "");
}

std::string small_number(double value) {
    if (!std::isfinite(value)) return "&ndash;";
    if (value == 0) return "0";
    int const power = static_cast<int>(std::floor(std::log10(std::abs(value))));
    return fixed(value / std::pow(10.0, power), 1) + " &times; 10<sup>" + (power < 0 ? "&minus;" : "") +
           std::to_string(std::abs(power)) + "</sup>";
}

std::string percent_html(evaluate::Efficiency const& efficiency) {
    if (!std::isfinite(efficiency.value)) return "&ndash;";
    double const up = 100 * (efficiency.high - efficiency.value), down = 100 * (efficiency.value - efficiency.low);
    int const digits = std::max(up, down) < 0.05 ? 2 : 1;
    auto const value = fixed(100 * efficiency.value, digits);
    bool const is_even = std::abs(up - down) <= std::max(up, down) / 3;
    if (is_even) return value + " &plusmn; " + fixed((up + down) / 2, digits);
    return value + "<span class=\"interval\"><span>+" + fixed(up, digits) + "</span><span>&minus;" +
           fixed(down, digits) + "</span></span>";
}

}  // namespace jetseq::report::html
