#include "data/sequences/object_writer.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

/// Toy events with lists of 0 ... 3 tracks and of 0 ... 1 leptons, and two variables.
Sequences events_with_objects() {
    auto events = test::toy_sequences(40, 1);
    events.objects.resize(2);
    events.objects[0].choice = {"tracks", {"d0", "log(pt)"}};
    events.objects[1].choice = {"leptons", {"pdg_id"}};
    events.variables.names = {"ht", "log(met)"};
    for (std::size_t n = 0; n < events.size(); ++n) {
        auto const x = static_cast<float>(n);
        float const tracks[] = {x, -x, 0, x + 1, -999, 2 * x};  // zeros and placeholders are objects here
        float const lepton = 13;
        events.objects[0].add(tracks, n % 4), events.objects[1].add(&lepton, n % 2);
        events.variables.values.append(tracks + 2, 2);
    }
    return events;
}

EventChoice choice_of(Sequences const& events) {
    EventChoice choice;
    for (auto const& list : events.objects) choice.objects.push_back(list.choice);
    choice.variables = events.variables.names;
    return choice;
}

template <class T>
std::vector<T> list_of(Column<T> const& column) {
    return {column.data(), column.data() + column.size()};
}

void expect_same(ObjectList const& a, ObjectList const& b) {
    EXPECT_TRUE(a.choice == b.choice);
    EXPECT_EQ(list_of(a.offsets), list_of(b.offsets)) << a.choice.name;
    EXPECT_EQ(list_of(a.values), list_of(b.values)) << a.choice.name;
}

TEST(ObjectWriter, WritesWhatAReaderReads) {
    test::TemporaryFolder const folder;
    auto const events = events_with_objects();
    EXPECT_FALSE(replaces_jets(events.objects));
    write_sequences(folder / "a.h5", events, {});
    Names names;
    names.inputs = choice_of(events);
    auto const read = read_sequences(folder / "a.h5", names);
    ASSERT_EQ(read.size(), events.size());
    for (std::size_t k = 0; k < 2; ++k) expect_same(read.objects.at(k), events.objects[k]);
    EXPECT_EQ(list_of(read.variables.values), list_of(events.variables.values));
    EXPECT_EQ(read.jets.size(), events.jets.size());
    EXPECT_EQ(read_sequences(folder / "a.h5").jets.size(), events.jets.size());  // as ever
}

TEST(ObjectWriter, PutsAListOfJetsInPlaceOfTheirFourVectors) {
    test::TemporaryFolder const folder;
    auto events = events_with_objects();
    events.objects[0].choice = {"jets", {"btag", "pt"}};
    EXPECT_TRUE(replaces_jets(events.objects));
    write_sequences(folder / "a.h5", events, {});
    Names names;
    names.inputs = choice_of(events);
    auto const read = read_sequences(folder / "a.h5", names);
    expect_same(read.objects.at(0), events.objects[0]);
    EXPECT_EQ(read.jets.size(), 0U);
}

/// Read by its name alone, such a variable would be found twice.
TEST(ObjectWriter, LeavesOutVariablesThatTheTableOfEventsHas) {
    test::TemporaryFolder const folder;
    auto events = events_with_objects();
    events.variables.names = {"met", "m_vv"};
    write_sequences(folder / "a.h5", events, {});
    Names names;
    names.inputs = choice_of(events);
    auto const read = read_sequences(folder / "a.h5", names);
    for (std::size_t n = 0; n < events.size(); ++n) {
        EXPECT_EQ(read.variables.row(n)[0], events.events[n].met) << n;
        EXPECT_EQ(read.variables.row(n)[1], events.variables.row(n)[1]) << n;
    }
}

TEST(ObjectWriter, WritesListsAlone) {
    test::TemporaryFolder const folder;
    auto const events = events_with_objects();
    {
        h5::NewFile file{folder / "lists.h5"};
        write_objects(file, events.objects, folder / "lists.h5");
        file.close();
    }
    h5::InputFile const file{folder / "lists.h5"};
    EXPECT_EQ(file.datasets(), (std::vector<std::string>{"leptons", "tracks"}));
    EXPECT_EQ(file.axes_of("tracks"), 2U);
}

TEST(ObjectWriter, RefusesTwoListsOfOneName) {
    test::TemporaryFolder const folder;
    auto events = events_with_objects();
    events.objects[1].choice.name = "tracks";
    EXPECT_TRUE(
        test::says(test::message_of([&] { write_sequences(folder / "a.h5", events, {}); }), {"'tracks' twice"}));
    events.objects[1].choice.name = "events";
    EXPECT_TRUE(
        test::says(test::message_of([&] { write_sequences(folder / "a.h5", events, {}); }), {"'events' twice"}));
}

TEST(ObjectWriter, KeepsJetsThatANetworkReadsByNamesFromOneOfFourVectors) {
    test::TemporaryFolder const folder;
    auto events = test::toy_sequences(20, 1);
    events.objects.resize(1);
    events.objects[0].choice = {"jets", {"pt", "eta", "phi", "e"}};
    float const jet[] = {50, 0, 0, 60};
    for (std::size_t n = 0; n < events.size(); ++n) events.objects[0].add(jet, 1);
    events.variables = {{"ht"}, {}};
    for (std::size_t n = 0; n < events.size(); ++n) events.variables.values.push_back(1);
    write_sequences(folder / "a.h5", events, {});
    EXPECT_TRUE(test::says(test::message_of([&] { read_sequences(folder / "a.h5"); }),
                           {"a.h5: /jets are those that a network reads by names", "Name inputs"}));
    Names names;
    names.inputs = choice_of(events);
    auto const read = read_sequences(folder / "a.h5", names);
    EXPECT_EQ(read.objects.at(0).values.size(), 80U);
    EXPECT_EQ(read.jets.size(), 0U);
    Names of_variables;
    of_variables.variables = {"ht"};
    EXPECT_EQ(read_sequences(folder / "a.h5", of_variables).variables.values.size(), 20U);
}

}  // namespace
}  // namespace jetseq::data
