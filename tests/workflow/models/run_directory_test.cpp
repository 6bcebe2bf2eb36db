#include "workflow/models/run_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/io/output_file.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"
#include "workflow/models/run_outputs.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;
using test::message_of, test::says, test::TemporaryFolder;
using Names = std::vector<std::string>;

constexpr char training[] = "name: toy\ndata: {files: [a.h5]}\ntrain: {max_epochs: 2}\n";
constexpr char scan[] = "name: toy\ndata: {files: [a.h5]}\nscan: {network.dropout: [0, 0.1]}\n";
constexpr char fit[] = "workspace: workspace.json\n";

class RunDirectory : public testing::Test {
protected:
    void write(std::string const& path, std::string const& text = "") const {
        fs::create_directories(fs::path{folder / path}.parent_path());
        write_file(folder / path, text);
    }
    void write_model(std::string const& path) const {
        auto model = test::one_cell_model();
        test::add_canaries(model);
        write_frozen_model(folder / path, model);
    }
    TemporaryFolder const folder;
};

TEST_F(RunDirectory, StandsForTheModelOfItsTraining) {
    write("run/config.yaml", training);
    write_model("run/toy.json");
    write_model("run/other.json");
    EXPECT_EQ(frozen_file(folder / "run"), folder / "run/toy.json");
    EXPECT_EQ(frozen_file(folder / "run/other.json"), folder / "run/other.json");  // a file is itself
    EXPECT_EQ(frozen_file("missing.json"), "missing.json");
    fs::remove(folder / "run/toy.json");
    EXPECT_TRUE(says(message_of([&] { frozen_file(folder / "run"); }), {"has no toy.json yet", "or name that file"}));
}

TEST_F(RunDirectory, OfAnotherKindStandsForItsOnlyModel) {
    write_model("models/a.json");
    write("models/report.json", R"({"jetseq_report": 1})");
    EXPECT_EQ(frozen_file(folder / "models"), folder / "models/a.json");
    write_model("models/b.json");
    EXPECT_TRUE(says(message_of([&] { frozen_file(folder / "models"); }), {"holds several frozen models"}));
    write("fit/config.yaml", fit);
    EXPECT_TRUE(says(message_of([&] { frozen_file(folder / "fit"); }), {"it holds a fit"}));
}

TEST_F(RunDirectory, HoldsAFitOrATraining) {
    write("fit/config.yaml", fit);
    write("result/fit.json", R"({"jetseq_fit": 1})");
    write("run/config.yaml", training);
    write("run/checkpoint.pt");
    write("many/config.yaml", training);
    write("many/seed1/checkpoint.pt");
    write("configured/config.yaml", training);
    write("rest/checkpoint.pt");  // of a folder that was removed during the training: it can't be resumed
    struct {
        char const* name;
        bool fit, training;
    } const folders[] = {{"fit", true, false},     {"result", true, false},      {"run", false, true},
                         {"many", false, true},    {"configured", false, false}, {"rest", false, false},
                         {"missing", false, false}};
    for (auto const& [name, has_fit, has_training] : folders) {
        EXPECT_EQ(holds_fit(folder / name), has_fit) << name;
        EXPECT_EQ(holds_training(folder / name), has_training) << name;
    }
}

TEST_F(RunDirectory, ListsTheTrainingsThatHaveBegun) {
    for (auto const* name : {"seed2", "seed1", "fold0-seed1", "network.dropout_0.1", "notes"}) {
        write(std::string{"run/"} + name + "/checkpoint.pt");
    }
    write("run/seed3/metrics.csv");  // not begun
    write("run/seed4/checkpoint.pt");
    write("run/seed4/config.yaml", training);  // a run of its own
    EXPECT_EQ(trials_in(folder / "run"), (Names{"fold0-seed1", "network.dropout_0.1", "seed1", "seed2"}));
    EXPECT_EQ(trials_in(folder / "missing"), Names{});
}

TEST_F(RunDirectory, SaysHowToResumeIt) {
    write("run/config.yaml", training);
    write("run/seed1/checkpoint.pt");
    write("scan/config.yaml", scan);
    EXPECT_EQ(how_to_resume(folder / "run"), "resume the training in " + (folder / "run"));
    EXPECT_EQ(how_to_resume(folder / "run/seed1"), "resume the training in " + (folder / "run"));  // one of many
    EXPECT_EQ(how_to_resume(folder / "scan"), "resume the scan in " + (folder / "scan"));
}

TEST_F(RunDirectory, IsResumedOnlyIfATrainingHasBegunThere) {
    write("run/config.yaml", training);
    write("run/seed1/checkpoint.pt");
    write("scan/config.yaml", scan);
    write("notes/a.txt", "text");
    auto const refusal = [&](std::string const& name, bool goes_on_with_scans = false) {
        return message_of([&] { require_training(folder / name, goes_on_with_scans); });
    };
    require_training(folder / "run", false);
    require_training(folder / "missing", false);
    require_training(folder / "scan", true);
    EXPECT_TRUE(says(refusal("scan"), {"holds a scan", "resume the scan in"}));
    EXPECT_TRUE(
        says(refusal("run/seed1"), {"holds one of many trainings", "resume the training in " + (folder / "run")}));
    EXPECT_TRUE(says(refusal("notes"), {"holds no training (it has no config.yaml: nothing was saved)"}));
}

TEST_F(RunDirectory, IsHeldByOneRunAndKeepsFilesOfOthers) {
    {
        auto const held = hold_run_directory(folder / "run", "toy", RunKind::single_training, false, {});
        EXPECT_EQ(held->path(), folder / "run");
        EXPECT_TRUE(says(message_of([&] { hold_run_directory(folder / "run", "toy", RunKind::seeds, false, {}); }),
                         {"is in use"}));
    }
    auto const refusal = [&](RunKind kind) {
        return message_of([&] { hold_run_directory(folder / "run", "toy", kind, false, {}); });
    };
    write("run/toy.json", R"({"jetseq_report": 1})");
    EXPECT_TRUE(says(refusal(RunKind::single_training), {"toy.json", "a report"}));
    EXPECT_TRUE(says(refusal(RunKind::folds), {"toy.json", "a report"}));
    EXPECT_EQ(refusal(RunKind::scan), "(nothing was thrown)");  // it writes no such file
    write("run/metrics.csv", "of mine");
    fs::remove(folder / "run/toy.json");
    EXPECT_TRUE(says(refusal(RunKind::single_training), {"metrics.csv"}));
    write("run/seed1/checkpoint.pt");
    EXPECT_TRUE(says(refusal(RunKind::seeds), {"holds trainings without a config.yaml (seed1"}));
}

TEST_F(RunDirectory, HasAPlaceForEachOfManyTrainings) {
    require_place_for_trial(folder / "run/seed1", "toy");
    write("run/seed1/config.yaml", training);
    EXPECT_TRUE(
        says(message_of([&] { require_place_for_trial(folder / "run/seed1", "toy"); }), {"holds a run of its own"}));
    write("run/seed2/metrics.csv", "of mine");
    EXPECT_TRUE(says(message_of([&] { require_place_for_trial(folder / "run/seed2", "toy"); }), {"metrics.csv"}));
}

TEST_F(RunDirectory, OfATrainingIsNoPlaceForAFit) {
    auto const refusal = [&](std::string const& name, bool writes_configuration) {
        return message_of([&] { require_place_for_fit(folder / name, writes_configuration); });
    };
    write("run/config.yaml", training);
    write("run/checkpoint.pt");
    write("configured/config.yaml", training);
    write("fit/config.yaml", fit);
    write("notes/config.yaml", "a: 1\n");
    EXPECT_TRUE(says(refusal("run", false), {"holds a training (their files"}));
    EXPECT_EQ(refusal("configured", false), "(nothing was thrown)");
    EXPECT_TRUE(says(refusal("configured", true), {"its config.yaml would be lost"}));
    EXPECT_EQ(refusal("fit", true), "(nothing was thrown)");
    EXPECT_TRUE(says(refusal("notes", true), {"config.yaml", "would be lost"}));
    EXPECT_EQ(refusal("missing", true), "(nothing was thrown)");
}

}  // namespace
}  // namespace jetseq::workflow
