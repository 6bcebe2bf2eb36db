#include "evaluate/studies/report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.hpp"
#include "evaluate/studies/report_json.hpp"
#include "report/page/report_page.hpp"
#include "report/page/sections.hpp"
#include "tests/report/page_text.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq::evaluate {
namespace {

/// `n` events of each class; VBF scores rise evenly from 0.5 to 1, ggF/DY scores from 0 to 0.75. Jets 0, 1, 2, 3, 0 ...
ScoredEvents even_events(int n) {
    ScoredEvents events;
    for (int i = 0; i < n; ++i) {
        float const part = (static_cast<float>(i) + 0.5F) / static_cast<float>(n);
        for (std::int8_t label : {std::int8_t{1}, std::int8_t{0}}) {
            ScoredEvent event;
            event.label = label;
            event.score = label == 1 ? 0.5F + part / 2 : 0.75F * part;
            event.n_jets = i % 4;
            event.mass = 1000;
            event.cut_based = i % 4 >= 2 && label == 1;
            events.add(event);
        }
    }
    return events;
}

ReportInputs some_inputs() {
    ReportInputs inputs;
    inputs.model = "vbf.json";
    inputs.data = {"events.h5"};
    inputs.history = {{1, 0.6, 0.61, 0.8, 1e-3}, {2, 0.5, 0.52, 0.85, 1e-3}};
    inputs.parity = {{"scalar", 1e-7}};
    inputs.leakage = Leakage{};
    inputs.provenance = {{"Seed", "1"}};
    inputs.literature = true;
    return inputs;
}

std::string all_warnings(Report const& report) {
    std::string text;
    for (auto const& warning : report.warnings) text += warning + "\n";
    return text;
}

std::vector<EventGroup> groups_by(Report const& report, std::string const& key) {
    for (auto const& grouping : report.groupings) {
        if (grouping.key == key) return grouping.groups;
    }
    return {};
}

TEST(Report, MeasuresTheWorkingPoints) {
    auto const report = make_report(even_events(1000), some_inputs());
    ASSERT_EQ(report.first().working_points.size(), 3u);
    auto const& first = report.first().working_points[0];  // VBF in (0.6, 1): 4/5; ggF/DY in (0.6, 0.75): 1/5
    EXPECT_EQ(first.threshold, 0.6);
    EXPECT_NEAR(first.vbf.value, 0.8, 1e-3);
    EXPECT_NEAR(first.ggf.value, 0.2, 1e-3);
    EXPECT_NEAR(report.cut_based.vbf.value, 0.5, 1e-12);
    EXPECT_EQ(report.cut_based.ggf.value, 0);
    EXPECT_NEAR(report.first().vbf_at_cut_based_ggf.value, 0.5, 2e-3);  // above 0.75 there is VBF only
    EXPECT_NEAR(report.first().threshold_at_cut_based_ggf, 0.75, 1e-3);
    EXPECT_EQ(all_warnings(report), "");
}

TEST(Report, PassesOnlyScoresAboveTheThreshold) {
    auto events = even_events(1);
    events.score = {0.7F, 0.8F};
    auto const report = make_report(events, some_inputs());
    EXPECT_EQ(report.first().working_points[1].vbf.value, 0);  // 0.7F is 0.7, though 0.69999999 in double precision
    EXPECT_EQ(report.first().working_points[1].ggf.value, 1);
    EXPECT_EQ(report.first().working_points[2].ggf.value, 0);  // 0.8F is 0.8, though 0.80000001
}

TEST(Report, GroupsByJetsWithThreeAndMoreTogether) {
    auto events = even_events(8);
    events.n_jets[0] = 7;
    auto const groups = groups_by(make_report(events, some_inputs()), "n_jets");
    ASSERT_EQ(groups.size(), 4u);
    EXPECT_EQ(groups[0].n_vbf, 1u);
    EXPECT_EQ(groups[3].n_vbf, 3u);
    EXPECT_EQ(groups[3].name, ">= 3");
    EXPECT_NEAR(groups[3].vbf_fraction.value, 3.0 / 8, 1e-12);
    EXPECT_EQ(groups[0].cut_based.vbf.value, 0);
}

TEST(Groupings, HoldEachModelInEachGroup) {
    auto const events = even_events(8);
    auto const all = groupings(events, {{&events.score, 0.5}, {&events.score, 0.9}}, 0.25);
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all[0].key, "n_jets");
    ASSERT_EQ(all[0].groups.size(), 4U);
    for (auto const& group : all[0].groups) EXPECT_EQ(group.models.size(), 2U);
    // The two VBF events without jets have scores of 0.53 and 0.78.
    EXPECT_EQ(all[0].groups[0].models[0].at_background.vbf.value, 1);
    EXPECT_EQ(all[0].groups[0].models[1].at_background.vbf.value, 0);
}

TEST(Report, KeepsGroupsOfOneClass) {
    auto events = even_events(8);
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events.label[i] == 0) events.mass[i] = 0, events.spin[i] = -1;
    }
    auto const report = make_report(events, some_inputs());
    auto const by_mass = groups_by(report, "mass");
    ASSERT_EQ(by_mass.size(), 2u);
    EXPECT_EQ(by_mass[0].name, "background");
    EXPECT_EQ(by_mass[0].n_vbf, 0u);
    EXPECT_TRUE(std::isnan(by_mass[0].working_points[0].vbf.value));
    EXPECT_TRUE(std::isnan(by_mass[1].models[0].auc.value));
    EXPECT_EQ(by_mass[1].name, "1000 GeV");
}

TEST(Report, CalibrationOfAPerfectScoreHasNoError) {
    ScoredEvents events;
    for (int i = 0; i < 4; ++i) {
        ScoredEvent event;  // a quarter of the events at 0.25 is VBF, three quarters at 0.75
        event.score = 0.25F, event.label = i == 0 ? 1 : 0, events.add(event);
        event.score = 0.75F, event.label = i == 0 ? 0 : 1, events.add(event);
    }
    auto const calibration = make_report(events, some_inputs()).first().calibration;
    EXPECT_NEAR(calibration.expected_error, 0, 1e-12);
    EXPECT_EQ(calibration.bins[2].n, 4u);
    EXPECT_NEAR(calibration.bins[2].vbf_fraction.value, 0.25, 1e-12);
    EXPECT_TRUE(std::isnan(calibration.bins[0].mean_score));  // an empty bin
}

TEST(Report, CalibrationErrorIsTheMeanDistanceByHand) {
    ScoredEvents events;
    ScoredEvent event;
    event.score = 1, event.label = 1, event.weight = 3, events.add(event);     // right, weight 3
    event.score = 0.5F, event.label = 0, event.weight = 1, events.add(event);  // off by 1/2, weight 1
    EXPECT_NEAR(make_report(events, some_inputs()).first().calibration.expected_error, 0.5 / 4, 1e-12);
}

TEST(Report, ScoreDensitiesHaveUnitArea) {
    auto const report = make_report(even_events(100), some_inputs());
    for (auto const* density : {&report.first().vbf_density, &report.first().ggf_density}) {
        double area = 0;
        for (double value : density->density) area += value / 40;
        EXPECT_NEAR(area, 1, 1e-12);
    }
}

TEST(Report, ThinsTheCurveWithoutLosingItsEnds) {
    auto const roc = make_report(even_events(20000), some_inputs()).first().roc;
    EXPECT_LT(roc.size(), 600u);
    EXPECT_GT(roc.size(), 100u);
    EXPECT_EQ(roc.front().vbf.value, 0);
    EXPECT_EQ(roc.back().ggf.value, 1);
}

TEST(Report, SaysThatOneClassGivesNoAuc) {
    auto events = even_events(4);
    std::fill(events.label.begin(), events.label.end(), std::int8_t{1});
    auto const report = make_report(events, some_inputs());
    EXPECT_TRUE(std::isnan(report.first().auc.value));
    EXPECT_TRUE(report::holds(all_warnings(report), "There is no ggF/DY event"));
    EXPECT_TRUE(report_json(report)["auc"]["value"].is_null());
    EXPECT_TRUE(report::holds(report::report_html(report), "There is no ggF/DY event"));
}

TEST(Report, OfNoEventsIsStillAReport) {
    auto const report = make_report({}, some_inputs());
    EXPECT_TRUE(report_json(report)["calibration"]["expected_error"].is_null());
    EXPECT_TRUE(report::holds(report::report_html(report), "There is no VBF event"));
}

TEST(Report, WarnsOfNegativeWeightsLeakageAndParity) {
    auto events = even_events(4);
    events.weight[0] = -1;
    auto inputs = some_inputs();
    inputs.leakage = Leakage{1, 0};
    inputs.parity["onnx"] = 0.01;
    auto const warnings = all_warnings(make_report(events, inputs));
    EXPECT_TRUE(report::holds(warnings, "1 event of 8 with negative weight"));
    EXPECT_TRUE(report::holds(warnings, "1 training event, 0 validation events"));
    EXPECT_TRUE(report::holds(warnings, "scores of onnx differ"));
    EXPECT_FALSE(report::holds(warnings, "scores of scalar differ"));
}

TEST(Report, WarnsWhereOneEventOutweighsItsClass) {
    auto events = even_events(4);  // VBF stands in the even rows: n_eff = (1e6 + 3)^2 / (1e12 + 3)
    events.weight[0] = 1e6F;
    auto const warnings = all_warnings(make_report(events, some_inputs()));
    EXPECT_TRUE(report::holds(warnings, "The 4 VBF events count for 1")) << warnings;
    EXPECT_FALSE(report::holds(warnings, "ggF/DY events count for"));
}

TEST(Report, WarnsOfAClassOfOneEventAndOfWeightsThatCancel) {
    auto const alone = all_warnings(make_report(even_events(1), some_inputs()));
    EXPECT_TRUE(report::holds(alone, "There is only one VBF event: no error of that class means anything.")) << alone;
    EXPECT_TRUE(report::holds(alone, "There is only one ggF/DY event"));
    auto events = even_events(4);
    events.weight[0] = events.weight[2] = -1;  // of VBF: two of four
    auto const warnings = all_warnings(make_report(events, some_inputs()));
    EXPECT_TRUE(report::holds(warnings, "The 4 VBF events count for 0 of equal weight")) << warnings;
    EXPECT_FALSE(report::holds(warnings, "ggF/DY events count for"));
    EXPECT_FALSE(report::holds(all_warnings(make_report(even_events(2), some_inputs())), "means anything"));
}

TEST(Report, SaysHowManyTimesTheCutsAModelKeeps) {
    auto events = even_events(2000);
    for (std::size_t i = 0; i < events.size(); ++i) {  // the cuts keep 1/4 of VBF and 1/10 of ggF/DY
        events.cut_based[i] = events.label[i] == 1 ? i % 8 == 0 : i % 20 == 1;
    }
    auto const report = make_report(events, some_inputs());
    // ggF/DY above 0.675: 1/10; VBF above it: 0.65
    EXPECT_NEAR(report.first().vbf_at_cut_based_ggf.value, 0.65, 2e-3);
    EXPECT_NEAR(report.first().gain.value, 0.65 / 0.25, 0.01);
    // A quarter of 2000 events has a relative error of sqrt(3/2000); the rest makes it larger, not twice.
    EXPECT_GT(report.first().gain.error, 2.6 * std::sqrt(3 / 2000.0) * 0.8);
    EXPECT_LT(report.first().gain.error, 2.6 * std::sqrt(3 / 2000.0) * 2);
    EXPECT_EQ(report.first().ggf_at_cut_based_vbf.value, 0);  // above 0.875 there is VBF only
    EXPECT_NEAR(report.background, 0.1, 1e-12);
    EXPECT_TRUE(report::holds(report::report_html(report), "is better than the cuts"));
}

TEST(Report, ComparesModelsOnTheSameEvents) {
    auto const events = even_events(500);
    auto inputs = some_inputs();
    inputs.comparisons = {{"same", events.score}, {"turned", events.score}};
    for (auto& score : inputs.comparisons[1].score) score = 1 - score;
    inputs.other_cuts = {{"all", std::vector<std::uint8_t>(events.size(), 1)}};
    auto const report = make_report(events, inputs);
    ASSERT_EQ(report.models.size(), 3u);
    EXPECT_EQ(report.models[1].auc_above_first.value, 0);
    EXPECT_EQ(report.models[1].auc_above_first.error, 0);
    EXPECT_NEAR(report.models[2].auc_above_first.value, 1 - 2 * report.first().auc.value, 1e-12);
    EXPECT_EQ(report.other_cuts[0].efficiencies.vbf.value, 1);
    for (auto const& grouping : report.groupings) {
        for (auto const& group : grouping.groups) EXPECT_EQ(group.models.size(), 3u);
    }
    EXPECT_EQ(report_json(report)["comparisons"].size(), 2u);
}

TEST(Report, FindsTheFixedBackgroundInEveryGroup) {
    auto events = even_events(4000);
    std::fill(events.cut_based.begin(), events.cut_based.end(), std::uint8_t{0});
    auto const report = make_report(events, some_inputs());  // without cuts: at 10 %, VBF 0.65
    EXPECT_EQ(report.background, 0.1);
    for (auto const& group : groups_by(report, "n_jets")) {
        EXPECT_NEAR(group.models[0].vbf_flat.value, 0.65, 0.01) << group.name;
        EXPECT_NEAR(group.models[0].at_background.ggf.value, 0.1, 0.01) << group.name;
    }
}

TEST(Report, GroupsByTheFirstJet) {
    auto events = even_events(4);
    for (auto& eta : events.leading_eta) eta = -2;
    events.leading_pt = {0, 20, 49, 50, 0, 400, 60, 60};  // i % 4 == 0: no jets
    auto const report = make_report(events, some_inputs());
    std::vector<std::string> names;
    for (auto const& group : groups_by(report, "leading_pt")) names.push_back(group.name);
    EXPECT_EQ(names, (std::vector<std::string>{"no jet", "0-30", "30-50", "50-75", ">= 300"}));
    EXPECT_EQ(groups_by(report, "leading_pt")[0].key, -1);
    ASSERT_EQ(groups_by(report, "leading_abs_eta").size(), 2u);
    EXPECT_EQ(groups_by(report, "leading_abs_eta")[1].name, "1.6-2.4");
}

TEST(Report, ShowsSamplesWhereThereAreMoreThanTwo) {
    auto events = even_events(30);
    EXPECT_TRUE(make_report(events, some_inputs()).samples.empty());
    for (std::size_t i = 0; i < events.size(); ++i)
        events.sample[i] = events.label[i] == 1 ? 7 : static_cast<int>(i / 2 % 2);
    auto inputs = some_inputs();
    inputs.sample_names = {{{7, 1}, "one"}};
    auto const samples = make_report(events, inputs).samples;
    ASSERT_EQ(samples.size(), 3u);
    EXPECT_EQ(samples[0].name, "sample 0");
    EXPECT_EQ(samples.back().name, "one");
    EXPECT_EQ(samples.back().n, 30u);
}

TEST(Report, ShowsTheClassesOfOneSampleApart) {
    auto events = even_events(30);
    for (std::size_t i = 0; i < events.size(); ++i) events.sample[i] = static_cast<int>(i / 30);
    auto const samples = make_report(events, some_inputs()).samples;
    ASSERT_EQ(samples.size(), 4u);  // both labels in both samples
    EXPECT_EQ(samples[0].label, 0);
    EXPECT_EQ(samples[1].label, 1);
    EXPECT_EQ(samples[0].n + samples[1].n, 30u);
}

TEST(Report, NamesTheEventWhoseValueIsWrong) {
    auto const problem = [](auto spoil) {
        auto events = even_events(2);
        spoil(events);
        try {
            make_report(events, {});
        } catch (Error const& error) {
            return std::string{error.what()};
        }
        return std::string{};
    };
    EXPECT_TRUE(report::holds(problem([](auto& events) { events.score[3] = 1.5F; }), "score of event 3 is 1.5"));
    EXPECT_TRUE(report::holds(problem([](auto& events) { events.score[1] = NAN; }), "score of event 1"));
    EXPECT_TRUE(report::holds(problem([](auto& events) { events.label[2] = -1; }), "label of event 2 is -1"));
    EXPECT_TRUE(report::holds(problem([](auto& events) { events.weight[0] = INFINITY; }), "weight of event 0"));
    EXPECT_TRUE(report::holds(problem([](auto& events) { events.mass.pop_back(); }), "differ in length"));
}

TEST(Report, NamesTheModelWhoseScoreIsWrong) {
    auto inputs = some_inputs();
    inputs.comparisons = {{"other", {0.5F, 0.5F, -0.25F, 0.5F}}};
    try {
        make_report(even_events(2), inputs);
        FAIL() << "a score of -0.25 is taken";
    } catch (Error const& error) {
        EXPECT_TRUE(report::holds(error.what(), "model 'other': the score of event 2 is -0.25")) << error.what();
    }
}

TEST(Report, NamesTheComparedModelWithTooFewScores) {
    auto inputs = some_inputs();
    inputs.comparisons = {{"other", {0.5F}}};
    EXPECT_TRUE(test::says(test::message_of([&] { make_report(even_events(2), inputs); }),
                           {"model 'other' has 1 scores for 4 events"}));
}

TEST(ReportJson, HasTheKeysOfItsFormat) {
    auto const json = report_json(make_report(even_events(100), some_inputs()));
    for (auto const* key : {"kind", "format_version", "model", "data", "auc", "working_points", "cut_based",
                            "vbf_at_cut_based_ggf", "by_mass", "by_n_jets", "by_leptons", "by_spin", "calibration",
                            "parity", "leakage", "literature", "training", "roc", "provenance"}) {
        EXPECT_TRUE(json.contains(key)) << key;
    }
    for (auto const* efficiency : {"value", "low", "high"}) {
        EXPECT_TRUE(json["working_points"][0]["vbf"].contains(efficiency));
        EXPECT_TRUE(json["by_n_jets"][3]["working_points"][2]["ggf"].contains(efficiency));
        EXPECT_TRUE(json["cut_based"]["ggf"].contains(efficiency));
        EXPECT_TRUE(json["vbf_at_cut_based_ggf"].contains(efficiency));
    }
    EXPECT_EQ(json["by_n_jets"][3]["n_jets"], 3);
    EXPECT_EQ(json["parity"]["scalar"], 1e-7);
    EXPECT_EQ(json["leakage"]["training"], 0);
    EXPECT_EQ(json["literature"]["points"][1]["vbf"], 0.672);
}

TEST(ReportJson, HasExactIntervalsOfCountedEventsOnly) {
    auto events = even_events(100);
    auto json = report_json(make_report(events, some_inputs()));
    auto const exact = clopper_pearson(80, 100);  // VBF above 0.6: 4/5
    EXPECT_NEAR(json["working_points"][0]["clopper_pearson"]["vbf"]["low"], exact.low, 1e-12);
    EXPECT_NEAR(json["working_points"][0]["clopper_pearson"]["vbf"]["high"], exact.high, 1e-12);
    events.weight[0] = 2;
    EXPECT_FALSE(report_json(make_report(events, some_inputs()))["working_points"][0].contains("clopper_pearson"));
}

TEST(ReportJson, WritesNullForWhatIsUndefined) {
    auto const json = report_json(make_report({}, {}));
    EXPECT_TRUE(json["working_points"][0]["vbf"]["value"].is_null());
    EXPECT_TRUE(json["leakage"].is_null());
    EXPECT_TRUE(json["literature"].is_null());
    EXPECT_FALSE(report::holds(json.dump(), ":nan"));
}

TEST(ReportHtml, EscapesEverythingFromOutside) {
    auto inputs = some_inputs();
    std::string const evil = "<script>alert('1')</script>";
    inputs.model = inputs.part = inputs.labels.title = inputs.labels.vbf = inputs.labels.ggf = evil;
    inputs.labels.experiment = evil;
    inputs.data = {evil};
    inputs.provenance = {{evil, evil}};
    inputs.parity = {{evil, 1.0}};
    auto const events = even_events(20);
    inputs.comparisons = {{evil, events.score}};
    auto const page = report::report_html(make_report(events, inputs));
    EXPECT_FALSE(report::holds(page, "<script"));
    EXPECT_TRUE(report::holds(page, "&lt;script&gt;"));
}

TEST(ReportHtml, LoadsNothingFromElsewhere) {
    auto const page = report::report_html(make_report(even_events(100), some_inputs()));
    EXPECT_FALSE(report::holds(page, "src="));
    EXPECT_FALSE(report::holds(page, "http://") && !report::holds(page, "http://www.w3.org/2000/svg"));
    EXPECT_FALSE(report::holds(page, "href=\"h"));  // within the page only
    EXPECT_FALSE(report::holds(page, "@import"));
    EXPECT_FALSE(report::holds(page, ">nan"));
}

TEST(ReportHtml, IsTheSameTwice) {
    auto const make = [] { return report::report_html(make_report(even_events(100), some_inputs())); };
    EXPECT_EQ(make(), make());
}

TEST(ReportPlots, AreWellFormedWhateverTheEvents) {
    auto inputs = some_inputs();
    inputs.labels.title = "a < b & c";
    inputs.history = {{1, NAN, NAN, NAN, NAN}};
    auto one_class = even_events(4);
    std::fill(one_class.label.begin(), one_class.label.end(), std::int8_t{0});
    auto cancelling = even_events(4);
    for (std::size_t i = 0; i < cancelling.size(); i += 4) cancelling.weight[i] = -1;
    for (auto const& events : {even_events(1), even_events(400), one_class, cancelling}) {
        for (auto const& plot : report::report_figures(make_report(events, inputs))) {
            EXPECT_EQ(report::xml_problem(report::plot::svg(plot.plot)), "") << plot.name;
            EXPECT_FALSE(report::holds(report::plot::svg(plot.plot), "n/a")) << plot.name;
        }
    }
}

TEST(ReportPlots, ShowTheTrainingOnlyWhereThereIsOne) {
    auto const has_training = [](ReportInputs const& inputs) {
        auto const plots = report::report_figures(make_report(even_events(10), inputs));
        return std::any_of(plots.begin(), plots.end(), [](auto const& plot) { return plot.name == "training"; });
    };
    EXPECT_TRUE(has_training(some_inputs()));
    EXPECT_FALSE(has_training({}));
}

}  // namespace
}  // namespace jetseq::evaluate
