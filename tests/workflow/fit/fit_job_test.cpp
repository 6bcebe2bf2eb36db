#include "workflow/fit/fit_job.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/io/inputs.hpp"
#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "data/scores/score_file.hpp"
#include "fit/workspace/workspace_read.hpp"
#include "fit/workspace/workspace_write.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/fit/fit_outputs.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;
using test::message_of, test::says, test::TemporaryFolder;

class FitJob : public testing::Test {
protected:
    TemporaryFolder const folder;

    FitPlan plan_of(fit::Workspace const& workspace) const {
        OutputFiles files;
        fit::add_workspace(files, folder / "workspace.json", workspace, {});
        files.commit();
        FitPlan plan;
        plan.title = "Toy", plan.workspace = folder / "workspace.json", plan.notes = {"A toy."};
        plan.summary.scan_points = 5;
        return plan;
    }
};

/// Signal rises with the score, background falls; ten events of each.
FitEvents toy_fit_events() {
    FitEvents events;
    for (bool const is_signal : {true, false}) {
        fit::ScoredSample sample;
        sample.process = is_signal ? "VBF" : "ggF", sample.strength = is_signal ? "mu_VBF" : "";
        sample.yield = is_signal ? 100 : 200;
        for (int n = 0; n < 20; ++n) {
            double const score = 0.05 + 0.1 * (n / 2);
            sample.score.push_back(score), sample.weight.push_back(is_signal ? score : 1 - score);
            sample.half.push_back(n % 2 == 0 ? fit::Half::to_choose : fit::Half::to_measure);
            sample.passes_cuts.push_back(n >= 10);
        }
        events.samples.push_back(sample);
    }
    events.options.statistics = false;
    return events;
}

FitPlan plan_of_events() {
    FitPlan plan;
    plan.title = "Toy", plan.data_kind = fit::DataKind::asimov, plan.summary.scan_points = 5;
    return plan;
}

TEST_F(FitJob, OfAWorkspaceGivesItsStrength) {
    auto const outcome = fit_workspace(plan_of(fit::test::counting(4, 10, 17)));
    ASSERT_EQ(outcome.summary.strengths.size(), 1U);
    EXPECT_NEAR(outcome.summary.strengths[0].value, 7.0 / 4, 1e-8);
    EXPECT_EQ(outcome.summary.title, "Toy");
    EXPECT_EQ(outcome.summary.notes.front(), "A toy.");
    EXPECT_FALSE(outcome.categories || outcome.workspace);
}

TEST_F(FitJob, OfAWorkspaceMakesTheDataThatAreAskedFor) {
    auto plan = plan_of(fit::test::counting(4, 10, 17));
    plan.data_kind = fit::DataKind::asimov, plan.data_strengths = {{"mu", 3}};
    auto const outcome = fit_workspace(plan);
    EXPECT_NEAR(outcome.summary.strengths[0].value, 3, 1e-8);
    EXPECT_EQ(fit::label_of(outcome.summary.origin), "Asimov data (mu = 3)");
}

TEST_F(FitJob, SaysWhichOfSeveralMeasurementsItTakes) {
    auto workspace = fit::test::counting(4, 10, 17);
    workspace.measurements.push_back({"other", "", {}});
    auto plan = plan_of(workspace);
    auto const& notes = fit_workspace(plan).summary.notes;
    EXPECT_TRUE(says(notes.at(1), {"'measurement' (of mu) is taken, the first of 2", "'other'"}));
    plan.measurement = "other";
    EXPECT_EQ(fit_workspace(plan).summary.notes.size(), 2U);  // ours, and that there is no parameter of interest
}

TEST_F(FitJob, RefusesWhatDoesNotFitTheLikelihood) {
    auto const with = [&](auto change) {
        auto plan = plan_of(fit::test::everything());
        change(plan);
        return message_of([&] { fit_workspace(plan); });
    };
    EXPECT_TRUE(says(with([](FitPlan& plan) { plan.fixed = {{"nu", 1}}; }), {"no parameter 'nu'"}));
    EXPECT_TRUE(says(with([](FitPlan& plan) { plan.fixed = {{"mu", -1}}; }), {"mu is fixed to -1"}));
    EXPECT_TRUE(says(with([](FitPlan& plan) { plan.kappas = {{"mu", "VBF"}}; }), {"'mu' has the rate 'VBF'"}));
    EXPECT_TRUE(says(with([](FitPlan& plan) { plan.kappas = {{"scale", "VBF VV"}}; }), {"'scale' is fixed or"}));
    EXPECT_TRUE(says(with([](FitPlan& plan) { plan.measurement = "none"; }), {"no measurement 'none'"}));
}

TEST_F(FitJob, HoldsTheParametersThatThePlanFixes) {
    auto plan = plan_of(fit::test::everything());
    plan.fixed = {{"scale", 0.5}}, plan.summary.limit = plan.summary.discovery = plan.summary.with_impacts = false;
    fit::Likelihood const likelihood = fit::test::likelihood_of(fit::test::everything());
    auto const fixed = fixed_parameters(likelihood, plan);
    ASSERT_EQ(fixed.size(), 1U);
    EXPECT_EQ(fixed[0].parameter, likelihood.index_of("scale"));
    EXPECT_EQ(fit_workspace(plan).summary.best.parameters[fixed[0].parameter].value, 0.5);
}

TEST_F(FitJob, OfEventsMakesAWorkspaceOfTheBestCategories) {
    auto const events = toy_fit_events();
    auto const plan = plan_of_events();
    auto const study = study_categories(events, plan);
    ASSERT_EQ(study.choices.size(), 3U);
    EXPECT_EQ(study.choices[1].name, "cut-based category");
    EXPECT_EQ(study.choices[2].name, "no categories");
    EXPECT_EQ(study.choices[0].binning.thresholds, study.thresholds.thresholds);
    EXPECT_LT(study.choices[0].error, study.choices[2].error);
    EXPECT_TRUE(study.choices[0].limit.has_value());

    auto const outcome = fit_events(plan, events, study);
    EXPECT_NEAR(outcome.summary.strengths.at(0).value, 1, 1e-6);
    EXPECT_NEAR(outcome.summary.strengths.at(0).error, study.choices[0].error, 1e-6);
    ASSERT_TRUE(outcome.workspace && outcome.categories);
    EXPECT_EQ(outcome.workspace->workspace.channels.size(), 2U);
    EXPECT_EQ(outcome.workspace->workspace.measurements[0].name, "Asimov data (mu_VBF = 1)");
    EXPECT_EQ(outcome.workspace->workspace.measurements[0].settings.at(0).bounds.at(0).second, 100);
}

TEST_F(FitJob, KeepsThresholdsThatAreGiven) {
    auto events = toy_fit_events();
    events.n_thresholds = 0, events.binning.thresholds = {0.3, 0.6};
    auto plan = plan_of_events();
    plan.fixed = {{"mu_VBF", 1}};  // nothing is left to measure
    auto const study = study_categories(events, plan);
    EXPECT_EQ(study.choices[0].name, "score in categories at 0.3, 0.6");
    EXPECT_TRUE(std::isnan(study.choices[0].error));
    auto const json = json_of(study);
    EXPECT_TRUE(json.at("expected_error_where_chosen").is_null());
    EXPECT_EQ(json.at("thresholds"), Json(std::vector<double>{0.3, 0.6}));
    EXPECT_TRUE(says(html_of(study), {"uncertainty of mu_VBF", "no categories"}));
}

TEST_F(FitJob, WritesAllOfItsFilesAndKnowsThemAgain) {
    auto const events = toy_fit_events();
    auto const plan = plan_of_events();
    auto const outcome = fit_events(plan, events, study_categories(events, plan));
    std::string const out = folder / "out";
    OutputFiles files;
    add_fit(files, out, outcome, "title: Toy\n");
    files.commit();
    auto const json = read_json(out + "/fit.json");
    EXPECT_EQ(json.at("kind"), "jetseq_fit");
    EXPECT_EQ(json.at("configuration"), "title: Toy\n");
    EXPECT_TRUE(json.at("categories").contains("selections"));
    for (auto const* file : {"fit.html", "config.yaml", "workspace.json", "workspace.edges.json", "plots/yields.svg"}) {
        EXPECT_TRUE(fs::exists(out + "/" + file)) << file;
    }
    FitPlan again;
    again.workspace = out + "/workspace.json";
    EXPECT_EQ(fit_workspace(again).summary.origin.kind, fit::DataKind::asimov);
    std::string const own = out + "/plots/yields.svg";
    auto const removed = remove_old_outputs(out, files_of_fits(out), {out + "/fit.json"});
    EXPECT_NE(std::find(removed.begin(), removed.end(), own), removed.end());
    EXPECT_FALSE(fs::exists(out + "/config.yaml"));
    EXPECT_TRUE(fs::exists(out + "/fit.html"));  // every fit writes one
}

TEST_F(FitJob, ReadsEventsAndPlanOfAConfiguration) {
    auto const events = test::toy_sequences(400, 1).events;
    std::vector<float> scores;
    for (std::size_t n = 0; n < events.size(); ++n) scores.push_back(0.001F + 0.0025F * static_cast<float>(n % 400));
    write_scores(folder / "scores.h5", events, "a", scores, {});
    write_file(folder / "fit.yaml", "poi: mu\nprocesses: [s, b]\nprocess:\n  s: {files: [" + folder / "scores.h5" +
                                        "], label: 1, strength: mu, yield: 50}\n  b: {files: [" + folder / "scores.h5" +
                                        "], label: 0, yield: 100}\nthresholds: {fixed: [0.5]}\n");
    Config config{folder / "fit.yaml", {}, fit_keys()};
    test::Heard heard;
    auto plan = read_fit_plan(config);
    auto const read = read_fit_events(config, plan, heard);
    config.refuse_unread_keys();
    ASSERT_EQ(read.samples.size(), 2U);
    EXPECT_EQ(read.samples[0].size() + read.samples[1].size(), 400U);
    EXPECT_EQ(read.binning.thresholds, std::vector<double>{0.5});
    EXPECT_EQ(plan.data_kind, fit::DataKind::asimov);
    EXPECT_NEAR(fit_events(plan, read, study_categories(read, plan)).summary.strengths.at(0).value, 1, 1e-5);
    EXPECT_EQ(number_of(config, "poi", "0.5"), 0.5);
}

}  // namespace
}  // namespace jetseq::workflow
