#include "train/input/parts.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/train/toy_training.hpp"

namespace jetseq::test {
namespace {

TEST(Parts, AreThoseOfTheSplitWithoutFolds) {
    auto const sequences = toy_sequences(500, 3);
    auto const parts = split(sequences);
    EXPECT_EQ(train::events_of(sequences, data::Part::train, {}), parts[0]);
    EXPECT_EQ(train::events_of(sequences, data::Part::validation, {}), parts[1]);
    EXPECT_EQ(train::events_of(sequences, data::Part::test, {}), parts[2]);
}

TEST(Parts, OfFoldsTestEachEventOnceInItsFold) {
    auto const sequences = toy_sequences(2000, 3);
    std::vector<int> tested(sequences.size(), 0);
    for (std::size_t fold = 0; fold < 5; ++fold) {
        for (std::size_t const n : train::events_of(sequences, data::Part::test, {fold, 5})) {
            EXPECT_EQ(fold_of({sequences.events[n].sample_id, sequences.events[n].event_number}, 5), fold);
            ++tested[n];
        }
        auto const train = train::events_of(sequences, data::Part::train, {fold, 5});
        auto const validation = train::events_of(sequences, data::Part::validation, {fold, 5});
        double const rest = static_cast<double>(train.size() + validation.size());
        EXPECT_NEAR(static_cast<double>(train.size()) / rest, 0.8, 4 * std::sqrt(0.8 * 0.2 / rest));
    }
    EXPECT_EQ(tested, std::vector<int>(sequences.size(), 1));
}

TEST(Parts, LeaveOutEventsOfUnknownProduction) {
    auto sequences = toy_sequences(100, 3);
    for (auto& event : sequences.events) event.production = Production::unknown;
    EXPECT_TRUE(train::events_of(sequences, data::Part::train, {}).empty());
    EXPECT_TRUE(train::events_of(sequences, data::Part::test, {1, 3}).empty());
}

/// What the frozen format promises of network k of n.
TEST(Parts, OfAFoldKeepItsEventsFromTheTraining) {
    auto const sequences = toy_sequences(1000, 1);
    auto changed = sequences;
    Fold const fold{1, 3};
    for (std::size_t const n : train::events_of(sequences, data::Part::test, fold)) {
        changed.events[n].weight = 50;
        for (auto k = changed.offsets[n]; k < changed.offsets[n + 1]; ++k) changed.jets[k].pt *= 2;
    }
    auto options = toy_options();
    options.fold = fold;
    TemporaryFolder folder;
    auto const honest = train::train(sequences, options, folder / "a", "toy", toy_hooks()).model;
    auto const other = train::train(changed, options, folder / "b", "toy", toy_hooks()).model;
    EXPECT_EQ(train::parameters_of(honest), train::parameters_of(other));
    EXPECT_EQ(honest.inputs[0].offset, other.inputs[0].offset);
    EXPECT_EQ(honest.fold.index, 1U);
    EXPECT_EQ(honest.fold.of, 3U);
}

TEST(Parts, HoldEachClassAndNoOther) {
    auto sequences = toy_sequences(100, 3);
    std::vector<std::size_t> all(sequences.size());
    for (std::size_t n = 0; n < all.size(); ++n) all[n] = n;
    auto const refusal = [&](std::vector<std::size_t> const& part, std::vector<std::string> const& classes) {
        return message_of([&] { train::require_all_classes(sequences, part, "training", classes); });
    };
    train::require_all_classes(sequences, all, "training", {"ggF", "VBF"});
    EXPECT_TRUE(
        says(refusal(all, {"ggF", "VBF", "top"}), {"the training part has", ", 0 top events", "needs all 3 classes"}));
    EXPECT_TRUE(says(refusal({}, {"ggF", "VBF"}), {"0 ggF, 0 VBF events", "needs both"}));
    sequences.events[0].production = Production{3};
    EXPECT_TRUE(says(refusal(all, {"ggF", "VBF"}), {"1 of label 3", "network.classes has 2 names"}));
}

TEST(Parts, WithoutAnyLabelSaySo) {
    auto sequences = toy_sequences(3, 3);
    EXPECT_FALSE(train::all_unlabelled(sequences));
    for (auto& event : sequences.events) event.production = Production::unknown;
    EXPECT_TRUE(train::all_unlabelled(sequences));
    EXPECT_FALSE(train::all_unlabelled({}));
    EXPECT_TRUE(says(message_of([&] {
                         train::require_all_classes(sequences, {}, "training", {"ggF", "VBF"});
                     }),
                     {"the training part is empty (all 3 events have no class: signalType is -1"}));
}

}  // namespace
}  // namespace jetseq::test
