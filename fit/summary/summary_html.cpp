#include "fit/summary/summary_html.hpp"

#include <cmath>
#include <numeric>

#include "core/text/number_text.hpp"
#include "core/version.hpp"
#include "fit/summary/summary_plots.hpp"
#include "report/page/html_style.hpp"
#include "report/page/html_table.hpp"
#include "report/plot/markup.hpp"

namespace jetseq::fit {
namespace {

/// Three significant digits, in fixed point if that is readable; 0 if it is rounding relative to `scale`.
std::string shown(double value, double scale = 0) {
    if (std::isinf(value)) return value > 0 ? "&infin;" : "&minus;&infin;";
    if (std::isnan(value)) return "&ndash;";
    double const size = std::fabs(value);
    if (size <= 1e-6 * scale) return "0";
    if (size > 0 && (size < 1e-4 || size >= 1e7)) return significant(value, 3);
    if (size == 0) return "0";
    int const digits = size >= 100 ? 0 : std::max(0, 2 - static_cast<int>(std::floor(std::log10(size))));
    return fixed(value, std::min(digits, 6));
}

/// The same, but 0 for numbers below `rounding`, such as the excess of Asimov data.
std::string shown_above_rounding(double value, double rounding) {
    return shown(std::fabs(value) < rounding ? 0 : value);
}

std::string with_sides(ParameterInterval const& interval) {
    if (std::isnan(interval.low)) return shown(interval.value);
    double const width = interval.high - interval.low, size = std::isfinite(width) ? width : 0;
    return shown(interval.value, size) + " &minus;" + shown(interval.value - interval.low, size) +
           (interval.low_is_bound ? " (bound)" : "") + " +" + shown(interval.high - interval.value, size) +
           (interval.high_is_bound ? " (bound)" : "");
}

std::string range(ParameterInterval const& interval) {
    double const width = interval.high - interval.low, size = std::isfinite(width) ? width : 0;
    return "[" + shown(interval.low, size) + ", " + shown(interval.high, size) + "]";
}

std::string caption(Summary const& summary) {
    std::string const of = report::escaped(label_of(summary.origin));
    switch (summary.origin.kind) {
        case DataKind::asimov:
            return "Expected, from " + of + ": the median of what would be observed.";
        case DataKind::pseudo:
            return "From " + of + ": one random experiment, not a measurement.";
        default:
            return "Best fit and profile-likelihood intervals.";
    }
}

std::string strengths(Summary const& summary) {
    if (summary.strengths.empty() && summary.kappas.empty()) return "";
    report::HtmlTable table{caption(summary), {"Parameter", "value, 68.3 %", "95 %", "from the Hessian"}};
    for (auto const* list : {&summary.strengths, &summary.kappas}) {
        for (auto const& s : *list) {
            table.add_row({report::escaped(s.name), with_sides(s.one_sigma), range(s.two_sigma),
                           std::isnan(s.error) ? "&ndash;" : "&plusmn; " + shown(s.error)});
        }
    }
    return table.html();
}

/// ", from pseudo-data" for results of made data; "" for observed data.
std::string from_made(Summary const& summary) {
    return summary.origin.kind == DataKind::observed ? "" : ", from " + short_label_of(summary.origin);
}

std::string tests(Summary const& summary) {
    std::vector<std::pair<std::string, std::string>> rows{
        {"Measurement", report::escaped(summary.measurement)},
        {"Data",
         summary.origin.kind == DataKind::observed ? "as observed" : report::escaped(label_of(summary.origin))}};
    std::string const of = report::escaped(summary.parameter_of_interest);
    if (summary.limit) {
        auto const& e = summary.limit->expected;
        rows.emplace_back("Upper limit on " + of + ", 95 % CLs" + from_made(summary), shown(summary.limit->observed));
        rows.emplace_back("expected without signal", shown(e[2]) + ", 68 %: [" + shown(e[1]) + ", " + shown(e[3]) +
                                                         "], 95 %: [" + shown(e[0]) + ", " + shown(e[4]) + "]");
    }
    if (summary.discovery) {
        rows.emplace_back("Significance of " + of + " &gt; 0" + from_made(summary),
                          shown_above_rounding(summary.discovery->significance, 1e-3) + " &sigma;");
        rows.emplace_back("expected for 1", shown(summary.discovery->expected_significance) + " &sigma;");
    }
    if (summary.toys) {
        rows.emplace_back("CLs of " + of + " = " + shown(summary.toy_strength) + " from toys",
                          shown(summary.toys->cls) + " &plusmn; " + shown(summary.toys->cls_error));
    }
    rows.emplace_back("Goodness of fit (saturated model)", in_words(summary.quality));
    return report::definition_table(rows);
}

std::string parameters(Summary const& summary) {
    report::HtmlTable table{
        "All parameters at the best fit, with errors from the Hessian; pull and constraint in units of the "
        "uncertainty before the fit.",
        {"Parameter", "value", "error", "pull", "constraint"}};
    for (auto const& p : summary.best.parameters) {
        table.add_row({report::escaped(p.name), shown(p.value, p.error), shown(p.error),
                       p.pull ? shown(*p.pull, 1) : "&ndash;", p.constraint ? shown(*p.constraint) : "&ndash;"});
    }
    return "<details>\n<summary>Parameters</summary>\n" + table.html() + "</details>\n";
}

double sum_of(std::vector<double> const& bins, ChannelBins const& channel) {
    auto const first = bins.begin() + static_cast<std::ptrdiff_t>(channel.first);
    return std::accumulate(first, first + static_cast<std::ptrdiff_t>(channel.count), 0.0);
}

/// A table with a row for each sample, for their sum and for the data, and a column for each channel.
std::string yields(Summary const& summary) {
    std::vector<std::string> header{"Sample"}, total{"all"}, seen{report::escaped(label_of(summary.origin))};
    for (auto const& channel : summary.channels) header.push_back(report::escaped(channel.name));
    report::HtmlTable table{"Events at the best fit, summed over the bins of each channel; each bin is in fit.json.",
                            header};
    std::vector<double> sums(summary.channels.size());
    for (std::size_t s = 0; s < summary.yields.names.size(); ++s) {
        std::vector<std::string> row{report::escaped(summary.yields.names[s])};
        for (std::size_t c = 0; c < sums.size(); ++c) {
            double const sum = sum_of(summary.yields.yields[s], summary.channels[c]);
            sums[c] += sum, row.push_back(shown(sum));
        }
        table.add_row(row);
    }
    for (std::size_t c = 0; c < sums.size(); ++c) {
        total.push_back(shown(sums[c])), seen.push_back(shown(sum_of(summary.observed, summary.channels[c])));
    }
    table.add_row(total), table.add_row(seen);
    return table.html();
}

std::string captions(std::string const& name) {
    if (name.rfind("scan_", 0) == 0) return "Profile likelihood; lines at its 68 % and 95 % levels for one parameter.";
    if (name.find("contour") != name.npos) return "68 % and 95 % contours for two parameters, others profiled.";
    if (name == "impacts") return "Shift of the parameter of interest when a nuisance parameter moves by its error.";
    if (name == "pulls") return "Best fit of the nuisance parameters, in standard deviations before the fit.";
    return "Events in all bins of all categories at the best fit; dashed: the size of what is below 0.";
}

std::string figures(Summary const& summary) {
    std::string text;
    for (auto const& [name, plot] : plots_of(summary)) {
        text += "<figure id=\"" + name + "\">\n" + report::plot::svg(plot) + "<figcaption>" + captions(name) +
                "</figcaption>\n</figure>\n";
    }
    return "<div class=\"plots\">\n" + text + "</div>\n";
}

std::string notes(Summary const& summary) {
    std::string text;
    for (auto const& note : summary.notes) text += "<p class=\"warning\">" + report::escaped(note) + "</p>\n";
    return text;
}

}  // namespace

std::string html_of(Summary const& summary, int level) {
    std::string const tag = "h" + std::to_string(level);
    return "<section>\n<" + tag + ">" + report::escaped(summary.title) + "</" + tag + ">\n" + notes(summary) +
           strengths(summary) + tests(summary) + yields(summary) + parameters(summary) + figures(summary) +
           "</section>\n";
}

std::string page_of(std::string const& title, std::string const& sections) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           report::escaped(title) + "</title>\n<style>" + report::report_style + "</style>\n</head>\n<body>\n<h1>" +
           report::escaped(title) + "</h1>\n" + sections + "<footer>Made by jetseq " + version() + " (" +
           report::escaped(git_revision()) + "). The same numbers are in fit.json.</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq::fit
