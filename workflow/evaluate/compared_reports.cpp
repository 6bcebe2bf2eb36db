#include "workflow/evaluate/compared_reports.hpp"

#include <filesystem>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "report/page/compare_page.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;

/// The report.json that `path` means.
std::string report_file(std::string const& path) {
    if (fs::is_regular_file(path)) return path;
    for (auto const* inside : {"report.json", "report/report.json"}) {
        if (fs::exists(fs::path{path} / inside)) return fs::path{path} / inside;
    }
    throw Error{path + " holds no report.json. Evaluate a model into " + path + "/report"};
}

/// Also makes a comparison with itself, which fails for a damaged report, to name the file.
Json read_report(std::string const& file) try {
    auto json = read_json(file, "the report.json of an evaluation, or its folder");
    if (json.is_object() && json.value("kind", "") == "jetseq_report") {
        report::comparison_html(evaluate::compare_reports(file, json, file, json));
        return json;
    }
    if (auto const other = not_what_is_wanted(file, "a report"); !other.empty()) throw Error{other};
    throw Error{file + " is not a report (its kind is not jetseq_report). Give what an evaluation wrote"};
} catch (Json::exception const& error) {
    throw Error{file + " is not whole (" + error.what() + "). Make it again"};
}

}  // namespace

evaluate::ReportComparison compared_reports(std::string const& before, std::string const& after) {
    auto const before_file = report_file(before), after_file = report_file(after);
    auto const before_report = read_report(before_file), after_report = read_report(after_file);
    return evaluate::compare_reports(before_file, before_report, after_file, after_report);
}

}  // namespace jetseq::workflow
