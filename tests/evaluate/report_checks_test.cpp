#include "evaluate/studies/report_checks.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq::evaluate {
namespace {

using test::says;

/// Of two events of each class, with nothing to warn of.
Report quiet_report() {
    Report report;
    report.n_vbf = report.n_ggf = 2, report.n_eff_vbf = report.n_eff_ggf = 2;
    report.models.emplace_back();
    report.models[0].auc.value = 0.9;
    report.cut_based.vbf.value = 0.5, report.cut_based.ggf.value = 0;
    return report;
}

std::vector<std::string> warnings_of(Report report, ScoredEvents const& events = {}) {
    add_warnings(report, events);
    return report.warnings;
}

TEST(Warnings, AreNoneIfNothingIsWrong) { EXPECT_TRUE(warnings_of(quiet_report()).empty()); }

TEST(Warnings, CountTheEventsThatATrainingHasSeen) {
    auto report = quiet_report();
    report.inputs.leakage = Leakage{}, report.inputs.leakage->training = 3, report.inputs.leakage->validation = 1;
    report.inputs.comparisons = {{"other", {}, Leakage{}}, {"unknown", {}}};  // has seen none; not known
    auto const warnings = warnings_of(report);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_TRUE(says(warnings[0], {"The training has seen", "3 training events, 1 validation event"}));
}

TEST(Warnings, CountTheEventsThatAppearTwice) {
    auto report = quiet_report();
    report.inputs.repeated = 1, report.inputs.copies = 1;
    EXPECT_EQ(warnings_of(report),
              (std::vector<std::string>{"1 event appears in the data more than once: errors are too small.",
                                        "1 event has the jets of another event with another sampleId or eventNumber: "
                                        "if it is a copy, errors are too small."}));
    report.inputs.repeated = 2, report.inputs.copies = 3;
    EXPECT_EQ(warnings_of(report),
              (std::vector<std::string>{"2 events appear in the data more than once: errors are too small.",
                                        "3 events have the jets of another event with another sampleId or eventNumber: "
                                        "if they are copies, errors are too small."}));
}

TEST(Warnings, NameTheBackendThatRunsAnotherModel) {
    auto report = quiet_report();
    report.inputs.parity = {{"avx2", 1e-7}, {"baseline", 0.5}};
    auto const warnings = warnings_of(report);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_TRUE(says(warnings[0], {"scores of baseline", "by up to 0.5"}));
}

TEST(Warnings, SayWhatTheEventsLackAndWhatTheirWeightsDo) {
    auto report = quiet_report();
    report.n_ggf = 0, report.cut_based.vbf.value = 0, report.inputs.trust.warnings = {"No study."};
    ScoredEvents events;
    ScoredEvent event;
    event.weight = -1;
    events.add(event), events.add({});
    auto const warnings = warnings_of(report, events);
    ASSERT_EQ(warnings.size(), 4U);
    EXPECT_TRUE(says(warnings[0], {"There is no ggF/DY event"}));
    EXPECT_TRUE(says(warnings[1], {"1 event of 2 with negative weight"}));
    EXPECT_TRUE(says(warnings[2], {"The cut-based category selects no event"}));
    EXPECT_EQ(warnings[3], "No study.");
}

}  // namespace
}  // namespace jetseq::evaluate
