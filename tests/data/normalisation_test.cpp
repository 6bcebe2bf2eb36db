#include "data/sequences/normalisation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/support/toy_events.hpp"

namespace jetseq::data {
namespace {

/// Three jets in two events of the training part (0 and 2), and one event that must not be looked at (1).
Sequences three_jets_and_a_stranger() {
    Sequences sequences;
    EventInfo heavy;
    heavy.weight = 100;
    sequences.add(heavy, Regime::none, std::vector<Jet>{{90, -1, 2, 400}, {60, 0, 2, 100}});
    sequences.add({}, Regime::none, std::vector<Jet>{{5000, 4, -3, 9999}});
    sequences.add({}, Regime::none, std::vector<Jet>{{30, 1, 2, 100}});
    return sequences;
}

TEST(Normalisation, OfThreeJetsByHand) {
    auto const norm = normalisation_of(three_jets_and_a_stranger(), {0, 2}, Frame::detector);
    EXPECT_FLOAT_EQ(norm.offset[0], -60);  // pt 90, 60, 30: variance (900 + 0 + 900) / 3
    EXPECT_FLOAT_EQ(norm.scale[0], 1 / std::sqrt(600.0F));
    EXPECT_NEAR(norm.offset[1], 0, 1e-7);  // eta -1, 0, 1: variance 2 / 3
    EXPECT_FLOAT_EQ(norm.scale[1], std::sqrt(1.5F));
    EXPECT_FLOAT_EQ(norm.offset[2], -2);  // phi is always 2: the standard deviation is 0
    EXPECT_EQ(norm.scale[2], 1);
    EXPECT_FLOAT_EQ(norm.offset[3], -200);  // e 400, 100, 100: variance (40000 + 10000 + 10000) / 3
    EXPECT_FLOAT_EQ(norm.scale[3], 1 / std::sqrt(20000.0F));
}

TEST(Normalisation, LooksAtTheGivenEventsOnly) {
    auto sequences = three_jets_and_a_stranger();
    auto const before = normalisation_of(sequences, {0, 2}, Frame::detector);
    sequences.jets[2] = {1, 0, 0, 1};  // the stranger's
    auto const after = normalisation_of(sequences, {0, 2}, Frame::detector);
    EXPECT_EQ(before.offset, after.offset);
    EXPECT_EQ(before.scale, after.scale);
    EXPECT_NE(normalisation_of(sequences, {0, 1, 2}, Frame::detector).offset, before.offset);
}

TEST(Normalisation, IsThatOfTheFrameTheNetworkSees) {
    auto const norm = normalisation_of(three_jets_and_a_stranger(), {0, 2}, Frame::canonical);
    EXPECT_FLOAT_EQ(norm.offset[1], -2.0F / 3);  // eta 1, 0 (mirrored) and 1
    EXPECT_FLOAT_EQ(norm.offset[2], 0);          // all at the phi of their leading jet
    EXPECT_FLOAT_EQ(norm.offset[0], -60);        // pt is not touched
}

TEST(Normalisation, BringsManyJetsToMeanZeroAndStandardDeviationOne) {
    auto const sequences = test::toy_sequences(20'000, 1);
    std::vector<std::size_t> all(sequences.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    auto const norm = normalisation_of(sequences, all, Frame::detector);
    double sum = 0, squares = 0;
    for (Jet const& jet : sequences.jets) {
        double const x = (static_cast<double>(jet.e) + norm.offset[3]) * norm.scale[3];
        sum += x, squares += x * x;
    }
    auto const count = static_cast<double>(sequences.jets.size());
    constexpr double float_rounding = 1e-6;  // offset and scale are floats
    EXPECT_NEAR(sum / count, 0, float_rounding);
    EXPECT_NEAR(squares / count, 1, float_rounding);
}

TEST(Normalisation, WithoutJetsChangesNothing) {
    auto const norm = normalisation_of(three_jets_and_a_stranger(), {}, Frame::canonical);
    EXPECT_EQ(norm.offset, (std::array<float, 4>{0, 0, 0, 0}));
    EXPECT_EQ(norm.scale, (std::array<float, 4>{1, 1, 1, 1}));
}

TEST(Normalisation, OfEventsWithoutJetsChangesNothing) {
    Sequences empty;
    empty.add({}, Regime::none, {});
    EXPECT_EQ(normalisation_of(empty, {0}, Frame::canonical).scale, (std::array<float, 4>{1, 1, 1, 1}));
}

}  // namespace
}  // namespace jetseq::data
