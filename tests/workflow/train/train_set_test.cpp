#include "workflow/train/train_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "core/json/json.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/models/run_directory.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::message_of, test::says, test::TemporaryFolder;

class TrainSet : public testing::Test {
protected:
    TemporaryFolder const folder;
    Heard heard;

    void SetUp() override {
        data::write_sequences(folder / "toy.h5", test::toy_sequences(600, 1), {});
        write_file(folder / "toy.yaml", "name: toy\ndata: {files: [" + (folder / "toy.h5") +
                                            "]}\nnetwork: {cells: 4}\ntrain: {max_epochs: 2, batch_size: 64}\n");
    }
    TrainingJob job(Strings const& overrides) const { return read_job(folder / "toy.yaml", overrides); }
    std::vector<TrialResult> trained(TrainingJob const& job, TrialSet const& set) {
        return run_trials(set.trials, job, set.files, set.sequences, folder / "run", heard);
    }
    TrialSet loaded(Strings const& overrides) {
        return load_trials(folder / "run", folder / "toy.yaml", overrides, job(overrides), heard);
    }
};

TEST_F(TrainSet, FreezesTheSeedOfTheLowestLossAndTellsOfEach) {
    Strings const seeds{"train.seeds=2"};
    auto const set = loaded(seeds);
    auto const results = trained(job(seeds), set);
    ASSERT_EQ(results.size(), 2U);
    auto const frozen = freeze_trials(folder / "run", job(seeds), set, results);
    EXPECT_EQ(frozen.best, results[0].loss <= results[1].loss ? "seed1" : "seed2");
    EXPECT_EQ(read_file(frozen.model), read_file(folder / "run/" + frozen.best + "/toy.json"));
    EXPECT_EQ(read_json(frozen.summary)["trainings"].size(), 2U);
    EXPECT_EQ(frozen.ensemble, "");
    ASSERT_EQ(heard.steps.size(), 2U);
    std::sort(heard.steps.begin(), heard.steps.end());
    EXPECT_EQ(heard.steps[0].rfind("seed1: best epoch ", 0), 0U) << heard.steps[0];
}

TEST_F(TrainSet, FreezesAnEnsembleOfFolds) {
    Strings const folds{"train.folds=2"};
    auto const set = loaded(folds);
    auto const frozen = freeze_trials(folder / "run", job(folds), set, trained(job(folds), set));
    EXPECT_NE(frozen.ensemble, "");
    EXPECT_EQ(read_json(frozen.model)["networks"].size(), 2U);
    EXPECT_TRUE(std::filesystem::exists(folder / "run/seen_jets.h5"));
}

TEST_F(TrainSet, StopsOnRequestAndResumes) {
    Strings const seeds{"train.seeds=2"};
    auto const set = loaded(seeds);
    heard.stops = true;
    EXPECT_TRUE(trained(job(seeds), set).empty());
    heard.stops = false;
    EXPECT_EQ(trained(job(seeds), set).size(), 2U);
}

TEST_F(TrainSet, RefusesTheCheckpointsOfOthersBeforeItTrains) {
    Strings const seeds{"train.seeds=2"};
    trained(job(seeds), loaded(seeds));
    EXPECT_TRUE(says(message_of([&] {
                         loaded({"train.seeds=2", "train.learning_rate=0.5"});
                     }),
                     {"seed1/checkpoint.pt belongs to another training"}));
    std::ofstream{folder / "run/seed2/checkpoint.pt"} << "not a checkpoint";
    EXPECT_TRUE(says(message_of([&] { loaded(seeds); }), {"seed2/checkpoint.pt (damaged"}));
}

TEST_F(TrainSet, KeepsTheTrainingsThatItBeganWith) {
    auto const refusal = [&](Strings const& overrides) { return message_of([&] { loaded(overrides); }); };
    Strings const seeds{"train.seeds=2"};
    trained(job(seeds), loaded(seeds));
    write_file(folder / "run/config.yaml", "name: toy\n");
    loaded({"train.seeds=3"});  // more are fine
    EXPECT_TRUE(says(refusal({"train.seeds=2", "train.seed=2"}), {"run holds the training seed1"}));
    EXPECT_TRUE(says(refusal({"train.folds=2"}), {"run holds the training seed1"}));
    EXPECT_TRUE(says(message_of([&] { require_trainings_of(folder / "run", {}); }),
                     {"run holds several trainings (seed1, seed2; and this is a single one)"}));
    for (std::string const name : {"train.clip_1.old", "seed1.old", "other"}) {
        std::filesystem::rename(folder / "run/seed2", folder / ("run/" + name));
        require_trainings_of(folder / "run", {"seed1", "train.clip_1"});  // set aside
        std::filesystem::rename(folder / ("run/" + name), folder / "run/seed2");
    }
    for (std::string const name : {"train.clip_1.5", "train.clip_1-seed2", "train.clip_1e5", "train.clip_2"}) {
        std::filesystem::rename(folder / "run/seed2", folder / ("run/" + name));
        EXPECT_TRUE(says(message_of([&] {
                             require_trainings_of(folder / "run", {"seed1", "train.clip_1"});
                         }),
                         {"run holds the training " + name}));
        std::filesystem::rename(folder / ("run/" + name), folder / "run/seed2");
    }
    std::filesystem::rename(folder / "run/seed1/checkpoint.pt", folder / "run/checkpoint.pt");
    EXPECT_TRUE(says(refusal(seeds), {"run holds a single training (and these are 2)"}));
}

TEST_F(TrainSet, StandsInAFolderOfOtherRuns) {
    Strings const seeds{"train.seeds=2"};
    write_file(folder / "run/other/checkpoint.pt", "of another run");
    EXPECT_EQ(loaded(seeds).trials.size(), 2U);
    write_file(folder / "run/config.yaml", "name: toy\n");
    write_file(folder / "run/other/config.yaml", "name: other\n");
    EXPECT_EQ(loaded(seeds).trials.size(), 2U);
    EXPECT_EQ(read_file(folder / "run/other/checkpoint.pt"), "of another run");
}

TEST_F(TrainSet, CountsCopiesInOtherFolds) {
    constexpr std::size_t folds = 7;
    auto sequences = test::toy_sequences(300, 1);
    auto const fold = [&](std::size_t n) { return fold_of(id_of(sequences.events[n]), folds); };
    EXPECT_EQ(copies_across_folds(sequences, folds), 0U);
    data::Sequences both = sequences;
    std::uint64_t expected = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto event = sequences.events[n];
        event.event_number += 100'000;
        both.add(event, Regime::none, sequences[n]);
        bool const apart = fold_of(id_of(event), folds) != fold(n);
        expected += apart && sequences.length(n) > 0 ? 2U : 0U;
    }
    EXPECT_GT(expected, 300U);
    EXPECT_EQ(copies_across_folds(both, folds), expected);
    for (auto& event : both.events) event.production = Production::unknown;
    EXPECT_EQ(copies_across_folds(both, folds), 0U);
}

TEST_F(TrainSet, WarnsOfEventsThatStandInTheDataTwice) {
    write_sequences(folder / "again.h5", test::toy_sequences(600, 1), {});
    loaded({"data.files=[" + (folder / "toy.h5") + ", " + (folder / "again.h5") + "]"});
    ASSERT_EQ(heard.warnings.size(), 1U);
    EXPECT_EQ(heard.warnings[0].rfind("600 events appear in the data more than once", 0), 0U) << heard.warnings[0];
}

TEST_F(TrainSet, HasATrialForEachPointFoldAndSeed) {
    Strings const overrides{"train.seeds=2", "train.folds=2", "scan={network.cells: [4, 8]}"};
    auto const trials = trials_of(folder / "toy.yaml", overrides, job(overrides));
    ASSERT_EQ(trials.size(), 8U);
    EXPECT_EQ(trials[0].name, "network.cells_4-fold0-seed1");
    EXPECT_EQ(trials[7].name, "network.cells_8-fold1-seed2");
    EXPECT_EQ(trials[7].point, 1U);
    EXPECT_EQ(trials[7].options.cells, 8);
    EXPECT_EQ(trials[7].options.seed, 2U);
    EXPECT_EQ(trials[7].options.fold.index, 1U);
    EXPECT_EQ(trials[7].options.threads, 1);
    auto const single = trials_of(folder / "toy.yaml", {}, job({}));
    ASSERT_EQ(single.size(), 1U);
    EXPECT_EQ(single[0].name, "seed1");
    Strings const twice{"scan={network.cells: [4, 4]}"};
    EXPECT_TRUE(says(message_of([&] { trials_of(folder / "toy.yaml", twice, job(twice)); }), {"appears twice"}));
}

}  // namespace
}  // namespace jetseq::workflow
