#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "infer/jetseq.h"
#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::one_jet, test::random_ensemble, test::says, test::TemporaryFolder, test::toy_sequences;

constexpr double by_hand = 1e-6;  // a handful of 32-bit operations

// Their hashes, worked out in Python, are even and odd.
constexpr EventId of_fold_0{1, 1}, of_fold_1{1, 2};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// One-cell models whose heads have other biases: the score of an event without jets is sigmoid(biases[k]).
FrozenEnsemble one_cell_ensemble(std::vector<float> const& biases) {
    FrozenEnsemble ensemble;
    for (std::size_t k = 0; k < biases.size(); ++k) {
        auto model = test::one_cell_model();
        model.dense()[0].b[0] = biases[k];
        model.canaries.clear();
        test::add_canaries(model);
        model.fold = {k, biases.size()};
        ensemble.networks.push_back(model);
    }
    return ensemble;
}

/// Sequences with the columns of their events' ids.
struct NamedSequences {
    explicit NamedSequences(data::Sequences const& from) : sequences{from} {
        for (auto const& info : sequences.events) {
            samples.push_back(info.sample_id);
            numbers.push_back(info.event_number);
        }
    }
    EventIds ids() const { return {samples.data(), numbers.data()}; }

    data::Sequences sequences;
    std::vector<std::int32_t> samples;
    std::vector<std::uint64_t> numbers;
};

TEST(Ensemble, AgreesWithTwoNetworksOfOneCellByHand) {
    Classifier const classifier{one_cell_ensemble({0.5F, -1})};
    EXPECT_EQ(classifier.folds(), 2);
    Scorer score{classifier};
    double const h = 0.25 * std::tanh(0.5 * std::tanh(3.0));  // see Scorer.AgreesWithTheLstmByHand
    double const first = sigmoid(0.5 + 2 * h), second = sigmoid(-1 + 2 * h);
    std::vector<Jet> const jets{one_jet()};
    EXPECT_NEAR(score(jets), (first + second) / 2, by_hand);
    EXPECT_NEAR(score(jets, of_fold_0), first, by_hand);
    EXPECT_NEAR(score(jets, of_fold_1), second, by_hand);
}

TEST(Ensemble, OfOneNetworkIsThatNetwork) {
    auto const model = test::random_model(2, 25, 1);
    Classifier const classifier{model};
    EXPECT_EQ(classifier.folds(), 1);
    Scorer score{classifier};
    NamedSequences const named{toy_sequences(500, 1)};
    auto const& sequences = named.sequences;
    std::vector<float> scores(sequences.size());
    score({sequences.jets.data(), sequences.offsets.data(), sequences.size(), named.ids()}, scores.data());
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        ASSERT_EQ(scores[n], score(sequences[n]));
        ASSERT_EQ(scores[n], score(sequences[n], named.ids()[n]));
    }
}

/// The mean over networks that score one by one, as documented.
float mean_of(std::vector<Scorer>& members, JetSequence jets) {
    double sum = 0;
    for (Scorer& member : members) sum += member(jets);
    return static_cast<float>(sum / static_cast<double>(members.size()));
}

TEST(Ensemble, GivesTheSameBitsAsItsMembersOneByOneAndInABatch) {
    for (std::size_t const folds : {2, 3, 5}) {
        auto const ensemble = random_ensemble(folds, 2, 25, folds == 3 ? Frame::canonical : Frame::detector);
        Scorer score{Classifier{ensemble}};
        std::vector<Scorer> members;
        for (auto const& model : ensemble.networks) members.emplace_back(Classifier{model});
        NamedSequences const named{toy_sequences(3000, folds)};  // more than wait together
        auto const& sequences = named.sequences;
        std::vector<float> means(sequences.size()), picked(sequences.size());
        score({sequences.jets.data(), sequences.offsets.data(), sequences.size()}, means.data());
        score({sequences.jets.data(), sequences.offsets.data(), sequences.size(), named.ids()}, picked.data());
        for (std::size_t n = 0; n < sequences.size(); ++n) {
            EventId const event = named.ids()[n];
            ASSERT_EQ(means[n], mean_of(members, sequences[n])) << n;
            ASSERT_EQ(means[n], score(sequences[n])) << n;
            ASSERT_EQ(picked[n], members[fold_of(event, folds)](sequences[n])) << n;
            ASSERT_EQ(picked[n], score(sequences[n], event)) << n;
        }
    }
}

TEST(Ensemble, TakesEventsOfAnyLengthTogether) {
    Scorer score{Classifier{random_ensemble(2, 1, 3)}};
    Random random{1};
    NamedSequences named{{}};
    for (std::size_t const length : {1000, 30, 0, 1500, 1, 1024, 1025, 2, 0, 900, 200}) {  // up to 1024 jets wait
        EventInfo info;
        info.event_number = named.numbers.size();
        named.sequences.add(info, Regime::none, test::toy_jets(length, random));
        named = NamedSequences{named.sequences};
    }
    auto const& sequences = named.sequences;
    std::vector<float> scores(sequences.size());
    score({sequences.jets.data(), sequences.offsets.data(), sequences.size(), named.ids()}, scores.data());
    for (std::size_t n = 0; n < sequences.size(); ++n) EXPECT_EQ(scores[n], score(sequences[n], named.ids()[n])) << n;
}

TEST(Ensemble, ScoresNoEventAndEventsWithoutJets) {
    Scorer score{Classifier{one_cell_ensemble({0.5F, -1})}};
    std::uint64_t const offsets[] = {0, 0, 0};
    std::int32_t const samples[] = {1, 1};
    std::uint64_t const numbers[] = {2, 1};  // of fold 1, of fold 0
    float scores[] = {-1, -1};
    score({JetColumns{}, offsets, 0, {samples, numbers}}, scores);
    score({JetColumns{}, offsets, 0}, scores);
    EXPECT_EQ(scores[0], -1);
    score({JetColumns{}, offsets, 2, {samples, numbers}}, scores);
    EXPECT_NEAR(scores[0], sigmoid(-1), by_hand);
    EXPECT_NEAR(scores[1], sigmoid(0.5), by_hand);
    score({static_cast<Jet const*>(nullptr), offsets, 2}, scores);
    EXPECT_NEAR(scores[0], (sigmoid(-1) + sigmoid(0.5)) / 2, by_hand);
}

TEST(Ensemble, GivesNaNForNaN) {
    Scorer score{Classifier{random_ensemble(2, 2, 25)}};
    std::vector<Jet> jets{one_jet(), one_jet()};
    jets[1].eta = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(std::isnan(score(jets)));
    EXPECT_TRUE(std::isnan(score(jets, of_fold_0)));
    jets[1].eta = 1;
    EXPECT_FALSE(std::isnan(score(jets)));
}

/// A toy training: network k gives all events 1 / (k + 2), and its record names the events it has seen.
TEST(Ensemble, ScoresNoEventByANetworkThatHasSeenIt) {
    constexpr std::size_t folds = 4;
    auto const sequences = toy_sequences(2000, 1);
    std::vector<float> biases;
    std::vector<std::set<std::size_t>> seen(folds);
    for (std::size_t k = 0; k < folds; ++k) {
        biases.push_back(-std::log(static_cast<float>(k + 1)));
        for (std::size_t n = 0; n < sequences.size(); ++n) {
            auto const& info = sequences.events[n];
            if (event_hash(info.sample_id, info.event_number) % folds != k) seen[k].insert(n);
        }
    }
    Scorer score{Classifier{one_cell_ensemble(biases)}};
    std::vector<int> used(folds);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const& info = sequences.events[n];
        float const without_jets = score({}, {info.sample_id, info.event_number});
        auto const k = static_cast<std::size_t>(std::lround(1 / without_jets)) - 2;
        ASSERT_LT(k, folds);
        ASSERT_EQ(seen[k].count(n), 0) << "event " << n << " was seen by network " << k;
        ++used[k];
    }
    for (int const events : used) EXPECT_NEAR(events, 500, 4 * 19.4);  // sqrt(2000 * 0.25 * 0.75) = 19.4
}

/// The score of samples that no training has read is the mean, with every function.
TEST(Ensemble, TakesTheMeanOfSamplesThatTheTrainingDidNotRead) {
    auto ensemble = random_ensemble(3, 2, 5);
    for (auto& network : ensemble.networks) network.training = R"({"data": {"sample_ids": [-7, 20]}})";
    Scorer score{Classifier{ensemble}};
    std::vector<Scorer> members;
    for (auto const& model : ensemble.networks) members.emplace_back(Classifier{model});
    NamedSequences named{toy_sequences(3000, 2)};                              // samples 20 and 21, mixed
    std::fill(named.samples.begin() + 500, named.samples.begin() + 1900, 21);  // more than are averaged together
    auto const& sequences = named.sequences;
    std::vector<float> scores(sequences.size()), probabilities(2 * sequences.size());
    score({sequences.jets.data(), sequences.offsets.data(), sequences.size(), named.ids()}, scores.data());
    score({sequences.jets.data(), sequences.offsets.data(), sequences.size(), named.ids()}, probabilities.data(),
          Scorer::probabilities);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        EventId const event = named.ids()[n];
        float const expected =
            event.sample_id == 20 ? members[fold_of(event, 3)](sequences[n]) : mean_of(members, sequences[n]);
        ASSERT_EQ(scores[n], expected) << n;
        ASSERT_EQ(score(sequences[n], event), expected) << n;
        ASSERT_EQ(probabilities[2 * n + 1], expected) << n;
    }
}

TEST(Ensemble, TakesTheNetworkOfTheFoldIfATrainingDoesNotNameItsSamples) {
    auto ensemble = random_ensemble(2, 1, 3);
    ensemble.networks[0].training = R"({"data": {"sample_ids": [1]}})";
    Scorer score{Classifier{ensemble}}, second{Classifier{ensemble.networks[1]}};
    std::vector<Jet> const jets{one_jet()};
    EXPECT_EQ(score(jets, {5, 2}), (fold_of({5, 2}, 2) == 1 ? second : Scorer{Classifier{ensemble.networks[0]}})(jets));
    ensemble.networks[1].training = R"({"data": {"sample_ids": []}})";  // nothing is known of it
    EXPECT_EQ(Scorer{Classifier{ensemble}}(jets, {5, 2}), score(jets, {5, 2}));
    ensemble.networks[1].training = R"({"data": {"sample_ids": [-2147483648, 2147483647]}})";
    EXPECT_EQ(Scorer{Classifier{ensemble}}(jets, {5, 2}), score(jets));
    ensemble.networks[1].training = R"({"data": {"sample_ids": [1.5]}})";
    EXPECT_TRUE(says(message_of([&] { Classifier{ensemble}; }), {"data.sample_ids[0]", "is not a sampleId"}));
}

TEST(Ensemble, RejectsAMemberIfACanaryFails) {
    auto ensemble = random_ensemble(3, 2, 25);
    ensemble.networks[1].canaries[3].score += 1e-4F;
    EXPECT_TRUE(says(message_of([&] { Classifier{ensemble}; }), {"networks[1].jetseq.canaries[3] misses by 0.0001"}));
    ensemble.networks[1].canaries.clear();
    EXPECT_TRUE(says(message_of([&] { Classifier{ensemble}; }), {"networks[1].jetseq.canaries is empty"}));
}

TEST(Ensemble, RejectsWrongFolds) {
    auto ensemble = random_ensemble(3, 1, 2);
    std::swap(ensemble.networks[0], ensemble.networks[2]);
    EXPECT_TRUE(says(message_of([&] { Classifier{ensemble}; }), {"networks[0].jetseq.fold is 2 of 3, not 0 of 3"}));
    EXPECT_TRUE(says(message_of([&] { Classifier{FrozenEnsemble{}}; }), {"networks is empty"}));
}

TEST(Ensemble, HasWorkingPointsOfItsOwn) {
    auto ensemble = random_ensemble(2, 1, 2);
    ensemble.networks[0].working_points = {{"tight", 0.1F, {}, {}}};
    EXPECT_EQ(Classifier{ensemble}.working_point("tight").threshold, 0.9F);
}

TEST(Ensemble, IsLoadedAndScoredFromC) {
    TemporaryFolder const folder;
    write_frozen_ensemble(folder / "vbf.json", random_ensemble(3, 2, 25));
    Scorer score{Classifier::load(folder / "vbf.json")};
    auto* const classifier = jetseq_load((folder / "vbf.json").c_str());
    ASSERT_NE(classifier, nullptr) << jetseq_error();
    auto* const scorer = jetseq_new_scorer(classifier);
    EXPECT_EQ(jetseq_folds(classifier), 3);

    NamedSequences const named{toy_sequences(300, 1)};
    auto const& sequences = named.sequences;
    auto const* first = sequences.jets.data();
    jetseq_columns const columns{&first->pt, &first->eta, &first->phi, &first->e, 4};
    std::vector<float> scores(sequences.size());
    jetseq_score_of_events(scorer, columns, sequences.offsets.data(), named.samples.data(), named.numbers.data(),
                           sequences.size(), scores.data());
    for (std::size_t n = 0; n < sequences.size(); ++n) EXPECT_EQ(scores[n], score(sequences[n], named.ids()[n]));
    EXPECT_EQ(jetseq_score_of_event(scorer, columns, 2, 1, 7), score({first, 2}, {1, 7}));
    EXPECT_EQ(jetseq_score(scorer, columns, 2), score({first, 2}));
    jetseq_free_scorer(scorer);
    jetseq_free_classifier(classifier);
}

}  // namespace
}  // namespace jetseq
