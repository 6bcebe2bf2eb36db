#include "workflow/train/training_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/io/sha256.hpp"
#include "core/json/json.hpp"
#include "data/sequences/split.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/workflow/heard.hpp"
#include "train/ranks/ranks.hpp"
#include "workflow/train/find_rate.hpp"
#include "workflow/train/single_training.hpp"
#include "workflow/train/training_job.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

TEST(TrainingRecord, OrdersFilesByTheirContentAndKeepsTheirNames) {
    TemporaryFolder const folder;
    write_file(folder / "a", "one"), write_file(folder / "b", "two"), write_file(folder / "c", "one");
    auto const files = in_order_of_content({folder / "a", folder / "b", folder / "c"});
    auto const others = in_order_of_content({folder / "b", folder / "a", folder / "c"});
    EXPECT_EQ(files.paths, others.paths);
    ASSERT_EQ(files.record.size(), 3U);
    EXPECT_TRUE(std::is_sorted(files.record.begin(), files.record.end(),
                               [](auto const& a, auto const& b) { return a.at("sha256") < b.at("sha256"); }));
    for (std::size_t n = 0; n < 3; ++n) {
        EXPECT_EQ(files.record[n].at("file"), std::filesystem::path{files.paths[n]}.filename().string());
        EXPECT_EQ(files.record[n].at("sha256"), sha256(read_file(files.paths[n])));
    }
}

TEST(TrainingRecord, CountsTheEventsOfEachPartAndClass) {
    auto const sequences = test::toy_sequences(200, 1);
    Json const files = Json::array({{{"file", "a.h5"}, {"sha256", "12"}}});
    auto const record = data_record(files, sequences, train::TrainOptions{});
    std::size_t counted = 0, train_vbf = 0;
    for (char const* part : {"train", "validation", "test"}) {
        for (char const* name : {"vbf", "ggf"}) counted += record.at(part).at(name).get<std::size_t>();
    }
    for (auto const& event : sequences.events) {
        train_vbf += data::part_of(event) == data::Part::train && event.production == Production::vbf;
    }
    EXPECT_EQ(counted, 200U);
    EXPECT_EQ(record.at("train").at("vbf"), train_vbf);
    EXPECT_EQ(record.at("files"), files);
    EXPECT_FALSE(record.contains("fold"));
    EXPECT_FALSE(record.contains("from"));
    train::TrainOptions of_fold;
    of_fold.fold = {1, 5};
    EXPECT_EQ(data_record(files, sequences, of_fold).at("fold").dump(), R"({"index":1,"of":5})");
}

TEST(TrainingRecord, IsComparedWithoutNamesAndPlaces) {
    Json const data{{"files", {{{"file", "a.h5"}, {"sha256", "12"}}}},
                    {"from", {{"file", "m.json"}, {"sha256", "34"}}},
                    {"content", 7},
                    {"ancestors", Json::array()}};
    EXPECT_EQ(without_names(data).dump(), R"({"files":[{"sha256":"12"}],"from":{"sha256":"34"}})");
    EXPECT_EQ(without_files("data:\n  files:\n    - a.h5\n    - b.h5\n  unit: GeV\n"), "data:\n  unit: GeV\n");
}

TEST(TrainingRecord, HasAFingerprintOfWhatDecidesTheResult) {
    Json const data{{"files", {{{"file", "a.h5"}, {"sha256", "12"}}}}};
    std::string const configuration = "data:\n  files:\n    - a.h5\ntrain:\n  threads: 2\n  seed: 1\n";
    auto const first = fingerprint(data, configuration);
    EXPECT_EQ(first.size(), 64U);
    Json renamed = data;
    renamed["files"][0]["file"] = "b.h5";
    EXPECT_EQ(fingerprint(renamed, "data:\n  files:\n    - b.h5\ntrain:\n  threads: 4\n  seed: 1\n"), first);
    EXPECT_NE(fingerprint(data, "data:\n  files:\n    - a.h5\ntrain:\n  threads: 2\n  seed: 2\n"), first);
    renamed["files"][0]["sha256"] = "13";
    EXPECT_NE(fingerprint(renamed, configuration), first);
}

TEST(TrainingRecord, PutsDataConfigurationAndHistoryIntoTheModel) {
    FrozenModel model;
    train::TrainResult result;
    result.best_epoch = 2, result.device = "cpu";
    result.history.resize(1);
    result.history[0].epoch = 1, result.history[0].train_loss = 0.5, result.history[0].validation_auc = std::nan("");
    result.history[0].seconds = 12;
    add_provenance(model, {{"sample_ids", {1}}}, "train:\n  threads: 2\n  seed: 1\n", result);
    auto const said = Json::parse(model.training);
    EXPECT_EQ(said.at("data").at("sample_ids").dump(), "[1]");
    EXPECT_EQ(said.at("configuration"), "train:\n  seed: 1\n");
    EXPECT_EQ(said.at("best_epoch"), 2);
    EXPECT_EQ(said.at("history")[0].at("train_loss"), 0.5);
    EXPECT_TRUE(said.at("history")[0].at("validation_auc").is_null());
    EXPECT_EQ(model.training.find("seconds"), std::string::npos);  // it differs between equal trainings
}

TEST(TrainingRecord, MeasuresTheWorkingPointsOnTheValidationPart) {
    auto const sequences = test::toy_sequences(300, 1);
    auto model = test::random_model(1, 4, 3);
    test::add_canaries(model);
    add_working_points(model, sequences);
    ASSERT_EQ(model.working_points.size(), 3U);
    EXPECT_EQ(model.working_points[0].name, "loose");
    EXPECT_EQ(model.working_points[2].threshold, 0.8F);
    // By hand: of the VBF events of the part, in weights, those with score > 0.6.
    double passed = 0, all = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const& event = sequences.events[n];
        if (data::part_of(event) != data::Part::validation || event.production != Production::vbf) continue;
        all += event.weight;
        if (test::exact_score(model, sequences[n]) > 0.6) passed += event.weight;
    }
    EXPECT_NEAR(model.working_points[0].vbf.value, passed / all, 1e-9);
}

TEST(TrainingRecord, MeasuresTheWorkingPointsOnTheEventsThatAreNamed) {
    data::Sequences sequences;
    for (auto const label : {Production::vbf, Production::vbf, Production::ggf_dy, Production::vbf}) {
        EventInfo info{};
        info.production = label;
        sequences.add(info, Regime::merged, {});
    }
    auto const points = working_points(sequences, {0.9F, 0.65F, 0.75F, 0.1F}, {0, 1, 2});
    ASSERT_EQ(points.size(), 3U);  // 0.6, 0.7, 0.8
    EXPECT_EQ(points[0].vbf.value, 1);
    EXPECT_EQ(points[1].vbf.value, 0.5);
    EXPECT_EQ(points[1].ggf.value, 1);
    EXPECT_EQ(points[2].ggf.value, 0);
}

TEST(TrainingRecord, MeasuresTheResidualsOfTheEventsThatAreNamed) {
    data::Sequences sequences;
    for (float const weight : {1.0F, 2.0F, 5.0F, 1.0F}) {
        EventInfo info{};
        info.weight = weight;
        sequences.add(info, Regime::none, {});
        sequences.target.values.push_back(10);
    }
    sequences.target.names = {"m"};
    auto const found = residuals_on(sequences, {11, 12, 13, 99}, {0, 1, 2}, true);
    EXPECT_EQ(found.bias, 3);               // weights 1, 2, 5
    EXPECT_EQ(found.width, (3 - 2) / 2.0);  // 16 % of 8 is 1.3
    EXPECT_EQ(residuals_on(sequences, {11, 12, 13, 99}, {0, 1, 2}, false).bias, 2);
    FrozenModel number;
    number.classes = {"m"};
    JoinedNetwork network;
    network.dense.push_back({1, 1, Activation::linear, {1}, {0}});
    number.network = network;
    add_working_points(number, sequences);
    EXPECT_TRUE(number.working_points.empty());
}

TEST(TrainingRecord, OfARunNamesItsEnd) {
    TemporaryFolder const folder;
    train::TrainResult result;
    result.finished = true, result.best_epoch = 1, result.device = "cpu";
    result.history.resize(2);
    result.history[0].seconds = 1, result.history[1].seconds = 2;
    train::TrainOptions options;
    options.seed = 7;
    write_metadata(folder.path(), {{"sample_ids", {1}}}, options, result);
    auto const written = read_json(folder / "metadata.json");
    EXPECT_EQ(written.at("kind"), "jetseq_run");
    EXPECT_EQ(written.at("finished"), true);
    EXPECT_EQ(written.at("seed"), 7);
    EXPECT_EQ(written.at("epochs"), 2);
    EXPECT_EQ(written.at("seconds"), 3.0);
}

TEST(TrainingJob, IsSingleWithoutFoldsSeedsAndGrid) {
    TrainingJob job;
    EXPECT_TRUE(job.is_single());
    job.folds = 2;
    EXPECT_FALSE(job.is_single());
    job.folds = 1, job.seeds = 2;
    EXPECT_FALSE(job.is_single());
    job.seeds = 1, job.grid = {{"train.dropout", {"0"}}};
    EXPECT_FALSE(job.is_single());
}

TEST(TrainingJob, WarnsOfEventsThatStandInTheDataTwice) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(100, 1), {});
    test::Heard heard;
    EXPECT_EQ(load_training_events({folder / "a.h5"}, {}, 1, heard).size(), 100U);
    EXPECT_TRUE(heard.warnings.empty());
    load_training_events({folder / "a.h5", folder / "a.h5"}, {}, 1, heard);
    ASSERT_EQ(heard.warnings.size(), 1U);
    EXPECT_TRUE(says(heard.warnings[0], {"100 events appear in the data more than once"}));
    write_sequences(folder / "b.h5", test::toy_sequences(1, 1), {});
    load_training_events({folder / "b.h5", folder / "b.h5"}, {}, 1, heard);
    EXPECT_TRUE(says(heard.warnings.at(1), {"1 event appears in the data more than once"}));
}

TEST(TrainingJob, WarnsIfItIsNotKnownWhatTheModelItBeginsWithHasSeen) {
    TemporaryFolder const folder;
    test::Heard heard;
    auto model = test::one_cell_model();
    test::add_canaries(model);
    write_frozen_model(folder / "model.json", model);
    warn_of_parent("", heard);
    warn_of_parent(folder / "model.json", heard);  // no seen_jets.h5 beside it: nothing to compare
    EXPECT_TRUE(heard.warnings.empty());
}

TEST(TrainingJob, RunsInOneProcessUnlessItIsASingleTraining) {
    require_one_process(1, "a scan");
    EXPECT_TRUE(
        says(message_of([] { require_one_process(4, "a scan"); }), {"a scan runs in one process (there are 4"}));
}

TEST(TrainingJob, GetsAFolderNamedAfterItsModelAndTheTime) {
    auto const folder = new_run_directory("vbf");
    EXPECT_EQ(folder.rfind("runs/vbf_", 0), 0U);
    EXPECT_EQ(folder.size(), std::string{"runs/vbf_20261121-T143000"}.size());
}

TEST(TrainingJob, MeasuresTheAreaUnderTheCurve) {  // of 2 x 2 pairs 3 are in order
    EXPECT_DOUBLE_EQ(auc_of({0.9F, 0.3F, 0.5F, 0.1F}, {1, 1, 0, 0}, {1, 1, 1, 1}), 0.75);
    EXPECT_DOUBLE_EQ(auc_of({0.9F, 0.3F, 0.5F, 0.1F}, {1, 1, 0, 0}, {3, 1, 1, 1}), 7 / 8.);  // weights 3 + 3 + 1 of 8
}

/// Two ranks: what this one sends, and the same with its last number changed.
class TwoRanks : public train::Ranks {
public:
    explicit TwoRanks(bool differ) : train::Ranks{two()}, differ_{differ} {}
    Lists gather(std::span<float const> own) override {
        sent_.assign(own.begin(), own.end()), other_ = sent_;
        if (differ_ && own.size() > 1) other_.back() += 1;
        return {sent_, other_};
    }

private:
    static train::RankEnvironment two() {
        train::RankEnvironment environment;
        environment.size = 2;
        return environment;
    }
    bool differ_;
    std::vector<float> sent_, other_;
};

TEST(TrainingRecord, MustBeTheSameOnAllRanks) {
    Json const data{{"files", {{{"file", "a.h5"}, {"sha256", "12"}}}}};
    TwoRanks same{false}, different{true};
    require_same_job(same, data, "train:\n  seed: 1\n");
    EXPECT_TRUE(says(message_of([&] { require_same_job(different, data, "train:\n  seed: 1\n"); }),
                     {"of 2 and rank 0 differ in their data"}));
}

TEST(TrainingJob, LoadsItsEventsWithTheirRecord) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(100, 1), {});
    write_file(folder / "a.yaml", "name: toy\ndata: {files: [" + (folder / "a.h5") + "]}\n");
    test::Heard heard;
    train::Ranks alone;
    auto const data = load_recorded_events(folder / "run", read_job(folder / "a.yaml", {}), alone, heard);
    EXPECT_EQ(data.sequences.size(), 100U);
    EXPECT_EQ(data.record.at("files")[0].at("file"), "a.h5");
    EXPECT_EQ(data.record.at("files")[0].at("sha256"), sha256_of_file(folder / "a.h5"));
}

TEST(FindRate, WritesItsSweepAndSuggestsARate) {
    TemporaryFolder const folder;
    train::TrainOptions options;
    options.cells = 4, options.batch_size = 64, options.threads = 1, options.device = "cpu";
    Listener silent;
    EXPECT_FALSE(silent.stop());  // unless it is overridden
    auto const found = find_learning_rate(folder.path(), test::toy_sequences(600, 1), options, silent);
    EXPECT_GT(found.learning_rate, 1e-7);
    EXPECT_LT(found.learning_rate, 1);
    EXPECT_EQ(found.files, (Strings{folder / "learning_rates.csv", folder / "learning_rates.svg"}));
    EXPECT_EQ(read_file(found.files[0]).rfind(rates_begin, 0), 0U);
    test::Heard impatient;
    impatient.stops = true;
    EXPECT_TRUE(
        says(message_of([&] { find_learning_rate(folder.path(), test::toy_sequences(600, 1), options, impatient); }),
             {"too few to tell a learning rate"}));
}

}  // namespace
}  // namespace jetseq::workflow
