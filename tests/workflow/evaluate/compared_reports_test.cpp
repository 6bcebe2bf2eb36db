#include "workflow/evaluate/compared_reports.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

std::string report_with_auc(std::string const& value) {
    return R"({"kind": "jetseq_report", "auc": {"value": )" + value + R"(, "error": 0.003}, "roc": []})";
}

/// Writes `text` as `name` in `folder`; returns its path.
std::string written(TemporaryFolder const& folder, std::string const& name, std::string const& text) {
    std::filesystem::create_directories(std::filesystem::path{folder / name}.parent_path());
    write_file(folder / name, text);
    return folder / name;
}

/// What the comparison says against `wrong`, whichever of the two reports it is.
std::string refusal(std::string const& wrong, std::string const& right) {
    auto const message = message_of([&] { compared_reports(wrong, right); });
    EXPECT_EQ(message_of([&] { compared_reports(right, wrong); }), message);
    return message;
}

TEST(ComparedReports, AreFoundAsFilesInFoldersAndInRunDirectories) {
    TemporaryFolder const folder;
    auto const in_run = written(folder, "run/report/report.json", report_with_auc("0.80"));
    auto const in_folder = written(folder, "other/report.json", report_with_auc("0.81"));
    for (auto const& before : {in_run, folder / "run", folder / "run/report"}) {
        auto const comparison = compared_reports(before, folder / "other");
        EXPECT_EQ(comparison.before, in_run);
        EXPECT_EQ(comparison.after, in_folder);
        ASSERT_EQ(comparison.numbers.size(), 1U);
        EXPECT_EQ(comparison.numbers[0].where, "auc");
        EXPECT_NEAR(comparison.numbers[0].difference(), 0.01, 1e-12);
    }
}

TEST(ComparedReports, ThatAreMissingDamagedOrOfAnotherKindAreNamed) {
    TemporaryFolder const folder;
    auto const right = written(folder, "report.json", report_with_auc("0.80"));
    EXPECT_EQ(refusal(folder / "none", right),
              folder / "none" + " holds no report.json. Evaluate a model into " + (folder / "none") + "/report");
    auto const damaged = written(folder, "damaged.json", R"({"kind": "jetseq_report", "roc": [{}]})");
    EXPECT_TRUE(says(refusal(damaged, right), {damaged + " is not whole (", "). Make it again"}));
    auto const other = written(folder, "other.json", R"({"channels": [], "measurements": []})");
    EXPECT_TRUE(says(refusal(other, right), {other + " (it is a pyhf workspace, not a report)"}));
    auto const unknown = written(folder, "unknown.json", R"({"a": 1})");
    EXPECT_EQ(refusal(unknown, right),
              unknown + " is not a report (its kind is not jetseq_report). Give what an evaluation wrote");
    auto const table = written(folder, "table.csv", "a,b\n");
    EXPECT_TRUE(says(refusal(table, right), {"table.csv", "Name the report.json of an evaluation, or its folder"}));
}

}  // namespace
}  // namespace jetseq::workflow
