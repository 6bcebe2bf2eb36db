#include "workflow/train/trial_summary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/json/json.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/train/scan.hpp"
#include "workflow/train/trial_progress.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says;

/// Two points of the grid of dropouts, two seeds each; the second point is better.
class Trials : public testing::Test {
protected:
    void SetUp() override {
        double const losses[] = {0.5, 0.7, 0.4, 0.5};
        for (std::size_t n = 0; n < 4; ++n) {
            Trial trial;
            trial.name = "t" + std::to_string(n), trial.point = n / 2, trial.options.seed = 1 + n % 2;
            trials.push_back(trial);
            TrialResult result;
            result.loss = losses[n], result.auc = 1 - losses[n], result.training.best_epoch = 3;
            results.push_back(result);
        }
    }
    Grid const grid{{"network.dropout", {"0", "0.1"}}};
    std::vector<Trial> trials;
    std::vector<TrialResult> results;
};

TEST(MeanAndSpread, AreThoseOfTheValues) {  // deviations -1, 0, 1: variance 2 / 2
    EXPECT_EQ(mean_and_spread({1, 2, 3}).mean, 2);
    EXPECT_EQ(mean_and_spread({1, 2, 3}).spread, 1);
    EXPECT_EQ(mean_and_spread({5}).mean, 5);
    EXPECT_TRUE(std::isnan(mean_and_spread({5}).spread));
}

TEST(AsJson, MakesNullOfWhatIsNotFinite) {
    EXPECT_EQ(as_json(Interval{0.5, 0.25, std::nan("")}).dump(), R"({"value":0.5,"low":0.25,"high":null})");
}

TEST_F(Trials, HaveASummaryWithMeanAndSpread) {
    auto const summary = summary_of(trials, results);
    EXPECT_EQ(summary.at("measured_on"), "validation part");
    ASSERT_EQ(summary.at("trainings").size(), 4U);
    EXPECT_EQ(summary.at("trainings")[3].at("name"), "t3");
    EXPECT_EQ(summary.at("trainings")[3].at("seed"), 2);
    EXPECT_EQ(summary.at("trainings")[3].at("best_epoch"), 3);
    EXPECT_DOUBLE_EQ(summary.at("mean").at("validation_loss"), 2.1 / 4);
    // Deviations from 0.525: -0.025, 0.175, -0.125, -0.025; squares sum to 0.0475.
    EXPECT_NEAR(summary.at("spread").at("auc"), std::sqrt(0.0475 / 3), 1e-12);
    for (auto& trial : trials) trial.options.fold.of = 2;
    EXPECT_EQ(summary_of(trials, results).at("measured_on"), "the fold that the training has not seen");
}

TEST_F(Trials, HaveATableWithARowForEach) {
    results[1].auc = std::nan("");
    EXPECT_EQ(table_of(trials, results),
              "training  epoch     loss      AUC\n"
              "t0            3  0.50000   0.5000\n"
              "t1            3  0.70000        -\n"
              "t2            3  0.40000   0.6000\n"
              "t3            3  0.50000   0.5000\n"
              "mean             0.52500        -\n"
              "spread           0.12583        -\n");
}

TEST_F(Trials, HaveColumnsOfTheirOwnClasses) {
    for (auto& trial : trials) trial.options.classes = {"light", "b"};
    for (auto& result : results) result.points = {{"tight", 0.5F, {0.5, 0.4, 0.6}, {0.125, 0.1, 0.15}}};
    auto const table = table_of(trials, results);
    EXPECT_TRUE(says(table, {"tight b,%", "light,%", "50.00", "12.50"})) << table;
    EXPECT_EQ(table.find("VBF"), table.npos);
    EXPECT_EQ(table.find("ggF"), table.npos);
    EXPECT_TRUE(summary_of(trials, results).at("mean").contains("tight_vbf"));  // the key stays
}

TEST_F(Trials, OfAScanAreWrittenInRisingLoss) {
    test::TemporaryFolder const folder;
    auto const rows = write_scan(folder.path(), grid, trials, results, {"first: 1\n", "second: 2\n"});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].values, Strings{"network.dropout=0.1"});
    EXPECT_DOUBLE_EQ(rows[0].loss.mean, 0.45);
    EXPECT_EQ(rows[0].trials, (std::vector<std::size_t>{2, 3}));
    EXPECT_EQ(read_file(folder / "best.yaml"), "second: 2\n");
    EXPECT_EQ(read_file(folder / "scan.csv"),
              "network.dropout,trainings,validation_loss,validation_loss_spread,auc,auc_spread\n"
              "0.1,2,0.45,0.0707106781,0.55,0.0707106781\n"  // 0.1 / sqrt(2)
              "0,2,0.6,0.141421356,0.4,0.141421356\n");
    auto const json = read_json(folder / "scan.json");
    EXPECT_EQ(json.at("kind"), "jetseq_scan");
    EXPECT_EQ(json.at("points")[0].at("trainings").dump(), R"(["t2","t3"])");
    EXPECT_EQ(table_of(grid, rows),
              "network.dropout  validation loss     AUC\n"
              "0.1              0.45000 +- 0.07071  0.5500 +- 0.0707\n"
              "0                0.60000 +- 0.14142  0.4000 +- 0.1414\n");
}

TEST_F(Trials, OfAScanThatAllFailedAreRefused) {
    for (auto& result : results) result.loss = std::numeric_limits<double>::infinity(), result.training.failure = "NaN";
    test::TemporaryFolder const folder;
    EXPECT_TRUE(says(message_of([&] {
                         write_scan(folder.path(), grid, trials, results, {"", ""});
                     }),
                     {"all points failed: NaN"}));
}

TEST(Grid, HasKeysThatTrainingsOnTheSameEventsMayDifferIn) {
    check_grid({{"network.dropout", {"0"}}, {"network.cells", {"8", "16"}}}, {"train.batch_size=64"});
    auto const refusal = [](Grid const& grid, Strings const& overrides = {}) {
        return message_of([&] { check_grid(grid, overrides); });
    };
    EXPECT_TRUE(says(refusal({}), {"nothing to scan"}));
    for (std::string const key : {"train.seed", "train.folds", "data.files", "name"}) {
        EXPECT_TRUE(says(refusal({{key, {"1"}}}), {"key '" + key + "' can't be scanned"}));
    }
    EXPECT_TRUE(says(refusal({{"network.dropout", {}}}), {"has no values"}));
    EXPECT_TRUE(says(refusal({{"network.dropout", {"0"}}}, {"network.dropout=0.5"}),
                     {"override network.dropout=0.5 has no effect"}));
}

TEST(Grid, IsWrittenAsAConfigurationHasIt) {
    EXPECT_EQ(as_yaml({{"network.dropout", {"0", "0.1"}}}), "scan:\n  network.dropout: [\"0\", \"0.1\"]\n");
    EXPECT_EQ(points_of({{"a", {"1", "2"}}, {"b", {"3"}}}), (std::vector<Strings>{{"a=1", "b=3"}, {"a=2", "b=3"}}));
}

TEST(TrialProgress, TellsTheFractionOfAllAndWhatIsAtWork) {
    test::Heard heard;
    TrialProgress progress{{"seed1", "seed2"}, heard};
    train::TrainProgress batch;
    batch.epoch = 2, batch.max_epochs = 4, batch.batch = 1, batch.batches = 2, batch.loss = 0.5,
    batch.validation_auc = 0.75;
    progress.on_batch(1, batch);
    EXPECT_DOUBLE_EQ(heard.fraction, 1.5 / 4 / 2);  // one epoch and a half of four, of one of two trainings
    progress.on_end(1, "best epoch 2");
    EXPECT_EQ(heard.steps, std::vector<std::string>{"seed2: best epoch 2"});
    progress.on_batch(0, batch);
    EXPECT_DOUBLE_EQ(heard.fraction, (1.5 / 4 + 1) / 2);
}

}  // namespace
}  // namespace jetseq::workflow
