#include "train/input/event_weights.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/train/toy_training.hpp"

namespace jetseq::test {
namespace {

/// Events with a given class, mass, weight and number of jets.
struct Made {
    data::Sequences sequences;
    train::TrainOptions options;

    void add(Production production, float mass, float weight = 1, std::size_t jets = 0) {
        EventInfo info;
        info.event_number = sequences.size();
        info.production = production, info.mass = mass, info.weight = weight;
        std::vector<Jet> const list(jets, Jet{40.0F + static_cast<float>(jets), 0, 0, 50});
        sequences.add(info, Regime::none, list);
    }
    std::vector<float> weights() const {
        return train::event_weights(sequences, data::all_indices(sequences), options);
    }
};

constexpr auto vbf = Production::vbf, ggf = Production::ggf_dy;

/// Three VBF events of weight 1 and one ggF of weight 2: sums 3 and 2 become 2.5 each, the mean stays 5 / 4.
TEST(EventWeights, GiveBothClassesTheSameSum) {
    Made made;
    made.add(vbf, 1000), made.add(vbf, 1000), made.add(vbf, 1000), made.add(ggf, 1000, 2);
    made.options.balance = train::Balance::classes;
    float const of_vbf = 2 / 3.0F;
    EXPECT_EQ(made.weights(), (std::vector<float>{of_vbf, of_vbf, of_vbf, 2}));
    made.options.weights = false;  // sums 3 and 1 become 2 each, the mean is 1
    EXPECT_EQ(made.weights(), (std::vector<float>{2 / 3.0F, 2 / 3.0F, 2 / 3.0F, 2}));
}

/// Sums 2, 3 and 1 become 2 each.
TEST(EventWeights, GiveThreeClassesTheSameSum) {
    Made made;
    made.options.classes = {"ggF", "VBF", "background"};
    made.add(ggf, 1000, 2), made.add(vbf, 1000, 1), made.add(vbf, 1000, 2), made.add(Production{2}, 0);
    made.options.balance = train::Balance::classes;
    float const mean = 1.5F;
    EXPECT_EQ(made.weights(), (std::vector<float>{2 / mean, 2 / 3.0F / mean, 4 / 3.0F / mean, 2 / mean}));
}

/// VBF: 3 light, 1 heavy; ggF: 1 light, 1 heavy. Flat: each bin 2 of VBF's 4, 1 of ggF's 2.
TEST(EventWeights, MakeASpectrumFlat) {
    Made made;
    made.add(vbf, 500), made.add(vbf, 600), made.add(vbf, 999), made.add(vbf, 1000), made.add(ggf, 0),
        made.add(ggf, 9000);
    made.options.flatten = {train::Spectrum::mass, {400, 1000, 2000}, true};
    float const light = 2 / 3.0F;
    EXPECT_EQ(made.weights(), (std::vector<float>{light, light, light, 2, 1, 1}));
    made.options.balance = train::Balance::classes;  // 3 of each class
    EXPECT_EQ(made.weights(), (std::vector<float>{0.5F, 0.5F, 0.5F, 1.5F, 1.5F, 1.5F}));
}

/// The same events: VBF has 3/4 light, ggF 1/2; both get 5/8.
TEST(EventWeights, GiveBothClassesTheSameSpectrum) {
    Made made;
    made.add(vbf, 500), made.add(vbf, 600), made.add(vbf, 999), made.add(vbf, 1000), made.add(ggf, 0),
        made.add(ggf, 9000);
    made.options.flatten = {train::Spectrum::mass, {400, 1000, 2000}, false};
    float const light = 2.5F / 3;
    EXPECT_EQ(made.weights(), (std::vector<float>{light, light, light, 1.5F, 1.25F, 0.75F}));
}

TEST(EventWeights, KnowThreeVariables) {
    Made made;
    for (std::size_t const jets : {0, 1, 1, 2}) made.add(vbf, 0, 1, jets), made.add(ggf, 0, 1, jets);
    made.options.flatten = {train::Spectrum::n_jets, {0, 1, 2, 3}, true};
    auto const by_number = made.weights();
    EXPECT_FLOAT_EQ(by_number[0], 4 / 3.0F);  // none, two or many jets: a third of four events each
    EXPECT_FLOAT_EQ(by_number[2], 2 / 3.0F);
    EXPECT_FLOAT_EQ(by_number[6], 4 / 3.0F);
    made.options.flatten = {train::Spectrum::leading_pt, {0, 41.5, 100}, true};  // 0, 41, 41 | 42 GeV
    EXPECT_FLOAT_EQ(made.weights()[0], 2 / 3.0F);
    EXPECT_FLOAT_EQ(made.weights()[6], 2);
}

TEST(EventWeights, FollowTheTrainingPartAlone) {
    Made made;
    made.add(vbf, 500), made.add(ggf, 500), made.add(ggf, 500), made.add(ggf, 500);
    made.options.balance = train::Balance::classes;
    EXPECT_EQ(event_weights(made.sequences, {0, 1}, made.options), (std::vector<float>{1, 1, 1, 1}));
}

TEST(EventWeights, PassOverBinsWithoutEvents) {
    Made made;
    made.add(vbf, 100), made.add(ggf, 100), made.add(vbf, 900), made.add(ggf, 900);
    made.options.flatten = {train::Spectrum::mass, {0, 200, 400, 1000}, true};
    EXPECT_EQ(made.weights(), (std::vector<float>{1, 1, 1, 1}));
}

TEST(EventWeights, RefuseABinOfOneClass) {
    Made made;
    made.add(vbf, 100), made.add(ggf, 100), made.add(vbf, 900);
    made.options.flatten = {train::Spectrum::mass, {0, 400, 1000}, true};
    EXPECT_TRUE(says(message_of([&] { made.weights(); }), {"bin 400", "0 ggF events", "Join the bin"}));
    made.add(ggf, 900, -1);
    EXPECT_TRUE(says(message_of([&] { made.weights(); }), {"1 ggF events", "add up to -1 "}));
    made.options.classes = {"top", "signal"};
    EXPECT_TRUE(says(message_of([&] { made.weights(); }), {"1 top events", "add up to -1 "}));
}

TEST(EventWeights, NeedTwoRisingEdges) {
    train::TrainOptions options;
    for (auto const& bins : std::vector<std::vector<double>>{{}, {1}, {2, 1}, {1, 1}}) {
        options.flatten = {train::Spectrum::mass, bins, true};
        EXPECT_TRUE(says(message_of([&] { train::check(options); }), {"train.flatten.bins"}));
    }
}

/// Events without jets, three of four VBF: what is learnt is the prior, and balance makes it one half.
TEST(EventWeights, DecideWhatATrainingLearns) {
    data::Sequences bare;
    for (std::size_t n = 0; n < 2000; ++n) {
        EventInfo info;
        info.event_number = n;
        info.production = n % 4 == 0 ? ggf : vbf;
        bare.add(info, Regime::none, {});
    }
    auto options = toy_options();
    options.learning_rate = 0.05, options.max_epochs = 30, options.balance = train::Balance::classes;
    TemporaryFolder folder;
    EXPECT_NEAR(train::train(bare, options, folder / "run", "toy", toy_hooks()).model.canaries.at(0).score, 0.5, 0.05);
}

TEST(EventWeights, AreTheFilesOwnUnlessOtherwiseAskedFor) {
    train::TrainOptions options;
    EXPECT_FALSE(train::are_reweighted(options));
    options.balance = train::Balance::classes;
    EXPECT_TRUE(train::are_reweighted(options));
    options.balance = train::Balance::none, options.flatten.variable = train::Spectrum::mass;
    EXPECT_TRUE(train::are_reweighted(options));
}

}  // namespace
}  // namespace jetseq::test
