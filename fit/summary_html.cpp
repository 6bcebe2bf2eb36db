#include <cmath>

#include "jetseq/evaluate/html_table.hpp"
#include "jetseq/evaluate/markup.hpp"
#include "jetseq/evaluate/number_text.hpp"
#include "jetseq/event/version.hpp"
#include "jetseq/fit/summary.hpp"

namespace jetseq::fit {
namespace {

/// Three significant digits, fixed point.
std::string shown(double value) {
    if (!std::isfinite(value)) return "&ndash;";
    if (std::fabs(value) < 1e-6) return "0";
    double const size = std::fabs(value);
    int const digits = size >= 100 ? 0 : std::max(0, 2 - static_cast<int>(std::floor(std::log10(size))));
    return fixed(value, std::min(digits, 6));
}

std::string with_sides(Interval const& interval) {
    return shown(interval.value) + " &minus;" + shown(interval.value - interval.low) +
           (interval.low_is_bound ? " (bound)" : "") + " +" + shown(interval.high - interval.value) +
           (interval.high_is_bound ? " (bound)" : "");
}

std::string range(Interval const& interval) { return "[" + shown(interval.low) + ", " + shown(interval.high) + "]"; }

std::string strengths(Summary const& summary) {
    HtmlTable table{summary.is_asimov ? "Expected, from Asimov data: the median of what would be observed."
                                      : "Best fit and profile-likelihood intervals.",
                    {"Parameter", "value, 68.3 %", "95 %", "from the Hessian"}};
    for (auto const* list : {&summary.strengths, &summary.kappas}) {
        for (auto const& s : *list) {
            table.add_row({escaped(s.name), with_sides(s.one_sigma), range(s.two_sigma), "&plusmn; " + shown(s.error)});
        }
    }
    return table.html();
}

std::string tests(Summary const& summary) {
    std::vector<std::pair<std::string, std::string>> rows;
    std::string const of = escaped(summary.parameter_of_interest);
    if (summary.limit) {
        auto const& e = summary.limit->expected;
        rows.emplace_back("Upper limit on " + of + ", 95 % CLs", shown(summary.limit->observed));
        rows.emplace_back("expected without signal", shown(e[2]) + ", 68 %: [" + shown(e[1]) + ", " + shown(e[3]) +
                                                         "], 95 %: [" + shown(e[0]) + ", " + shown(e[4]) + "]");
    }
    if (summary.discovery) {
        rows.emplace_back("Significance of " + of + " &gt; 0", shown(summary.discovery->significance) + " &sigma;");
        rows.emplace_back("expected for 1", shown(summary.discovery->expected_significance) + " &sigma;");
    }
    if (summary.toys) {
        rows.emplace_back("CLs of " + of + " = " + shown(summary.toy_strength) + " from toys",
                          shown(summary.toys->cls) + " &plusmn; " + shown(summary.toys->cls_error));
    }
    rows.emplace_back("Goodness of fit (saturated model)",
                      shown(summary.quality.statistic) + " for " + std::to_string(summary.quality.degrees_of_freedom) +
                          " degrees of freedom, p = " + shown(summary.quality.p_value));
    return definition_table(rows);
}

std::string captions(std::string const& name) {
    if (name.rfind("scan_", 0) == 0) return "Profile likelihood; lines at its 68 % and 95 % levels for one parameter.";
    if (name.find("contour") != name.npos) return "68 % and 95 % contours for two parameters, others profiled.";
    if (name == "impacts") return "Shift of the parameter of interest when a nuisance parameter moves by its error.";
    if (name == "pulls") return "Best fit of the nuisance parameters, in standard deviations before the fit.";
    return "Events in all bins of all categories at the best fit.";
}

std::string figures(Summary const& summary) {
    std::string text;
    for (auto const& [name, plot] : plots_of(summary)) {
        text += "<figure id=\"" + name + "\">\n" + plot::svg(plot) + "<figcaption>" + captions(name) +
                "</figcaption>\n</figure>\n";
    }
    return "<div class=\"plots\">\n" + text + "</div>\n";
}

std::string notes(Summary const& summary) {
    std::string text;
    for (auto const& note : summary.notes) text += "<p class=\"warning\">" + escaped(note) + "</p>\n";
    return text;
}

}  // namespace

std::string html_of(Summary const& summary, int level) {
    std::string const tag = "h" + std::to_string(level);
    return "<section>\n<" + tag + ">" + escaped(summary.title) + "</" + tag + ">\n" + notes(summary) +
           strengths(summary) + tests(summary) + figures(summary) + "</section>\n";
}

std::string page_of(std::string const& title, std::string const& sections) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escaped(title) + "</title>\n<style>" + report_style + "</style>\n</head>\n<body>\n<h1>" + escaped(title) +
           "</h1>\n" + sections + "<footer>Made by jetseq " + version() + " (" + escaped(git_revision()) +
           "). The same numbers are in fit.json.</footer>\n</body>\n</html>\n";
}

}  // namespace jetseq::fit
