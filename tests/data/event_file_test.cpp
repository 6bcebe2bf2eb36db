#include "data/events/event_file.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <thread>
#include <tuple>

#include "core/io/output_file.hpp"
#include "core/io/read_file.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

/// HDF5 itself leaks over a damaged file. The name is the leak sanitizer's:
/// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" char const* __lsan_default_suppressions() { return "leak:libhdf5"; }

namespace jetseq::data {
namespace {

using test::message_of, test::says, test::TemporaryFolder, test::toy_events;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

auto members(EventInfo const& i) {
    return std::tuple{i.event_number, i.sample_id, i.production, i.weight,  i.mass,
                      i.spin,         i.leptons,   i.met,        i.met_phi, i.pt_miss};
}
auto members(Jet const& j) { return std::tuple{j.pt, j.eta, j.phi, j.e}; }
auto members(LargeJet const& j) { return std::tuple{j.pt, j.eta, j.phi, j.m, j.d2, j.n_trk}; }
auto members(Lepton const& l) { return std::tuple{l.pt, l.eta, l.phi, l.pdg_id, l.quality}; }

template <class Object>
void expect_same(std::vector<Object> const& a, std::vector<Object> const& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(members(a[i]) == members(b[i])) << "object " << i;
}

void expect_same_events(std::vector<Event> const& a, std::vector<Event> const& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t n = 0; n < a.size(); ++n) {
        SCOPED_TRACE("event " + std::to_string(n));
        EXPECT_TRUE(members(a[n].info) == members(b[n].info));
        EXPECT_EQ(a[n].btag, b[n].btag);
        expect_same(a[n].jets, b[n].jets);
        expect_same(a[n].large_jets, b[n].large_jets);
        expect_same(a[n].leptons, b[n].leptons);
    }
}

std::vector<Event> written_and_read(std::vector<Event> const& events) {
    TemporaryFolder const folder;
    write_events(folder / "events.h5", events, {});
    return read_events(folder / "events.h5");
}

/// The error of reading 5000 events, more than a block, of which number 4321 is invalid.
template <class Spoil>
std::string complaint(Spoil const& spoil) {
    auto events = toy_events(5000, 1);
    auto& event = events[4321];
    event.jets = {{50, 1, 1, 80}}, event.btag = {0};
    event.large_jets = {{300, 1, 1, 80, 1, 20}};
    event.leptons = {{40, 1, 1, 11, LeptonQuality::tight}};
    spoil(event);
    return message_of([&] { written_and_read(events); });
}

TEST(EventFile, KeepsEveryColumnOfEveryEvent) {
    auto const events = toy_events(5000, 1);  // more than the 4096 rows of a block
    expect_same_events(written_and_read(events), events);
}

TEST(EventFile, KeepsTheEndsOfTheRanges) {
    auto events = toy_events(1, 1);
    events[0].info.event_number = std::numeric_limits<std::uint64_t>::max();
    events[0].info.sample_id = std::numeric_limits<std::int32_t>::min();
    events[0].info.production = Production::unknown;
    events[0].info.spin = -1;
    expect_same_events(written_and_read(events), events);
}

TEST(EventFile, KeepsEventsWithoutObjects) {
    std::vector<Event> events(3);
    for (std::size_t n = 0; n < 3; ++n) events[n].info.event_number = n;
    expect_same_events(written_and_read(events), events);
}

TEST(EventReader, GivesTheSameEventsSomeRowsAtATime) {
    test::TemporaryFolder const folder;
    auto const events = test::toy_events(500, 2);
    write_events(folder / "events.h5", events, {});
    EventReader reader{folder / "events.h5"};
    ASSERT_EQ(reader.size(), events.size());
    std::vector<Event> block;
    for (std::size_t first = 0; first < events.size(); first += 70) {  // the last block is shorter
        std::size_t const count = std::min<std::size_t>(70, events.size() - first);
        reader.read(first, count, block);
        ASSERT_EQ(block.size(), count);
        for (std::size_t i = 0; i < count; ++i) {
            Event const& theirs = events[first + i];
            EXPECT_EQ(block[i].info.event_number, theirs.info.event_number);
            ASSERT_EQ(block[i].jets.size(), theirs.jets.size());
            ASSERT_EQ(block[i].btag, theirs.btag);
            ASSERT_EQ(block[i].large_jets.size(), theirs.large_jets.size());
            ASSERT_EQ(block[i].leptons.size(), theirs.leptons.size());
            for (std::size_t j = 0; j < theirs.jets.size(); ++j) EXPECT_EQ(block[i].jets[j].e, theirs.jets[j].e);
        }
    }
}

TEST(EventFile, KeepsAnUnknownD2) {
    auto events = toy_events(1, 1);
    events[0].large_jets = {{300, 1, 1, 80, nan, 20}};
    EXPECT_TRUE(std::isnan(written_and_read(events)[0].large_jets[0].d2));
}

/// Toy events of which one has objects of each kind.
std::vector<Event> events_with_objects() {
    auto events = toy_events(50, 1);
    events[0].jets = {{50, 1, 1, 80}}, events[0].btag = {1};
    events[0].large_jets = {{300, 1, 1, 80, 1, 20}};
    events[0].leptons = {{40, 1, 1, 11, LeptonQuality::tight}};
    return events;
}

TEST(EventFile, MarksWhatItDoesNotHave) {
    TemporaryFolder const folder;
    Absent const absent{"events.met",    "events.met_phi",   "events.pt_miss",    "events.mcEventWeight",
                        "events.mass",   "events.spin",      "events.signalType", "jets.btag",
                        "large_jets.d2", "large_jets.n_trk", "leptons.quality"};
    write_events(folder / "events.h5", events_with_objects(), {}, absent);
    EventReader reader{folder / "events.h5"};
    EXPECT_EQ(reader.absent(), absent);
    std::vector<Event> events;
    reader.read(0, 50, events);
    Event const& event = events[0];
    EXPECT_TRUE(std::isnan(event.info.met) && std::isnan(event.info.met_phi) && std::isnan(event.info.pt_miss));
    EXPECT_EQ(event.info.weight, 1);
    EXPECT_EQ(event.info.mass, 0);
    EXPECT_EQ(event.info.spin, -1);
    EXPECT_EQ(event.info.production, Production::unknown);
    EXPECT_EQ(event.btag[0], -1);
    EXPECT_TRUE(std::isnan(event.large_jets[0].d2));
    EXPECT_EQ(event.large_jets[0].n_trk, -1);
    EXPECT_EQ(event.leptons[0].quality, LeptonQuality::unknown);
    write_events(folder / "again.h5", events, {}, reader.absent());
    EXPECT_EQ(EventReader{folder / "again.h5"}.absent(), absent);
}

TEST(EventFile, MayLackLeptonsAndLargeJets) {
    TemporaryFolder const folder;
    write_events(folder / "events.h5", events_with_objects(), {}, {"leptons", "large_jets"});
    EventReader reader{folder / "events.h5"};
    EXPECT_EQ(reader.absent(),
              (Absent{"large_jets", "large_jets.d2", "large_jets.n_trk", "leptons", "leptons.quality"}));
    std::vector<Event> events(3);
    events[0].leptons = {{40, 1, 1, 11, LeptonQuality::tight}};  // of an earlier file
    reader.read(0, 3, events);
    EXPECT_TRUE(events[0].leptons.empty() && events[0].large_jets.empty());
    EXPECT_EQ(events[0].jets.size(), 1);
}

TEST(EventFile, FindsColumnsThatHoldOnlyADefault) {
    TemporaryFolder const folder;
    auto events = toy_events(3000, 1);  // more than are looked at together
    auto const found = [&] {
        write_events(folder / "events.h5", events, {});
        return EventReader{folder / "events.h5"}.only_zeros();
    };
    EXPECT_TRUE(found().empty());
    for (auto& event : events) {
        event.info.met = event.info.pt_miss = 0;
        for (auto& jet : event.large_jets) jet.d2 = 0, jet.n_trk = 0;
    }
    EXPECT_EQ(found(), (Absent{"events.met", "events.pt_miss", "large_jets.d2", "large_jets.n_trk"}));
    events[2999].info.pt_miss = 1;
    EXPECT_EQ(found(), (Absent{"events.met", "large_jets.d2", "large_jets.n_trk"}));
    events.resize(4);  // four zeros may be chance
    EXPECT_EQ(found().count("events.met"), 0);
}

TEST(EventFile, MayHoldNoEvents) { EXPECT_TRUE(written_and_read({}).empty()); }

TEST(EventFile, TakesJetsWithoutTagsAsUntagged) {
    auto events = toy_events(1, 1);
    events[0].jets = {{60, 1, 0, 100}, {50, 1, 1, 80}}, events[0].btag = {};
    EXPECT_EQ(written_and_read(events)[0].btag, (std::vector<std::int8_t>{0, 0}));
}

TEST(EventFile, SaysWhatItIs) {
    TemporaryFolder const folder;
    write_events(folder / "events.h5", {}, {{"seed", "7"}, {"note", ""}});
    auto attributes = read_attributes(folder / "events.h5");
    EXPECT_EQ(attributes["kind"], "jetseq_events");
    EXPECT_EQ(attributes["format_version"], "1");
    EXPECT_EQ(attributes["seed"], "7");
    EXPECT_EQ(attributes["note"], "");
    EXPECT_NE(attributes["jetseq_version"], "");
    EXPECT_NE(attributes["git_revision"], "");
}

TEST(EventFile, IsRefusedWithADamagedAttribute) {
    TemporaryFolder const folder;
    write_events(folder / "events.h5", {}, {{"seed", "7"}});
    auto content = read_file(folder / "events.h5");
    for (std::string const name : {"kind", "seed", "git_revision"}) {
        auto damaged = content;
        damaged[damaged.find(name + '\0') - 8] = 9;  // the version of HDF5's message of it
        write_file(folder / "damaged.h5", damaged);
        auto const message = message_of([&] { read_attributes(folder / "damaged.h5"); });
        EXPECT_TRUE(says(message, {folder / "damaged.h5", "damaged (attributes: "}));
    }
}

TEST(EventFile, HasTheSameBytesAtAnyTime) {
    TemporaryFolder const folder;
    auto const events = toy_events(100, 1);
    write_events(folder / "a.h5", events, {{"seed", "1"}});
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});  // HDF5's time stamps count seconds
    write_events(folder / "b.h5", events, {{"seed", "1"}});
    EXPECT_TRUE(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
}

TEST(EventFile, LeavesNothingIfItCannotBeWritten) {
    TemporaryFolder const folder;
    write_file(folder / "file", "");
    auto const message = message_of([&] { write_events(folder / "file/a.h5", {}, {}); });
    EXPECT_TRUE(says(message, {"can't write", folder / "file/a.h5"}));
    EXPECT_TRUE(says(message_of([] { write_events("/proc/a.h5", {}, {}); }), {"can't write", "/proc/a.h5"}));
}

TEST(EventFile, NamesTheRowOfAnObjectThatIsNotFinite) {
    EXPECT_TRUE(says(complaint([](Event& e) { e.jets[0].eta = nan; }), {"/jets, row 4321", "eta nan"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.jets[0].e = infinity; }), {"/jets, row 4321", "e inf"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.jets[0].pt = 0; }), {"/jets, row 4321", "pt > 0"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.large_jets[0].m = nan; }), {"/large_jets, row 4321"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.large_jets[0].d2 = infinity; }), {"/large_jets, row 4321"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.leptons[0].phi = infinity; }), {"/leptons, row 4321"}));
}

TEST(EventFile, NamesTheColumnOfAnEventThatIsNotFinite) {
    EXPECT_TRUE(
        says(complaint([](Event& e) { e.info.weight = nan; }), {"/events, row 4321", "'mcEventWeight' is nan"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.info.mass = infinity; }), {"/events, row 4321", "'mass' is inf"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.info.met = nan; }), {"/events, row 4321", "'met' is nan"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.info.met_phi = nan; }), {"/events, row 4321", "'met_phi' is nan"}));
    EXPECT_TRUE(says(complaint([](Event& e) { e.info.pt_miss = nan; }), {"/events, row 4321", "'pt_miss' is nan"}));
}

TEST(EventFile, NamesTheDatasetThatASequenceFileLacks) {
    TemporaryFolder const folder;
    write_sequences(folder / "sequences.h5", test::toy_sequences(10, 1), {});
    EXPECT_TRUE(says(message_of([&] { read_events(folder / "sequences.h5"); }),
                     {folder / "sequences.h5", "has no dataset /large_jets", "it has: events, jets",
                      "Regions are selected from events"}));
}

/// A file of ours without a table that its kind always has is damaged; without another one it is the wrong file.
TEST(EventFile, OfOursThatLacksATableIsDamaged) {
    TemporaryFolder const folder;
    auto const complaint = [&](std::string const& kind, std::vector<std::string> const& tables) {
        std::string const file_name = folder / "a.h5";
        {
            test::ForeignFile file{file_name};
            file.add_attribute("kind", kind);
            for (auto const& name : tables) file.add_table(name, {1}, {{"eventNumber", H5T_STD_U64LE, {1}}});
        }
        return message_of([&] { read_events(file_name); });
    };
    std::string const damaged = "The file is damaged; make it again";
    EXPECT_TRUE(says(complaint("jetseq_sequences", {"jets"}), {"has no dataset /events", damaged}));
    EXPECT_TRUE(says(complaint("jetseq_sequences", {"events"}), {"has no dataset /jets", damaged}));
    EXPECT_TRUE(says(complaint("jetseq_events", {"jets"}), {"has no dataset /events", damaged}));
    EXPECT_TRUE(says(complaint("jetseq_scores", {}), {"has no dataset /events", damaged}));
    EXPECT_TRUE(says(complaint("jetseq_scores", {"events"}), {"has no dataset /jets", "that were scored"}));
    EXPECT_TRUE(says(complaint("jetseq_seen_jets", {"seen"}), {"has no dataset /events", "Leave it out"}));
}

TEST(EventFile, HasChunksOfAtLeastOneRow) {
    test::TemporaryFolder const folder;
    write_events(folder / "a.h5", std::vector<Event>(3), {});
    EventReader const reader{folder / "a.h5"};
    EXPECT_GE(reader.rows_per_chunk(), 1U);
    EXPECT_EQ(reader.size(), 3U);
}

}  // namespace
}  // namespace jetseq::data
