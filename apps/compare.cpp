#include "evaluate/studies/compare.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <iostream>

#include "apps/options/command.hpp"
#include "apps/terminal/interrupt.hpp"
#include "apps/terminal/terminal.hpp"
#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/output_file.hpp"
#include "report/page/compare_page.hpp"

namespace jetseq::apps {
namespace {

namespace fs = std::filesystem;

/// The report.json that `path` means: a file, the folder of a report, or a run directory.
std::string report_file(std::string const& path) {
    if (fs::is_regular_file(path)) return path;
    for (auto const* inside : {"report.json", "report/report.json"}) {
        if (fs::exists(fs::path{path} / inside)) return fs::path{path} / inside;
    }
    throw Error{path + " holds no report.json. Make one with jetseq evaluate ... --out " + path + "/report"};
}

Json read_report(std::string const& path) try {
    auto json = read_json(path, "the report.json of jetseq evaluate, or its folder");
    if (json.is_object() && json.value("kind", "") == "jetseq_report") {
        report::comparison_html(
            evaluate::compare_reports(path, json, path, json));  // fails here, where the file at fault is known
        return json;
    }
    if (auto const other = not_what_is_wanted(path, "a report"); !other.empty()) throw Error{other};
    throw Error{path + " is not a report (its kind is not jetseq_report). Give what jetseq evaluate wrote"};
} catch (Json::exception const& error) {
    throw Error{path + " is not whole (" + error.what() + "). Make it again"};
}

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
    auto const before = report_file(line.get<std::string>("before")),
               after = report_file(line.get<std::string>("after"));
    auto const comparison = evaluate::compare_reports(before, read_report(before), after, read_report(after));
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
