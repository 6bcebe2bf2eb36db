#include "workflow/select/selection_part.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/io/output_file.hpp"
#include "data/events/event_file.hpp"
#include "tests/select/toy_selection.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "workflow/select/cutflow_report.hpp"
#include "workflow/select/skim.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;
using test::message_of, test::says, test::TemporaryFolder;

std::string const fingerprint(64, 'a');

/// One region with two cuts; the events pass both, the first, none. Weights 1, 2, 4.
Cutflow small_cutflow(CutflowOptions const& options = {}) {
    Selection selection;
    selection.regions = {{"near \"it\"",
                          Regime::merged,
                          Production::vbf,
                          {{"met", condition_from("met > 50 GeV")}, {"tracks", condition_from("pt_miss > 50 GeV")}}}};
    Cutflow cutflow{selection, options};
    EventSelector selector{selection, nullptr, nullptr, options.every_cut()};
    float const met[] = {60, 60, 40}, tracks[] = {60, 40, 40}, weight[] = {1, 2, 4};
    for (int n = 0; n < 3; ++n) {
        Event event;
        event.info.sample_id = 16, event.info.production = Production::vbf, event.info.mass = 1000;
        event.info.met = met[n], event.info.pt_miss = tracks[n], event.info.weight = weight[n], event.info.leptons = 2;
        selector(event);
        cutflow.add(event.info, selector);
    }
    return cutflow;
}

SelectionPart small_part() {
    SelectionPart part;
    part.rows.resize(3);
    part.rows[2].m_vv = 900;
    part.cutflow = small_cutflow();
    part.sequences = test::toy_sequences(20, 1);
    part.in_several_regions = 2;
    part.tally.jets = 17;
    return part;
}

TEST(SelectionPart, ComesBackAsItWasWrittenToTheSameSelection) {
    TemporaryFolder const folder;
    write_part(folder / "0.part", fingerprint, small_part());
    EXPECT_TRUE(part_matches(folder / "0.part", fingerprint));
    EXPECT_EQ(rows_of_part(folder / "0.part"), 3U);
    auto const part = read_part(folder / "0.part", fingerprint);
    ASSERT_TRUE(part);
    EXPECT_EQ(part->rows[2].m_vv, 900);
    EXPECT_EQ(part->in_several_regions, 2U);
    EXPECT_EQ(part->tally.jets, 17U);
    EXPECT_EQ(part->sequences.size(), 20U);
    EXPECT_TRUE(part->sequences.offsets == small_part().sequences.offsets);
    EXPECT_EQ(cutflow_csv(part->cutflow), cutflow_csv(small_cutflow()));
}

TEST(SelectionPart, KeepsTheInputsOfTheSequencesAndTheirNotes) {
    TemporaryFolder const folder;
    auto part = small_part();
    data::EventChoice const choice{{{"jets", {"pt", "eta"}}, {"leptons", {"pt"}}}, {"met"}};
    part.sequences.objects.resize(2);
    part.sequences.objects[0].choice = choice.objects[0], part.sequences.objects[1].choice = choice.objects[1];
    part.sequences.variables.names = choice.variables;
    float const numbers[] = {1, 2, 3, 4};
    for (std::size_t n = 0; n < part.sequences.size(); ++n) {
        part.sequences.objects[0].add(numbers, n % 3), part.sequences.objects[1].add(numbers, n % 2);
        part.sequences.variables.values.push_back(static_cast<float>(n));
    }
    part.notes = {"one", "two"};
    write_part(folder / "0.part", fingerprint, part);
    auto const read = read_part(folder / "0.part", fingerprint, choice);
    ASSERT_TRUE(read);
    data::require_objects(read->sequences, choice.objects);
    EXPECT_TRUE(read->sequences.objects[0].values == part.sequences.objects[0].values);
    EXPECT_TRUE(read->sequences.objects[1].offsets == part.sequences.objects[1].offsets);
    EXPECT_TRUE(read->sequences.variables.values == part.sequences.variables.values);
    EXPECT_EQ(read->notes, part.notes);
}

TEST(SelectionPart, OfAnotherSelectionOrWithoutItsCutflowDoesNotCount) {
    TemporaryFolder const folder;
    write_part(folder / "0.part", fingerprint, small_part());
    std::string const other(64, 'b');
    EXPECT_FALSE(part_matches(folder / "0.part", other));
    EXPECT_FALSE(read_part(folder / "0.part", other));
    EXPECT_FALSE(read_part(folder / "1.part", fingerprint));
    EXPECT_EQ(rows_of_part(folder / "1.part"), 0U);
    fs::remove(folder / "0.part.json");
    EXPECT_FALSE(part_matches(folder / "0.part", fingerprint));
}

TEST(SelectionPart, ThatIsCutShortIsDamaged) {
    TemporaryFolder const folder;
    write_part(folder / "0.part", fingerprint, small_part());
    fs::resize_file(folder / "0.part", 100);
    EXPECT_TRUE(
        says(message_of([&] { read_part(folder / "0.part", fingerprint); }), {"a part of the selection is damaged"}));
}

TEST(SelectionPart, ReplacesAndRemovesNoFileOfOthers) {
    TemporaryFolder const folder;
    fs::create_directory(folder / "parts");
    require_part_or_nothing(folder / "parts/0.part");
    write_part(folder / "parts/0.part", fingerprint, small_part());
    require_part_or_nothing(folder / "parts/0.part");
    write_file(folder / "parts/1.part", "of mine");
    EXPECT_TRUE(says(message_of([&] { require_part_or_nothing(folder / "parts/1.part"); }),
                     {"1.part is not a part of a selection"}));
    write_file(folder / "parts/2.part.json", "{}");
    EXPECT_TRUE(
        says(message_of([&] { require_part_or_nothing(folder / "parts/2.part"); }), {"2.part.json is not a part"}));
    remove_parts(folder / "parts");
    EXPECT_FALSE(fs::exists(folder / "parts/0.part"));
    EXPECT_FALSE(fs::exists(folder / "parts/0.part.json"));
    EXPECT_TRUE(fs::exists(folder / "parts/1.part"));
    EXPECT_TRUE(fs::exists(folder / "parts/2.part.json"));
    fs::remove(folder / "parts/1.part"), fs::remove(folder / "parts/2.part.json");
    remove_parts(folder / "parts");
    EXPECT_FALSE(fs::exists(folder / "parts"));  // it was empty
}

TEST(CutflowReport, HasARowForEachCutWithItsEfficiency) {  // Wilson intervals: evaluate/metrics/efficiency.hpp
    auto const csv = cutflow_csv(small_cutflow({.n_minus_1 = true}));
    EXPECT_TRUE(says(csv, {"region,step,cut,raw,sum_w,sum_w2,efficiency,low,high,of_previous,n_minus_1_raw",
                           "\n16,1,1000,0,2,\"near \"\"it\"\"\",0,\"all\",3,7,21,1,",
                           "\n16,1,1000,0,2,\"near \"\"it\"\"\",1,\"met\",2,3,5,0.42857142857142855,",
                           "\n16,1,1000,0,2,\"near \"\"it\"\"\",2,\"tracks\",1,1,1,0.14285714285714285,"}));
    // Of the events that pass `tracks` all pass `met`; of those that pass `met` one more than `tracks` lets through.
    EXPECT_TRUE(says(csv, {",0.3333333333333333,2,3,5\n", ",1,1,1\n"}));
}

TEST(CutflowReport, HasTheCorrelationOfEachPairOfCuts) {
    // p = 3/7 pass met, q = 1/7 tracks, all of these also met: (1/7 - 3/49) / sqrt(3/7 4/7 1/7 6/7) = 4 / sqrt(72)
    EXPECT_EQ(correlations_csv(small_cutflow({.correlations = true})),
              std::string{correlations_csv_begins} + "16,1,1000,0,2,\"near \"\"it\"\"\",\"met\",\"tracks\",0.4714\n");
}

TEST(CutflowReport, IsReadableWithNamesOfSamples) {
    auto const table = cutflow_table(small_cutflow());
    EXPECT_TRUE(says(table, {"near \"it\"\n", "X(1000 GeV) VBF, 2-lepton [16]", "42.86 +- ", "14.29 +- "}));
    EXPECT_TRUE(says(table, {"33.33\n"}));  // tracks of the previous cut
}

TEST(Skim, CopiesTheSelectedEventsAsTheyAre) {
    TemporaryFolder const folder;
    auto const events = test::toy_events(50, 3);
    data::write_events(folder / "all.h5", events, {{"sum_of_weights", "50"}, {"seed", "3"}});
    std::vector<data::SelectedRow> rows(2);
    rows[0].info = events[40].info, rows[1].info = events[7].info;
    OutputFile selected{folder / "selected.h5"};
    data::SelectedFile file{selected, rows.size(), {}, {"region"}, {}};
    file.add(rows), file.close(), selected.commit();
    OutputFile output{folder / "skim.h5"};
    write_skim(folder / "all.h5", folder / "selected.h5", output, {{"skimmed_from", "all.h5"}});
    output.commit();
    auto const kept = data::read_events(folder / "skim.h5");
    ASSERT_EQ(kept.size(), 2U);  // in the order of the file
    EXPECT_EQ(kept[0].info.event_number, events[7].info.event_number);
    EXPECT_EQ(kept[1].info.event_number, events[40].info.event_number);
    EXPECT_EQ(kept[1].jets.size(), events[40].jets.size());
    auto const attributes = data::read_attributes(folder / "skim.h5");
    EXPECT_EQ(attributes.at("sum_of_weights"), "50");
    EXPECT_EQ(attributes.at("skimmed_from"), "all.h5");
}

TEST(Skim, RefusesEventsThatShareTheirNumbers) {
    TemporaryFolder const folder;
    auto events = test::toy_events(2, 3);
    events[1].info = events[0].info;
    data::write_events(folder / "all.h5", events, {});
    OutputFile selected{folder / "selected.h5"};
    std::vector<data::SelectedRow> rows(1);
    rows[0].info = events[0].info;
    data::SelectedFile file{selected, rows.size(), {}, {"region"}, {}};
    file.add(rows), file.close(), selected.commit();
    OutputFile output{folder / "skim.h5"};
    EXPECT_TRUE(says(message_of([&] { write_skim(folder / "all.h5", folder / "selected.h5", output, {}); }),
                     {"has 2 events with the sampleId and eventNumber of 1 selected ones"}));
}

}  // namespace
}  // namespace jetseq::workflow
