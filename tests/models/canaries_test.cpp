#include "models/frozen/canaries.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

/// Two canaries without jets, of scores 1/4 and 1/2.
FrozenModel two_canaries() {
    FrozenModel model;
    model.canaries = {{{}, 0.25F}, {{}, 0.5F}};
    return model;
}

std::string objects_above_a_tenth(std::size_t, float missed_by) {
    return missed_by <= 0.1F ? "" : "(a reason). A remedy";
}

TEST(Canaries, AreComparedWithTheProbabilityOfClassOne) {
    EXPECT_EQ(check_canaries(two_canaries(), {0.75F, 0.25F, 0.4375F, 0.5625F}, "", objects_above_a_tenth), 0.0625F);
}

TEST(Canaries, AreComparedWithAllProbabilitiesThatTheyRecord) {
    auto model = two_canaries();
    model.classes = {"ggF", "VBF", "background"};
    model.canaries.resize(1);
    model.canaries[0].probabilities = {0.25F, 0.25F, 0.5F};
    EXPECT_EQ(check_canaries(model, {0.3125F, 0.25F, 0.4375F}, "", objects_above_a_tenth), 0.0625F);
}

TEST(Canaries, KeepThatOneProbabilityIsNotANumber) {
    auto model = two_canaries();
    model.classes = {"ggF", "VBF", "background"};
    model.canaries.resize(1);
    model.canaries[0].probabilities = {0.25F, 0.25F, 0.5F};
    auto const not_a_number = [&] { check_canaries(model, {0.25F, NAN, 0.5F}, "", objects_above_a_tenth); };
    EXPECT_TRUE(says(message_of(not_a_number), {"canaries[0] misses by nan"}));
}

TEST(Canaries, AreNamedIfTheyMiss) {
    auto const missing = [] { check_canaries(two_canaries(), {0, 0.25F, 0, 1}, "a file: ", objects_above_a_tenth); };
    EXPECT_EQ(message_of(missing), "a file: jetseq.canaries[1] misses by 0.5 (a reason). A remedy");
    auto const barely = [](std::size_t, float missed_by) { return missed_by > 0 ? "(a reason)" : ""; };
    auto const missing_by_little = [&] { check_canaries(two_canaries(), {0, 0.25F, 0, 0.5F + 0x1p-22F}, "", barely); };
    EXPECT_EQ(message_of(missing_by_little), "jetseq.canaries[1] misses by 2.38419e-07 (a reason)");
    auto const not_a_number = [] { check_canaries(two_canaries(), {0, NAN, 0, 0.5F}, "", objects_above_a_tenth); };
    EXPECT_TRUE(says(message_of(not_a_number), {"jetseq.canaries[0] misses by nan"}));
}

TEST(Canaries, MustBeThere) {
    auto const none = [] { require_canaries("x.json: canaries", 0, "Make it again", [](std::size_t) { return ""; }); };
    EXPECT_TRUE(
        says(message_of(none), {"x.json: canaries is empty (nothing shows that the file is right). Make it again"}));
}

TEST(Canaries, AreNamedInAnyList) {
    auto const second = [](std::size_t n) { return n == 1 ? "is wrong" : ""; };
    EXPECT_EQ(message_of([&] { require_canaries("tags", 3, "", second); }), "tags[1] is wrong");
}

}  // namespace
}  // namespace jetseq
