// Networks of more than two classes, and of variables of the event in place of jets.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "infer/jetseq.h"
#include "infer/network.hpp"
#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::test {
namespace {

constexpr double float_sums = 1e-6;  // 32-bit sums of some tens of terms
constexpr double by_hand = 2e-7;     // a handful of 32-bit operations

bool same_bits(std::vector<float> const& a, std::vector<float> const& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// [events, variables] and the pointers that a Scorer takes.
struct VariableRows {
    VariableRows(std::size_t events, std::size_t variables, std::uint64_t seed) : stride{variables} {
        Random random{seed};
        values = toy_variables(events * variables, random);
        for (std::size_t k = 0; k < variables; ++k) columns.push_back(values.data() + k);
    }
    VariableColumns view() const { return {columns.data(), stride}; }
    std::vector<float> row(std::size_t n) const {
        return {values.begin() + static_cast<std::ptrdiff_t>(n * stride),
                values.begin() + static_cast<std::ptrdiff_t>((n + 1) * stride)};
    }

    std::vector<float> values;
    std::vector<float const*> columns;
    std::size_t stride;
};

/// Two variables, one layer: z = 2 (a - 1) / 2 + 3 b + 1/2.
FrozenModel two_variables() {
    FrozenModel model;
    model.inputs = {{"a", -1, 0.5F}, {"b", 0, 1}};
    model.network = DenseNetwork{{{2, 1, Activation::sigmoid, {2, 3}, {0.5F}}}};
    model.training = "{}";
    model.canaries = {{{}, static_cast<float>(1 / (1 + std::exp(-0.5))), {1, 0}}};
    return model;
}

TEST(OfVariables, AgreesWithOneDenseLayerByHand) {
    Scorer score{Classifier{two_variables()}};
    float const a = 3, b = -0.25F;  // z = 2 - 3/4 + 1/2 = 7/4
    float const* const columns[] = {&a, &b};
    float found = 0, of_classes[2];
    score({VariableColumns{columns}, 1}, &found);
    EXPECT_NEAR(found, 1 / (1 + std::exp(-1.75)), by_hand);
    score({VariableColumns{columns}, 1}, of_classes, Scorer::probabilities);
    EXPECT_EQ(of_classes[1], found);
    EXPECT_EQ(of_classes[0], 1 - found);
}

TEST(Classes, OfASoftmaxByHand) {
    auto model = two_variables();
    model.network = DenseNetwork{{{2, 3, Activation::softmax, {0, 0, 2, 0, 0, 1}, {0, 0, 0}}}};
    model.classes = {"ggF", "VBF", "background"};
    model.canaries = {{{}, 1 / 3.0F, {1, 0}, {1 / 3.0F, 1 / 3.0F, 1 / 3.0F}}};
    Scorer score{Classifier{model}};
    auto const ln2 = static_cast<float>(std::log(2.0)), ln5 = static_cast<float>(std::log(5.0));
    float const a = 1 + ln2, b = ln5;  // z = 0, ln 2, ln 5
    float const* const columns[] = {&a, &b};
    float of_classes[3], found = 0;
    score({VariableColumns{columns}, 1}, of_classes, Scorer::probabilities);
    EXPECT_NEAR(of_classes[0], 1 / 8.0, by_hand);
    EXPECT_NEAR(of_classes[1], 2 / 8.0, by_hand);
    EXPECT_NEAR(of_classes[2], 5 / 8.0, by_hand);
    score({VariableColumns{columns}, 1}, &found);
    EXPECT_EQ(found, of_classes[1]);  // the score is the probability of class 1
}

struct Shape {
    std::size_t variables;
    std::vector<std::size_t> hidden;
    Activation activation;
};
std::vector<Shape> const shapes{{1, {}, Activation::linear},
                                {5, {16}, Activation::rectified},
                                {8, {32, 16}, Activation::tanh},
                                {40, {3, 50, 17}, Activation::sigmoid}};

TEST(OfVariables, AgreesWithDoublePrecisionForManyShapes) {
    for (auto const& [variables, hidden, activation] : shapes) {
        for (bool const many : {false, true}) {
            auto model = variables_model(variables, hidden, variables, activation);
            if (many) model = three_class_model(model);
            Classifier const classifier{model};
            Scorer score{classifier};
            VariableRows const rows{500, variables, 7};
            std::size_t const classes = classifier.classes().size();
            std::vector<float> found(500 * classes), scores(500);
            score({rows.view(), 500}, found.data(), Scorer::probabilities);
            score({rows.view(), 500}, scores.data());
            for (std::size_t n = 0; n < 500; ++n) {
                auto const exact = exact_probabilities(model, rows.row(n));
                for (std::size_t k = 0; k < classes; ++k) ASSERT_NEAR(found[n * classes + k], exact[k], float_sums);
                ASSERT_EQ(scores[n], found[n * classes + 1]);
            }
        }
    }
}

TEST(OfVariables, GivesTheSameBitsForOneEventAndForManyOnAllFusedKernels) {
    for (auto const& [variables, hidden, activation] : shapes) {
        auto const model = three_class_model(variables_model(variables, hidden, 3, activation));
        std::size_t const events = 1000, classes = 3;
        VariableRows rows{events, variables, 4};
        rows.values[17] = NAN, rows.values[18] = INFINITY;
        std::vector<float> first;
        for (auto const* kernel : kernels_of_this_machine()) {
            Network const network{model, *kernel};
            std::vector<float> memory(network.memory(), NAN), singly(events * classes), together(events * classes);
            network.score(rows.view(), 0, events, together.data(), memory.data(), classes);
            for (std::size_t n = 0; n < events; ++n) {
                network.score(rows.view(), n, 1, singly.data() + n * classes, memory.data(), classes);
            }
            EXPECT_TRUE(same_bits(singly, together)) << kernel->name;
            if (!kernel->fused) continue;
            if (first.empty()) first = together;
            EXPECT_TRUE(same_bits(first, together)) << kernel->name;
        }
    }
}

TEST(OfVariables, StaysInTheMemoryThatItAskedFor) {
    constexpr int zone = 64;
    constexpr float untouched = 0.1234F;
    VariableRows const rows{100, 40, 4};
    auto const model = three_class_model(variables_model(40, {3, 50, 17}, 3));
    for (auto const* kernel : kernels_of_this_machine()) {
        Network const network{model, *kernel};
        std::vector<float> memory(zone + network.memory() + zone, untouched), scores(zone + 300 + zone, untouched);
        network.score(rows.view(), 0, 100, scores.data() + zone, memory.data() + zone, 3);
        auto const is_untouched = [](float value) { return value == untouched; };
        EXPECT_TRUE(std::all_of(memory.begin(), memory.begin() + zone, is_untouched));
        EXPECT_TRUE(std::all_of(memory.end() - zone, memory.end(), is_untouched)) << kernel->name;
        EXPECT_TRUE(std::all_of(scores.begin(), scores.begin() + zone, is_untouched));
        EXPECT_TRUE(std::all_of(scores.end() - zone, scores.end(), is_untouched));
    }
}

TEST(Classes, OfJetsAgreeWithDoublePrecisionForOneEventAndForMany) {
    auto const sequences = toy_sequences(3000, 5);
    for (std::size_t const cells : {3, 25}) {
        auto const model = three_class_model(random_model(2, cells, 1, Frame::detector, {8}));
        std::vector<float> first;
        for (auto const* kernel : kernels_of_this_machine()) {
            Network const network{model, *kernel};
            std::vector<float> memory(network.memory(), NAN), together(3 * sequences.size()), singly(together.size());
            network.score(columns_of(sequences.jets.data()), sequences.offsets.data(), sequences.size(),
                          together.data(), memory.data(), 3);
            for (std::size_t n = 0; n < sequences.size(); ++n) {
                network.score(columns_of(sequences.jets.data()), sequences.offsets.data() + n, 1, &singly[3 * n],
                              memory.data(), 3);
                float const alone = network.score(columns_of(sequences[n].data()), sequences[n].size(), memory.data());
                ASSERT_EQ(alone, together[3 * n + 1]);
                auto const exact = exact_probabilities(model, sequences[n]);
                for (std::size_t k = 0; k < 3; ++k) ASSERT_NEAR(together[3 * n + k], exact[k], float_sums);
            }
            EXPECT_TRUE(same_bits(singly, together)) << kernel->name;
            if (!kernel->fused) continue;
            if (first.empty()) first = together;
            EXPECT_TRUE(same_bits(first, together)) << kernel->name;
        }
    }
}

TEST(Classes, AddUpToOneForInputsOfAnySize) {
    auto const model = three_class_model(variables_model(2, {}, 1));
    Scorer score{Classifier{model}};
    for (float const size : {0.0F, 1.0F, 1e4F, 1e20F, 1e35F}) {
        float const a = size, b = -size;
        float const* const columns[] = {&a, &b};
        float p[3];
        score({VariableColumns{columns}, 1}, p, Scorer::probabilities);
        EXPECT_NEAR(p[0] + p[1] + p[2], 1, 3e-7) << size;
        for (float const one : p) EXPECT_TRUE(one >= 0 && one <= 1) << size;
    }
}

TEST(Classes, OfATwoClassModelAreGgfAndVbf) {
    Classifier const classifier{random_model(2, 25, 1)};
    EXPECT_EQ(classifier.classes(), (std::vector<std::string>{"ggF", "VBF"}));
    Scorer score{classifier};
    Random random{1};
    for (std::size_t length = 0; length < 20; ++length) {
        auto const jets = toy_jets(length, random);
        float p[2];
        std::uint64_t const offsets[] = {0, length};
        score({jets.data(), offsets, 1}, p, Scorer::probabilities);
        EXPECT_EQ(p[1], score(jets));
        EXPECT_EQ(p[0], 1 - p[1]);
    }
}

FrozenEnsemble three_class_ensemble(bool of_variables) {
    FrozenEnsemble ensemble;
    for (std::size_t k = 0; k < 3; ++k) {
        auto const model = of_variables ? variables_model(4, {6}, k) : random_model(1, 8, k);
        ensemble.networks.push_back(three_class_model(model));
        for (auto& weight : ensemble.networks[k].dense().back().w) weight *= static_cast<float>(k + 1);
        ensemble.networks[k].canaries.clear();
        add_canaries(ensemble.networks[k]);
        ensemble.networks[k].fold = {k, 3};
    }
    return ensemble;
}

TEST(Classes, OfAnEnsembleAreTheMeanOrThoseOfTheUnseenNetwork) {
    auto const ensemble = three_class_ensemble(false);
    Scorer score{Classifier{ensemble}};
    auto const sequences = toy_sequences(2500, 2);
    std::size_t const count = sequences.size();
    std::vector<float> mean(3 * count), unseen(3 * count), scores(count);
    std::vector<std::int32_t> samples(count, 1);
    std::vector<std::uint64_t> numbers(count);
    for (std::size_t n = 0; n < count; ++n) numbers[n] = n;
    auto const jets = columns_of(sequences.jets.data());
    EventBatch const unknown{jets, sequences.offsets.data(), count};
    score(unknown, mean.data(), Scorer::probabilities);
    score({jets, sequences.offsets.data(), count, {samples.data(), numbers.data()}}, unseen.data(),
          Scorer::probabilities);
    score(unknown, scores.data());
    for (std::size_t n = 0; n < count; ++n) {
        auto const& network = ensemble.networks[fold_of({1, n}, 3)];
        auto const of_unseen = exact_probabilities(network, sequences[n]);
        for (std::size_t k = 0; k < 3; ++k) {
            double sum = 0;
            for (auto const& each : ensemble.networks) sum += exact_probabilities(each, sequences[n])[k];
            ASSERT_NEAR(mean[3 * n + k], sum / 3, float_sums);
            ASSERT_NEAR(unseen[3 * n + k], of_unseen[k], float_sums);
        }
        ASSERT_EQ(scores[n], mean[3 * n + 1]);
    }
}

TEST(OfVariables, OfAnEnsembleIsTheMeanOrThatOfTheUnseenNetwork) {
    auto const ensemble = three_class_ensemble(true);
    Scorer score{Classifier{ensemble}};
    VariableRows const rows{1500, 4, 1};
    std::vector<float> mean(1500), unseen(1500);
    std::vector<std::int32_t> samples(1500, 1);
    std::vector<std::uint64_t> numbers(1500);
    for (std::size_t n = 0; n < 1500; ++n) numbers[n] = n;
    score({rows.view(), 1500}, mean.data());
    score({rows.view(), 1500, {samples.data(), numbers.data()}}, unseen.data());
    for (std::size_t n = 0; n < 1500; ++n) {
        double sum = 0;
        for (auto const& each : ensemble.networks) sum += exact_probabilities(each, rows.row(n))[1];
        ASSERT_NEAR(mean[n], sum / 3, float_sums);
        ASSERT_NEAR(unseen[n], exact_probabilities(ensemble.networks[fold_of({1, n}, 3)], rows.row(n))[1], float_sums);
    }
}

TEST(OfVariables, HaveTheProbabilitiesOfAllClassesFromC) {
    TemporaryFolder const folder;
    auto const model = three_class_model(variables_model(3, {5}, 1));
    write_frozen_model(folder / "variables.json", model);
    auto* const classifier = jetseq_load((folder / "variables.json").c_str());
    ASSERT_NE(classifier, nullptr) << jetseq_error();
    auto* const scorer = jetseq_new_scorer(classifier);
    VariableRows const rows{2, 3, 4};
    float found[6], scores[2];
    jetseq_probabilities_of_variables(scorer, rows.columns.data(), rows.stride, 2, found);
    jetseq_score_variables(scorer, rows.columns.data(), rows.stride, 2, scores);
    for (std::size_t n = 0; n < 2; ++n) {
        auto const exact = exact_probabilities(model, rows.row(n));
        for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(found[3 * n + k], exact[k], float_sums);
        EXPECT_EQ(scores[n], found[3 * n + 1]);
    }
    jetseq_free_scorer(scorer);
    jetseq_free_classifier(classifier);
}

TEST(Scorer, GivesNaNIfItsNetworkReadsSomethingElse) {
    Scorer of_jets{Classifier{random_model(1, 4, 1)}}, of_variables{Classifier{variables_model(2, {}, 1)}};
    std::vector<Jet> const jets{one_jet()};
    float const a = 1;
    float const* const columns[] = {&a, &a};
    float found[2] = {0, 0};
    EXPECT_TRUE(std::isnan(of_variables(jets)));
    EXPECT_TRUE(std::isnan(of_variables({})));
    std::uint64_t const offsets[] = {0, 1};
    of_variables({jets.data(), offsets, 1}, found, Scorer::probabilities);
    EXPECT_TRUE(std::isnan(found[0]) && std::isnan(found[1]));
    of_jets({VariableColumns{columns}, 1}, found);
    EXPECT_TRUE(std::isnan(found[0]));
}

TEST(Scorer, TakesWhatItsNetworkReadsOfABatchWithJetsAndVariables) {
    for (bool const variables : {false, true}) {
        auto const ensemble = three_class_ensemble(variables);
        Scorer score{Classifier{ensemble}};
        std::vector<Jet> const jets{one_jet(), one_jet()};
        VariableRows const rows{2, 4, 1};
        std::uint64_t const offsets[] = {0, 1, 2}, numbers[] = {1, 2};
        std::int32_t const samples[] = {1, 1};
        EventIds const ids{samples, numbers};
        EventBatch both{jets.data(), offsets, 2, ids};
        both.variables = rows.view();
        float found[2], expected[2], of_other_inputs[2];
        score(both, found);
        score(variables ? EventBatch{rows.view(), 2, ids} : EventBatch{jets.data(), offsets, 2, ids}, expected);
        score(variables ? EventBatch{jets.data(), offsets, 2, ids} : EventBatch{rows.view(), 2, ids}, of_other_inputs);
        for (std::size_t n = 0; n < 2; ++n) {
            EXPECT_EQ(found[n], expected[n]);
            EXPECT_TRUE(std::isnan(of_other_inputs[n]));
        }
    }
}

TEST(Classifier, RejectsAModelIfTheCanaryOfAnotherClassFails) {
    auto model = three_class_model(random_model(1, 4, 1));
    model.canaries[2].probabilities[2] += 2e-6F;
    auto const message = message_of([&] { Classifier{model}; });
    EXPECT_TRUE(says(message, {"jetseq.canaries[2] misses"})) << message;
}

}  // namespace
}  // namespace jetseq::test
