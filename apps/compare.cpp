#include "evaluate/studies/compare.hpp"

#include <fmt/core.h>

#include <iostream>

#include "apps/options/command.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/io/output_file.hpp"
#include "report/page/compare_page.hpp"
#include "workflow/evaluate/compared_reports.hpp"

namespace jetseq::apps {
namespace {

void print(evaluate::ReportComparison const& comparison) {
    std::size_t shown = 0;
    for (auto const& change : comparison.numbers) {
        if (!change.is_significant() || shown == 20) continue;
        std::cout << fmt::format("  {:>10.5f} -> {:>10.5f}  ({:+.1f} sd)  {}\n", change.before, change.after,
                                 change.difference() / change.error, change.where);
        ++shown;
    }
    std::cout << evaluate::comparison_summary(comparison) << '\n';
}

}  // namespace

int run_compare(int argc, char** argv) {
    cxxopts::Options syntax{"jetseq compare", "Shows what differs between two reports.\n"};
    syntax.add_options()("before", "report.json, a report's folder, or a run directory that holds report/",
                         cxxopts::value<std::string>())("after", "the same for the other report",
                                                        cxxopts::value<std::string>())(
        "out", "folder for compare.html and compare.json", cxxopts::value<std::string>());
    syntax.positional_help("RUN RUN --out DIR");
    CommandLine const line{syntax, {"before", "after"}, {"before", "after"}, argc, argv};
    if (line.help()) return 0;
    auto const comparison = workflow::compared_reports(line.get<std::string>("before"), line.get<std::string>("after"));
    print(comparison);
    auto const out = line.get<std::string>("out", "");
    if (out.empty()) {
        std::cout << "next: run it again with --out DIR to write a page\n";
        return 0;
    }
    auto const held = folder_when_free(out);
    OutputFiles files;
    files.add(out + "/compare.html", report::comparison_html(comparison));
    files.add(out + "/compare.json", text_of(evaluate::comparison_json(comparison), 1) + "\n");
    {
        PostponedInterrupts const together;
        files.commit();
    }
    std::cout << "wrote " << out << "/compare.html\nwrote " << out << "/compare.json\nnext: open " << out
              << "/compare.html in a browser\n";
    return 0;
}

}  // namespace jetseq::apps
