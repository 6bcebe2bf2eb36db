#include "data/sequences/identity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "tests/support/message_of.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

using test::message_of, test::says;

/// Events with these numbers, all of sample 1, from two files; `jets` of event n: as many, of pt n + 31.
Sequences events(std::vector<std::uint64_t> const& numbers, std::vector<int> const& jets) {
    Sequences sequences;
    for (std::size_t n = 0; n < numbers.size(); ++n) {
        EventInfo info;
        info.sample_id = 1, info.event_number = numbers[n];
        std::vector<Jet> const all(static_cast<std::size_t>(jets[n]), Jet{31 + static_cast<float>(n), 0, 0, 50});
        sequences.add(info, Regime::none, all);
    }
    sequences.sources = {{"a.h5", 0}, {"b.h5", numbers.size() / 2}};
    return sequences;
}

/// Event `to` gets the jets of event `from`.
void copy_jets(Sequences& sequences, std::size_t from, std::size_t to) {
    auto const jets = sequences[from];
    std::copy(jets.begin(), jets.end(), sequences.jets.data() + sequences.offsets[to]);
}

TEST(JetsHash, BelongsToEachNumberOfEachJet) {
    std::vector<Jet> jets{{60, 1, 2, 120}, {40, -1, 0, 70}};
    auto const before = jets_hash(jets);
    EXPECT_EQ(jets_hash(jets), before);
    for (float Jet::*member : {&Jet::pt, &Jet::eta, &Jet::phi, &Jet::e}) {
        auto other = jets;
        other[1].*member += 0.125F;
        EXPECT_NE(jets_hash(other), before);
    }
    std::swap(jets[0], jets[1]);
    EXPECT_NE(jets_hash(jets), before);
    EXPECT_EQ(jets_hash({}), 0U);
}

/// Jets as drawn, and as they come back from other units: the last bit of pt and e may differ.
std::pair<std::vector<Jet>, std::vector<Jet>> jets_and_rounded_ones(std::mt19937& random) {
    std::uniform_real_distribution<float> uniform{0, 1};
    std::vector<Jet> jets(8);
    for (Jet& jet : jets) {
        jet.pt = 30 + 500 * uniform(random), jet.eta = 4 * uniform(random) - 2, jet.phi = 6 * uniform(random) - 3;
        jet.e = 1.01F * jet.pt * std::cosh(jet.eta);
    }
    auto copy = jets;
    for (Jet& jet : copy) {
        for (float* value : {&jet.pt, &jet.e}) *value = std::nextafter(*value, *value + 3 * uniform(random) - 1);
    }
    return {jets, copy};
}

TEST(JetsHash, IsThatOfACopyInOtherUnitsToo) {
    std::mt19937 random{7};
    int constexpr events = 20000;
    int equal = 0, equal_bits = 0;
    for (int n = 0; n < events; ++n) {
        auto const [jets, copy] = jets_and_rounded_ones(random);
        equal += jets_hash(jets) == jets_hash(copy), equal_bits += exact_jets_hash(jets) == exact_jets_hash(copy);
    }
    EXPECT_GT(equal, 0.997 * events);
    EXPECT_LT(equal_bits, 0.01 * events);
}

TEST(JetsHash, TellsEventsApart) {
    std::mt19937 random{8};
    std::set<std::uint64_t> hashes;
    for (int n = 0; n < 20000; ++n) {
        auto const jets = jets_and_rounded_ones(random).first;
        hashes.insert(jets_hash({jets.data(), 1}));
    }
    EXPECT_EQ(hashes.size(), 20000U);
}

TEST(RepeatedIds, AreOfTheSameEventInOtherUnits) {
    auto sequences = events({2, 2}, {1, 1});
    copy_jets(sequences, 0, 1);
    sequences.jets[1].pt = std::nextafter(sequences.jets[1].pt, 0.0F);
    EXPECT_EQ(repeated_ids(sequences).with_same_jets, 1U);
    sequences.jets[1].pt *= 1.001F;
    EXPECT_EQ(repeated_ids(sequences).with_other_jets, 1U);
}

TEST(RepeatedIds, AreThoseOfTheSameEventOrOfAnother) {
    auto sequences = events({1, 2, 2, 3}, {1, 2, 2, 1});
    EXPECT_EQ(repeated_ids(sequences).with_other_jets, 1U);
    EXPECT_TRUE(says(message_of([&] { require_ids(sequences); }),
                     {"event 2 of sample 1", "a.h5", "b.h5", "different jets", "sampleId"}));
    copy_jets(sequences, 1, 2);
    EXPECT_EQ(repeated_ids(sequences).with_same_jets, 1U);
    EXPECT_NO_THROW(require_ids(sequences));
    EXPECT_EQ(repeated_ids(events({1, 1}, {0, 0})).with_same_jets, 1U);  // without jets: nothing says that they differ
    EXPECT_TRUE(says(message_of([&] { require_ids(events({1, 2, 5, 5}, {1, 1, 1, 0})); }), {"in b.h5 twice"}));
}

TEST(Copies, AreEventsWithTheJetsOfAnother) {
    auto sequences = events({1, 2, 3, 4, 5, 6}, {1, 1, 1, 1, 0, 0});  // events without jets are no copies
    EXPECT_EQ(events_with_jets_of_others(sequences), 0U);
    copy_jets(sequences, 0, 2), copy_jets(sequences, 0, 3);
    EXPECT_EQ(events_with_jets_of_others(sequences), 2U);
}

TEST(EventRows, AreFoundByBothNumbers) {
    EventRows const rows{{{1, 7}, {2, 7}, {-1, 0}}, "table.h5"};
    EXPECT_EQ(rows.row_of({2, 7}), 1U);
    EXPECT_EQ(rows.row_of({-1, 0}), 2U);
    EXPECT_EQ(rows.row_of({7, 1}), std::nullopt);
    EXPECT_EQ(EventRows({}, "none").row_of({0, 0}), std::nullopt);
}

TEST(EventRows, RefuseAnEventInTwoRows) {
    EXPECT_TRUE(says(message_of([] {
                         EventRows({{1, 7}, {1, 8}, {1, 7}}, "table.h5");
                     }),
                     {"table.h5", "event 7 of sample 1", "row 0", "row 2", "sampleId"}));
}

TEST(EventIds, ThatRepeatAreCountedAndFound) {  // sample, number
    std::vector<EventId> const ids{{1, 5}, {2, 5}, {1, 6}, {2, 5}, {1, 5}, {1, 5}};
    EXPECT_EQ(repeats(ids), 3U);
    EXPECT_EQ(first_repeat(ids), (std::pair<std::size_t, std::size_t>{1, 3}));  // the first row that repeats another
    std::vector<EventId> const different{{1, 5}, {2, 5}, {1, 6}};
    EXPECT_EQ(repeats(different), 0U);
    EXPECT_EQ(first_repeat(different), std::nullopt);
    EXPECT_EQ(repeats({}), 0U);
}

}  // namespace
}  // namespace jetseq::data
