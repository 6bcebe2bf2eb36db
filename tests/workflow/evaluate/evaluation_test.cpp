#include "workflow/evaluate/evaluation.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/json/json.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/workflow/heard.hpp"
#include "train/input/parts.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;
using test::Heard, test::message_of, test::says, test::TemporaryFolder;

TEST(SeenByModel, IsWarnedOf) {
    Classifier const classifier{test::random_model(1, 4, 1)};
    auto const unknown = warnings_on({}, "none/a.json", classifier);
    ASSERT_EQ(unknown.size(), 1U);
    EXPECT_TRUE(says(unknown[0], {"none/a.json has seen is not known"}));
    SeenByModel seen{evaluate::Leakage{90, 10}};
    seen.other_jets = 1;  // one in a hundred
    EXPECT_TRUE(warnings_on(seen, "none/a.json", classifier).empty());
    seen.other_jets = 2;
    auto const others = warnings_on(seen, "none/a.json", classifier);
    ASSERT_EQ(others.size(), 1U);
    EXPECT_TRUE(says(others[0], {"2 of the events", "sampleId of their own"}));
}

class EvaluationTest : public testing::Test {
protected:
    TemporaryFolder const folder;
    data::Sequences const events = test::toy_sequences(2000, 1);
    EvaluationOptions options;
    Heard heard;

    void SetUp() override {
        data::write_sequences(folder / "toy.h5", events, {});
        auto model = test::random_model(1, 4, 1);
        model.name = "toy";
        std::set<std::int32_t> samples;
        for (auto const& event : events.events) samples.insert(event.sample_id);
        Json record{{"data", {{"files", Json::array()}, {"sample_ids", samples}}}};
        model.training = text_of(record);
        write_frozen_model(folder / "toy.json", model);
        options.model = folder / "toy.json", options.events = {folder / "toy.h5"}, options.out = folder / "report";
        options.plots = {false, false};
    }
    Evaluation evaluated() { return run_evaluation(options, heard); }
    std::string refused() {
        return message_of([&] { evaluated(); });
    }
};

TEST_F(EvaluationTest, MeasuresTheTestPart) {
    auto const report = evaluated().report;
    EXPECT_EQ(report.inputs.model, "toy");
    EXPECT_EQ(report.inputs.part, "test part (30 %)");
    auto const n = report.n_vbf + report.n_ggf;
    EXPECT_GT(n, 500U);
    EXPECT_LT(n, 700U);
    EXPECT_EQ(report.inputs.leakage->training, 0U);
    EXPECT_EQ(report.inputs.trust.overtraining->n_vbf + report.inputs.trust.overtraining->n_ggf,
              train::events_of(events, data::Part::train, {}).size());
    EXPECT_LT(report.inputs.parity.at("LibTorch"), 1e-5);
    EXPECT_EQ(report.inputs.parity.at("one batch"), 0);
}

TEST_F(EvaluationTest, OfAllEventsSaysHowManyTheTrainingHasSeen) {
    options.all_events = true;
    auto const report = evaluated().report;
    EXPECT_EQ(report.n_vbf + report.n_ggf, events.size());
    EXPECT_EQ(report.inputs.leakage->training, train::events_of(events, data::Part::train, {}).size());
    EXPECT_TRUE(says(report.warnings.at(0), {"The training has seen some of these events"}));
}

TEST_F(EvaluationTest, PutsOtherModelsCutsAndPointsBesideIt) {
    options.models = {"same=" + folder / "toy.json"}, options.cuts = {"loose=100/1"}, options.points = {"half=vbf:0.5"};
    auto const report = evaluated().report;
    ASSERT_EQ(report.models.size(), 2U);
    EXPECT_EQ(report.models[1].model, "same");
    EXPECT_EQ(report.models[1].auc_above_first.value, 0);
    EXPECT_EQ(report.other_cuts.at(0).name, "loose");
    ASSERT_EQ(report.inputs.trust.points.size(), 1U);
    EXPECT_NEAR(report.inputs.trust.points[0].validation.vbf.value, 0.5, 0.02);
}

TEST_F(EvaluationTest, WritesNothingBeforeTheCallerCommits) {
    options.points = {"half=vbf:0.5"}, options.calibration = "logistic", options.frozen = folder / "frozen.json";
    auto const evaluation = evaluated();
    OutputFiles files;
    auto const written = add_evaluation(files, options, evaluation);
    EXPECT_FALSE(fs::exists(options.frozen));
    files.commit();
    EXPECT_EQ(files.paths().size(), written.paths.size() + 1);
    for (auto const& path : files.paths()) EXPECT_TRUE(fs::exists(path)) << path;
    EXPECT_EQ(read_json(written.paths.at(1))["kind"], "jetseq_report");
    auto const frozen = Classifier::load(options.frozen);
    EXPECT_EQ(frozen.working_point("half").threshold,
              static_cast<float>(evaluation.report.inputs.trust.points.at(0).threshold));
    EXPECT_EQ(scores_of(frozen, events), scores_of(evaluation.classifier, events));
}

TEST_F(EvaluationTest, RefusesOutputsOfAnotherKindBeforeItReadsTheEvents) {
    options.events = {folder / "nothing.h5"}, options.frozen = folder / "toy.h5";
    EXPECT_TRUE(says(refused(), {"toy.h5"}));
    options.frozen = "", options.out = folder / "toy.h5";
    EXPECT_TRUE(says(refused(), {"toy.h5"}));
    options.out = folder / "report";
    EXPECT_TRUE(says(refused(), {"nothing.h5"}));
}

TEST_F(EvaluationTest, FreezesNoEnsemble) {
    write_frozen_ensemble(folder / "folds.json", test::random_ensemble(2, 1, 4));
    options.model = folder / "folds.json", options.frozen = folder / "frozen.json";
    EXPECT_TRUE(says(refused(), {"an ensemble of 2 networks", "Take one network out"}));
}

TEST_F(EvaluationTest, RefusesWhatCanNotBeToldApart) {
    options.models = {"a=" + folder / "toy.json", "a=" + folder / "toy.json"};
    EXPECT_TRUE(says(refused(), {"'a' is given twice"}));
}

}  // namespace
}  // namespace jetseq::workflow
