#include "report/page/trust_tables.hpp"

#include <gtest/gtest.h>

#include "tests/report/page_text.hpp"

namespace jetseq::report::html {
namespace {

TEST(Checks, SayWhatIsKnownOfTheEventsAndTheBackends) {
    evaluate::Report report;
    report.models.resize(1);
    report.models[0].calibration.expected_error = 0.0123;
    report.inputs.repeated = 4;
    report.inputs.parity = {{"avx2", 1.2e-7}};
    evaluate::ComparedScores other;
    other.model = "a<b", other.leakage = evaluate::Leakage{3, 1};
    report.inputs.comparisons = {other};
    auto const table = checks(report);
    EXPECT_TRUE(holds(table, "<th>Events seen in training</th><td>not known</td>")) << table;
    EXPECT_TRUE(holds(table, "seen by a&lt;b</th><td>3 of the training part, 1 of the validation part</td>"));
    EXPECT_TRUE(holds(table, "calibration error</th><td>0.0123</td>"));
    EXPECT_TRUE(holds(table, "twice</th><td>4</td>"));
    EXPECT_TRUE(holds(table, "difference, avx2</th><td>1.2 &times; 10<sup>&minus;7</sup></td>"));
    EXPECT_FALSE(holds(table, "another id"));  // nobody has looked
}

TEST(Trust, HasATableForEachStudyThatIsThere) {
    evaluate::Report report;
    EXPECT_EQ(trust(report), "");
    report.inputs.trust.recalibrations = {{"a<b", 0.0123, 0.45678}};
    auto const table = trust(report);
    EXPECT_TRUE(holds(table, "<tr><th>a&lt;b</th><td>0.0123</td><td>0.45678</td></tr>")) << table;
    EXPECT_FALSE(holds(table, "spread"));  // no trainings
}

}  // namespace
}  // namespace jetseq::report::html
