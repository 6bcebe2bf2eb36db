#include "data/sequences/sequences.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder, test::toy_sequences;

void expect_same_event(Sequences const& a, std::size_t n, Sequences const& b, std::size_t m) {
    auto const members = [](EventInfo const& i) {
        return std::tuple{i.event_number, i.sample_id, i.production, i.weight,  i.mass,
                          i.spin,         i.leptons,   i.met,        i.met_phi, i.pt_miss};
    };
    EXPECT_TRUE(members(a.events[n]) == members(b.events[m])) << "event " << n;
    EXPECT_EQ(a.regimes[n], b.regimes[m]) << "event " << n;
    ASSERT_EQ(a.length(n), b.length(m)) << "event " << n;
    for (std::size_t i = 0; i < a.length(n); ++i) {
        Jet const &x = a[n][i], &y = b[m][i];
        EXPECT_TRUE(x.pt == y.pt && x.eta == y.eta && x.phi == y.phi && x.e == y.e) << "event " << n << ", jet " << i;
    }
}

void expect_same(Sequences const& a, Sequences const& b) {
    ASSERT_EQ(a.size(), b.size());
    EXPECT_EQ(a.offsets, b.offsets);
    EXPECT_EQ(a.selection.pt_min, b.selection.pt_min);
    EXPECT_EQ(a.selection.abs_eta_max, b.selection.abs_eta_max);
    for (std::size_t n = 0; n < a.size(); ++n) expect_same_event(a, n, b, n);
}

Sequences written_and_read(Sequences const& sequences) {
    TemporaryFolder const folder;
    write_sequences(folder / "sequences.h5", sequences, {});
    return read_sequences(folder / "sequences.h5");
}

TEST(Sequences, KeepEveryColumnOnFile) {
    auto sequences = toy_sequences(9000, 1);  // more than the 8192 rows of a block
    ASSERT_GT(std::count(sequences.regimes.begin(), sequences.regimes.end(), Regime::resolved), 0);
    sequences.selection = {27.5F, 4.75F};
    expect_same(written_and_read(sequences), sequences);
}

TEST(Sequences, KeepEventsWithoutJetsOnFile) {
    Sequences sequences;
    for (int n = 0; n < 3; ++n) sequences.add({}, Regime::none, {});
    auto const read = written_and_read(sequences);
    EXPECT_EQ(read.size(), 3);
    EXPECT_EQ(read.longest(), 0);
    EXPECT_EQ(written_and_read({}).size(), 0);
}

TEST(Sequences, HaveTheSameBytesWhenWrittenTwice) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", toy_sequences(100, 1), {});
    write_sequences(folder / "b.h5", toy_sequences(100, 1), {});
    EXPECT_TRUE(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
}

TEST(Sequences, SayWhatTheyAre) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", toy_sequences(1, 1), {{"seed", "1"}});
    auto attributes = read_attributes(folder / "a.h5");
    EXPECT_EQ(attributes["kind"], "jetseq_sequences");
    EXPECT_EQ(attributes["seed"], "1");
    EXPECT_EQ(std::stof(attributes["jet_pt_min"]), 30);
}

TEST(Sequences, GiveTheJetsOfEachEvent) {
    Sequences sequences;
    std::vector<Jet> const two{{60, 1, 0, 100}, {40, 2, 1, 160}}, one{{50, 0, 0, 50}};
    sequences.add({}, Regime::none, two);
    sequences.add({}, Regime::none, {});
    sequences.add({}, Regime::merged, one);
    EXPECT_EQ(sequences.offsets, (jetseq::data::Column<std::uint64_t>{0, 2, 2, 3}));
    EXPECT_EQ(sequences.longest(), 2);
    EXPECT_TRUE(sequences[1].empty());
    EXPECT_EQ(sequences[2][0].pt, 50);
}

TEST(Sequences, OfSeveralFilesFollowOneAnother) {
    auto both = toy_sequences(30, 1);
    auto const first = both, second = toy_sequences(20, 2);
    both.add(second);
    ASSERT_EQ(both.size(), 50);
    for (std::size_t n = 0; n < 30; ++n) expect_same_event(both, n, first, n);
    for (std::size_t n = 0; n < 20; ++n) expect_same_event(both, 30 + n, second, n);
}

TEST(Sequences, OfDifferentSelectionsAreNotMixed) {
    auto at_30 = toy_sequences(3, 1), at_20 = toy_sequences(3, 2);
    at_20.selection.pt_min = 20;
    EXPECT_TRUE(says(message_of([&] { at_30.add(at_20); }), {"different selections", "30", "20"}));
    Sequences none;
    none.add(at_20);  // the first decides
    EXPECT_EQ(none.selection.pt_min, 20);
}

TEST(Sequences, MixUpsOfTheEtaRangeAreExplainedByTheEtaRange) {
    auto to_4_5 = toy_sequences(3, 1), to_2_5 = toy_sequences(3, 2);
    to_2_5.selection.abs_eta_max = 2.5F;
    EXPECT_TRUE(says(message_of([&] { to_4_5.add(to_2_5); }), {"different selections", "4.5", "2.5"}));
}

TEST(Sequences, ReorderedTakeTheirJetsWithThem) {
    auto const sequences = toy_sequences(4, 1);
    auto const turned = reordered(sequences, {3, 1, 0});
    ASSERT_EQ(turned.size(), 3);
    expect_same_event(turned, 0, sequences, 3);
    expect_same_event(turned, 1, sequences, 1);
    expect_same_event(turned, 2, sequences, 0);
}

TEST(Sequences, AreNotWrittenBelowAFile) {
    TemporaryFolder const folder;
    write_file(folder / "file", "");
    auto const message = message_of([&] { write_sequences(folder / "file/a.h5", {}, {}); });
    EXPECT_TRUE(says(message, {"can't write", folder / "file/a.h5"}));
}

TEST(FilesMatching, ExpandsGlobsSortedEachFileOnce) {
    TemporaryFolder const folder;
    for (auto const* name : {"b.h5", "a.h5", "c.txt"}) write_file(folder / name, "");
    EXPECT_EQ(files_matching({folder / "*.h5", folder / "a.h5"}),
              (std::vector<std::string>{folder / "a.h5", folder / "b.h5"}));
    EXPECT_EQ(files_matching({folder / "[bc].*"}), (std::vector<std::string>{folder / "b.h5", folder / "c.txt"}));
}

TEST(FilesMatching, TakesOneFileOnceHoweverItIsSpelt) {  // twice would count its events twice
    TemporaryFolder const folder;
    write_file(folder / "a.h5", "");
    EXPECT_EQ(files_matching({folder / "a.h5", folder / "./a.h5"}).size(), 1);
}

TEST(FilesMatching, PrefersAFileWhoseNameLooksLikeAGlob) {
    TemporaryFolder const folder;
    write_file(folder / "a[1].h5", "");
    EXPECT_EQ(files_matching({folder / "a[1].h5"}), std::vector<std::string>{folder / "a[1].h5"});
}

TEST(FilesMatching, NamesThePatternThatMatchesNothing) {
    TemporaryFolder const folder;
    EXPECT_TRUE(says(message_of([&] { files_matching({folder / "*.h5"}); }), {"no file matches", folder / "*.h5"}));
}

}  // namespace
}  // namespace jetseq::data
