#include "workflow/select/selection_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/io/inputs.hpp"
#include "core/io/output_file.hpp"
#include "data/events/event_file.hpp"
#include "data/scores/selected_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/config/config.hpp"
#include "workflow/select/selection_config.hpp"
#include "workflow/select/selection_part.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;
using test::Heard, test::message_of, test::says, test::TemporaryFolder;

class SelectionRunTest : public testing::Test {
protected:
    TemporaryFolder const folder;
    SelectionRun run;
    Heard heard;

    void SetUp() override {
        write_file(folder / "regions.yaml",
                   "channel: 2-lepton\nregions:\n  - {name: all, cuts: [candidate: candidate]}\n");
        data::write_events(folder / "events.h5", test::toy_events(1000, 3), {});
        Config config{folder / "regions.yaml", {}, selection_keys()};
        run.selection = selection_of(config);
        run.files = {folder / "events.h5"}, run.out = folder / "out", run.part_rows = 100, run.threads = 2;
    }
};

TEST_F(SelectionRunTest, TakesItsPlaceOnlyWhenTheCallerCommits) {
    {
        OutputFiles outputs;
        run_selection(run, outputs, heard);
    }
    EXPECT_FALSE(fs::exists(folder / "out/selected.h5"));
    EXPECT_TRUE(fs::exists(folder / "out/parts/9.part"));
    OutputFiles outputs;
    auto const result = run_selection(run, outputs, heard);
    outputs.commit(), remove_parts_of(run);
    EXPECT_EQ(result.events, 1000U);
    EXPECT_EQ(result.cutflow.regions(), std::vector<std::string>{"all"});
    EXPECT_EQ(data::read_selected(folder / "out/selected.h5").size(), result.selected);
    EXPECT_GT(result.selected, 100U);
    EXPECT_LT(result.selected, 1000U);
    EXPECT_FALSE(fs::exists(folder / "out/parts"));
}

TEST_F(SelectionRunTest, KeepsWhatInputsNameInPartsOfAnySize) {
    run.inputs = {{{"jets", {"log(pt)", "event.met", "in_candidate"}, "-pt", 2}}, {"met", "regime"}};
    run.keep_sequences = true;
    OutputFiles outputs;
    auto const many = run_selection(run, outputs, heard);
    run.part_rows = 5000, run.out = folder / "other";
    OutputFiles more;
    auto const one = run_selection(run, more, heard);
    ASSERT_EQ(one.sequences.size(), one.selected);
    data::require_objects(many.sequences, run.inputs.objects);
    EXPECT_TRUE(many.sequences.objects[0].values == one.sequences.objects[0].values);
    EXPECT_TRUE(many.sequences.objects[0].offsets == one.sequences.objects[0].offsets);
    EXPECT_TRUE(many.sequences.variables.values == one.sequences.variables.values);
    for (std::size_t n = 0; n < one.sequences.size(); ++n) {
        EXPECT_EQ(one.sequences.variables.row(n)[0], one.sequences.events[n].met);
        EXPECT_EQ(one.sequences.variables.row(n)[1], static_cast<float>(one.sequences.regimes[n]));
    }
    auto const told = [](SelectionResult const& result) {
        return std::count_if(result.notes.begin(), result.notes.end(), [](std::string const& note) {
            return note.find("events.h5: of jets the first 2 are read") != note.npos;
        });
    };
    EXPECT_EQ(told(many), 1);
    EXPECT_EQ(told(one), 1);
}

TEST_F(SelectionRunTest, ReportsItsProgress) {
    OutputFiles outputs;
    run_selection(run, outputs, heard);
    EXPECT_EQ(heard.fraction, 1);
    EXPECT_EQ(heard.steps, std::vector<std::string>{"1000 of 1000 events processed"});
}

TEST_F(SelectionRunTest, StopsOnRequestAndResumes) {
    heard.stops = true;
    OutputFiles outputs;
    EXPECT_TRUE(says(message_of([&] { run_selection(run, outputs, heard); }), {"interrupted", "out/parts"}));
    EXPECT_TRUE(outputs.paths().empty());
    heard.stops = false;
    EXPECT_EQ(run_selection(run, outputs, heard).events, 1000U);
}

/// Replaces an input by another file once the job has begun.
class Replacing : public Heard {
public:
    explicit Replacing(std::string file) : file_{std::move(file)} {}
    void progress(double, std::string const&) override { fs::rename(file_ + ".new", file_, ignored_); }

private:
    std::string file_;
    std::error_code ignored_;
};

TEST_F(SelectionRunTest, IsNotMadeOfTwoFiles) {
    InputProtection const protection;  // as commands have
    data::write_events(folder / "later", test::toy_events(1000, 4), {});
    fs::copy_file(folder / "later", folder / "read.h5.new");  // not written here
    fs::copy_file(folder / "events.h5", folder / "read.h5");
    run.files = {folder / "read.h5"}, run.threads = 1;
    Replacing replacing{folder / "read.h5"};
    OutputFiles outputs;
    EXPECT_TRUE(says(message_of([&] { run_selection(run, outputs, replacing); }), {"read.h5 has changed since"}));
    EXPECT_TRUE(outputs.paths().empty());
}

// A full disk may end the writing between the two files of a part.
TEST_F(SelectionRunTest, APartNeverStandsBesideTheCutflowOfAnother) {
    auto const place = folder / "0.part";
    write_part(place, std::string(64, 'a'), {});
    fs::remove(place + ".json");
    fs::create_directory(place + ".json");  // nothing can be written there
    EXPECT_TRUE(says(message_of([&] { write_part(place, std::string(64, 'b'), {}); }), {"0.part.json"}));
    EXPECT_FALSE(fs::exists(place));
}

TEST_F(SelectionRunTest, NotesWhatTheEventsLack) {
    data::write_events(folder / "events.h5", test::toy_events(50, 3), {}, {"events.met", "leptons"});
    OutputFiles outputs;
    auto const result = run_selection(run, outputs, heard);
    ASSERT_FALSE(result.notes.empty());
    EXPECT_TRUE(says(result.notes[0], {"events.h5 has no", "leptons (no jet or lepton is removed as overlap)"}));
}

}  // namespace
}  // namespace jetseq::workflow
