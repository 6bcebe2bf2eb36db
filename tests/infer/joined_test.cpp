#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "infer/network.hpp"
#include "infer/rounding.hpp"
#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

/// Networks of sequences of objects and variables of the event.
namespace jetseq {
namespace {

using test::exact_probabilities, test::joined_ensemble, test::joined_model, test::JoinedEvents, test::JoinedShape,
    test::message_of, test::says, test::two_sequences;

constexpr double rounding = 1e-6;  // of 32-bit arithmetic; the largest seen is 3e-7

std::vector<JoinedShape> const& shapes() {
    static std::vector<JoinedShape> const all{
        {{{"tracks", 15, 2, 64}}, 0, {16}},
        {{{"tracks", 15, 2, 64, true}}, 0, {16}},
        {{{"jets", 1, 1, 1}}, 0},
        {{{"jets", 2, 1, 1, true}}, 1},
        two_sequences(),
        {{{"jets", 5, 3, 17}, {"tracks", 3, 2, 33, true}, {"leptons", 4, 1, 4}}, 20, {40, 9}, 4},
        {{{"jets", 7, 1, 20, false, 3}, {"tracks", 2, 1, 8, true, 5}}, 2, {}, 3},
        test::two_sets(),
        {{{"jets", 1, 0, 0, false, 0, {1}}}, 0},
        {{{"tracks", 15, 0, 0, false, 0, {64, 33}}, {"jets", 2, 1, 8}, {"leptons", 4, 0, 0, false, 2, {3, 40, 5}}},
         1,
         {9},
         3},
    };
    return all;
}

std::vector<float> joined_scores(Scorer& score, EventBatch const& batch) {
    std::vector<float> found(batch.count);
    score(batch, found.data());
    return found;
}

std::vector<float> joined_probabilities(Scorer& score, EventBatch const& batch, std::size_t classes) {
    std::vector<float> found(batch.count * classes);
    score(batch, found.data(), Scorer::probabilities);
    return found;
}

TEST(Joined, NetworksAgreeWithTheFormulas) {
    for (auto const& shape : shapes()) {
        auto const model = joined_model(shape, 7);
        JoinedEvents const events{model, 200, 9, 4};
        Scorer score{Classifier{model}};
        std::size_t const classes = model.classes.size();
        auto const scores = joined_scores(score, events.batch());
        auto const found = joined_probabilities(score, events.batch(), classes);
        for (std::size_t n = 0; n < events.size(); ++n) {
            auto const exact = exact_probabilities(model, events.sequences_of(n), events.variables_of(n));
            for (std::size_t k = 0; k < classes; ++k) ASSERT_NEAR(found[n * classes + k], exact[k], rounding) << n;
            EXPECT_EQ(scores[n], found[n * classes + 1]);
        }
    }
}

/// A network that finds a number of the size of `size`, with canaries.
FrozenModel model_of_number(float size) {
    auto shape = two_sequences();
    shape.classes = 1;
    auto model = joined_model(shape, 7);
    auto& last = model.dense().back();
    for (float& weight : last.w) weight *= size;
    last.b[0] *= size;
    for (auto& canary : model.canaries) canary.score *= size;
    return model;
}

TEST(Joined, NetworksFindANumber) {
    for (float const size : {1e-6F, 1.0F, 1e6F}) {
        auto const model = model_of_number(size);
        JoinedEvents const events{model, 200, 9, 4};
        Classifier const classifier{model};
        EXPECT_TRUE(classifier.finds_number());
        EXPECT_EQ(classifier.classes(), std::vector<std::string>{"log(mass)"});
        Scorer score{classifier};
        auto const found = joined_scores(score, events.batch());
        bool varies = false;
        for (std::size_t n = 0; n < events.size(); ++n) {
            auto const exact = exact_probabilities(model, events.sequences_of(n), events.variables_of(n));
            ASSERT_EQ(exact.size(), 1U);
            ASSERT_NEAR(found[n], exact[0], static_cast<double>(size) * 3e-6) << n;
            varies = varies || std::fabs(found[n] - found[0]) > 0.05F * size;
        }
        EXPECT_TRUE(varies);
        for (float const p : joined_probabilities(score, events.batch(), 1)) EXPECT_TRUE(std::isnan(p));
    }
    auto const classes = joined_model(two_sequences(), 7);
    EXPECT_FALSE(Classifier{classes}.finds_number());
}

/// The tolerance follows the size of the numbers: a changed weight is noticed in any unit.
TEST(Joined, CanariesNoticeAChangedWeightOfANumberInAnyUnit) {
    for (float const size : {1e-6F, 1.0F, 1e6F}) {
        auto model = model_of_number(size);
        model.dense().back().w[0] += 0.01F * size;
        EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"canaries[", "misses by"})) << size;
    }
    auto with_point = model_of_number(1);
    with_point.working_points = {{"tight", 0.9F, {0.4, 0.39, 0.41}, {0.01, 0.009, 0.012}}};
    EXPECT_TRUE(says(message_of([&] { Classifier{with_point}; }), {"finds a number, and has working points"}));
}

TEST(Joined, EnsemblesOfNumbersGiveTheirMean) {
    auto shape = two_sequences();
    shape.classes = 1;
    auto ensemble = joined_ensemble(shape, 3);
    ensemble.working_points.clear();
    JoinedEvents const events{ensemble.networks[0], 20, 9, 4};
    Scorer score{Classifier{ensemble}};
    auto const found = joined_scores(score, events.batch());
    for (std::size_t n = 0; n < events.size(); ++n) {
        double sum = 0;
        for (auto const& model : ensemble.networks)
            sum += exact_probabilities(model, events.sequences_of(n), events.variables_of(n))[0];
        EXPECT_NEAR(found[n], sum / 3, 3e-6);
    }
}

TEST(Joined, NetworksGiveTheSameBitsOnAllFusedKernelsForOneEventAndForMany) {
    for (auto const& shape : shapes()) {
        auto const model = joined_model(shape, 8);
        JoinedEvents const events{model, 300, 40, 5};
        auto const all = events.batch();
        std::vector<float> first;
        for (auto const* kernel : kernels_of_this_machine()) {
            Network const network{model, *kernel};
            std::vector<float> memory(network.memory(), NAN), one(events.size()), many(events.size());
            for (std::size_t n = 0; n < events.size(); ++n) {
                network.score(all.sequences, all.variables, {n, 1}, &one[n], memory.data());
            }
            network.score(all.sequences, all.variables, {0, events.size()}, many.data(), memory.data());
            EXPECT_EQ(one, many) << kernel->name;
            if (first.empty()) first = one;
            if (kernel->fused) {
                EXPECT_EQ(one, first) << kernel->name;
            }
            for (std::size_t n = 0; n < one.size(); ++n) ASSERT_NEAR(one[n], first[n], 2e-6);
        }
    }
}

/// More events than are computed at once: 2048, or fewer if the dense layers read many numbers.
TEST(Joined, BatchesOfAnySizeHaveTheSameBits) {
    for (auto const& shape : {JoinedShape{{{"jets", 2, 1, 4}}, 1}, JoinedShape{{{"jets", 2, 1, 3}}, 400}}) {
        auto const model = joined_model(shape, 9);
        JoinedEvents const events{model, 4100, 3, 6};
        Scorer score{Classifier{model}};
        auto const all = joined_scores(score, events.batch());
        for (std::size_t const count : {1, 2, 15, 16, 17, 31, 33, 648, 655, 656, 2047, 2048, 2049, 4099}) {
            auto const some = joined_scores(score, events.batch(1, count));
            EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin() + 1)) << count;
        }
        EXPECT_EQ(joined_scores(score, events.batch(0, 0)), std::vector<float>{});
    }
}

TEST(Joined, EventsWithoutObjectsAreScoredByTheirVariables) {
    auto const model = joined_model(two_sequences(), 3);
    JoinedEvents const events{model, 50, 0, 1};
    Scorer score{Classifier{model}};
    auto const found = joined_scores(score, events.batch());
    for (std::size_t n = 0; n < events.size(); ++n) {
        EXPECT_NEAR(found[n], exact_probabilities(model, {{}, {}}, events.variables_of(n))[1], rounding);
    }
}

TEST(Joined, FeaturesMayLieAtAnyDistance) {
    auto const model = joined_model({{{"jets", 3, 1, 8}}, 2}, 3);
    JoinedEvents const events{model, 60, 5, 1};
    Scorer score{Classifier{model}};
    std::vector<float> rows, of_event;
    for (std::size_t n = 0; n < events.offsets[0].back(); ++n) {
        for (auto const& column : events.features[0]) rows.push_back(column[n]);
        rows.push_back(-1);
    }
    for (std::size_t n = 0; n < events.size(); ++n) {
        of_event.insert(of_event.end(), {events.variables[0][n], -1, events.variables[1][n]});
    }
    float const* const columns[] = {&rows[0], &rows[1], &rows[2]};
    float const* const variables[] = {&of_event[0], &of_event[2]};
    SequenceColumns const jets{{columns, 4}, events.offsets[0].data()};
    EXPECT_EQ(joined_scores(score, {&jets, {variables, 3}, events.size()}), joined_scores(score, events.batch()));
}

TEST(Joined, NanStaysWithItsEvent) {
    auto const model = joined_model(two_sequences(), 3);
    JoinedEvents events{model, 40, 5, 1};
    Scorer score{Classifier{model}};
    auto const before = joined_scores(score, events.batch());
    std::size_t of_object = 7;
    while (events.length(1, of_object) == 0) ++of_object;
    events.features[1][2][events.offsets[1][of_object]] = NAN;
    events.variables[1][30] = NAN;
    auto const after = joined_scores(score, events.batch());
    for (std::size_t n = 0; n < events.size(); ++n) {
        if (n == of_object || n == 30) {
            EXPECT_TRUE(std::isnan(after[n])) << n;
        } else {
            EXPECT_EQ(after[n], before[n]) << n;
        }
    }
}

TEST(Joined, NetworksTellTheirInputs) {
    Classifier const classifier{joined_model(two_sequences(), 3)};
    ASSERT_EQ(classifier.sequences().size(), 2);
    EXPECT_EQ(classifier.sequences()[1].name, "tracks");
    EXPECT_EQ(classifier.sequences()[1].features[2].name, "t2");
    EXPECT_EQ(classifier.sequences()[0].sort, "-j0");
    ASSERT_EQ(classifier.variables().size(), 3);
    EXPECT_EQ(classifier.variables()[2].name, "v2");
    EXPECT_EQ(classifier.classes()[1], "b");
    Classifier const of_jets{test::random_model(1, 4, 1)}, of_variables{test::variables_model(3, {}, 1)};
    EXPECT_EQ(of_jets.sequences().size() + of_jets.variables().size() + of_variables.sequences().size(), 0);
    EXPECT_EQ(of_variables.variables().size(), 3);
}

TEST(Joined, BatchesThatLackInputsGiveNan) {
    Scorer score{Classifier{joined_model(two_sequences(), 3)}};
    auto const model = joined_model(two_sequences(), 3);
    JoinedEvents const events{model, 5, 3, 1};
    auto const good = events.batch();
    auto const jets = test::toy_sequences(5, 1);
    EventBatch const lacking[] = {
        {jets.jets.data(), jets.offsets.data(), 5}, {good.variables, 5}, {good.sequences, VariableColumns{nullptr}, 5}};
    for (auto const& batch : lacking) {
        for (float const one : joined_scores(score, batch)) EXPECT_TRUE(std::isnan(one));
    }
    EXPECT_TRUE(std::isnan(score(jets[0])));
    Scorer of_jets{Classifier{test::random_model(1, 4, 1)}};
    for (float const one : joined_scores(of_jets, {good.sequences, VariableColumns{nullptr}, 5})) {
        EXPECT_TRUE(std::isnan(one));
    }
}

TEST(Joined, EnsemblesScoreByTheNetworkOfTheFoldOrByTheMean) {
    auto const ensemble = joined_ensemble(two_sequences(), 3);
    JoinedEvents const events{ensemble.networks[0], 2000, 6, 2};
    std::vector<std::int32_t> samples(events.size(), 1);
    std::vector<std::uint64_t> numbers(events.size());
    std::iota(numbers.begin(), numbers.end(), 1000);
    std::vector<std::vector<float>> each;
    for (auto const& model : ensemble.networks) {
        Scorer score{Classifier{model}};
        each.push_back(joined_scores(score, events.batch()));
    }
    Scorer score{Classifier{ensemble}};
    auto const mean = joined_scores(score, events.batch());
    auto const of_fold = joined_scores(score, events.batch({samples.data(), numbers.data()}));
    for (std::size_t n = 0; n < events.size(); ++n) {
        double const sum =
            static_cast<double>(each[0][n]) + static_cast<double>(each[1][n]) + static_cast<double>(each[2][n]);
        EXPECT_EQ(mean[n], static_cast<float>(sum / 3));
        EXPECT_EQ(of_fold[n], each[fold_of({samples[n], numbers[n]}, 3)][n]) << n;
    }
}

TEST(Joined, NetworksWithoutWeightsOrWithWrongCanariesAreRefused) {
    auto const complaint = [](auto const& spoil) {
        auto model = joined_model(two_sequences(), 3);
        spoil(model, std::get<JoinedNetwork>(model.network));
        return message_of([&] { Classifier{model}; });
    };
    EXPECT_TRUE(says(complaint([](auto&, auto& network) { network.sequences.clear(); }), {"has no sequence"}));
    EXPECT_TRUE(says(complaint([](auto&, auto& network) { network.sequences[0].features.clear(); }),
                     {"has a sequence without features"}));
    EXPECT_TRUE(says(complaint([](auto&, auto& network) { network.sequences[0].lstm.clear(); }),
                     {"has a sequence without layers"}));
    EXPECT_TRUE(says(complaint([](auto&, auto& network) { network.sequences[1].gru[0].u.pop_back(); }),
                     {"has a layer of a sequence with other inputs"}));
    EXPECT_TRUE(says(complaint([](auto&, auto& network) { network.event.pop_back(); }), {"has a dense layer with"}));
    EXPECT_TRUE(says(complaint([](auto& model, auto&) { model.classes.pop_back(); }), {"not a name for each class"}));
    EXPECT_TRUE(says(complaint([](auto& model, auto&) { model.canaries[1].variables.pop_back(); }),
                     {"has a canary without all variables"}));
    EXPECT_TRUE(says(complaint([](auto& model, auto&) { model.canaries[1].sequences.pop_back(); }),
                     {"has a canary without all features"}));
    EXPECT_TRUE(says(complaint([](auto& model, auto&) { model.canaries[3].variables[0] += 0.5F; }),
                     {"jetseq.canaries[3] misses by"}));
    EXPECT_TRUE(says(complaint([](auto&, auto& network) { network.sequences[1].gru[0].b[2] += 0.01F; }),
                     {"jetseq.canaries[", "misses by"}));
}

TEST(Joined, SetsWithoutWeightsAndAttentionAreRefused) {
    auto const complaint = [](auto const& spoil) {
        auto model = joined_model(test::two_sets(), 3);
        spoil(std::get<JoinedNetwork>(model.network).sequences[1]);
        return message_of([&] { Classifier{model}; });
    };
    EXPECT_EQ(complaint([](auto&) {}), "(nothing was thrown)");
    EXPECT_TRUE(says(complaint([](auto& set) { set.set_parameters.pop_back(); }), {"has a set with other inputs"}));
    EXPECT_TRUE(says(complaint([](auto& set) { set.features.pop_back(); }), {"has a set with other inputs"}));
    EXPECT_TRUE(says(complaint([](auto& set) { set.lstm.resize(1); }), {"or with two kinds"}));
    EXPECT_TRUE(says(complaint([](auto& set) { set.set_parameters[2] += 0.01F; }), {"jetseq.canaries[", "misses by"}));
    EXPECT_TRUE(says(complaint([](auto& set) { set.set->kind = SetKind::attention; }),
                     {"is a network with attention", "onnx or torchscript"}));
}

TEST(Joined, RoundingErrorsAreEstimated) {
    for (auto const& shape : shapes()) {
        auto const model = joined_model(shape, 7);
        double const error = rounding_error(model, model.canaries[4]);
        EXPECT_GT(error, 1e-8);
        EXPECT_LT(error, 1e-5);
    }
}

}  // namespace
}  // namespace jetseq
