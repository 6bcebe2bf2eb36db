#include "infer/scorer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <utility>

#include "event/kinematics.hpp"
#include "infer/kernels/kernels_of_this_machine.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::exact_score, test::one_cell_model, test::one_jet, test::random_model, test::toy_jets, test::toy_sequences;

/// 32-bit sums against doubles: up to 2e-7 for the shapes below, whose scores range from 0.07 to 0.24.
constexpr double float_sums = 1e-6;
constexpr double by_hand = 1e-6;  // a handful of 32-bit operations

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(Scorer, AgreesWithTheLstmByHand) {
    Scorer score{Classifier{one_cell_model()}};
    double const c = 0.5 * std::tanh(2 + 1.0);  // i = 1/2, g = tanh(x + b) with x = (100 - 50) / 25
    double const h = 0.25 * std::tanh(c);       // o = 1/4
    EXPECT_NEAR(score(std::vector<Jet>{one_jet()}), sigmoid(0.5 + 2 * h), by_hand);
}

TEST(Scorer, AgreesWithTwoStepsOfTheLstmByHand) {
    Scorer score{Classifier{one_cell_model()}};
    Jet second = one_jet();
    second.pt = 50;  // x = 0
    double const c1 = 0.5 * std::tanh(3.0), h1 = 0.25 * std::tanh(c1);
    double const c2 = 0.75 * c1 + 0.5 * std::tanh(1 + 0.5 * h1);  // f = 3/4, U of g is 1/2
    double const h2 = 0.25 * std::tanh(c2);
    EXPECT_NEAR(score(std::vector<Jet>{one_jet(), second}), sigmoid(0.5 + 2 * h2), by_hand);
}

TEST(Scorer, GivesAnEmptySequenceTheHeadsBias) {
    Scorer score{Classifier{one_cell_model()}};
    EXPECT_NEAR(score({}), sigmoid(0.5), by_hand);
}

TEST(Scorer, ForgetsTheEventBefore) {
    Classifier const classifier{random_model(2, 25, 1)};
    Scorer used{classifier};
    Random random{1};
    for (int event = 0; event < 100; ++event) {
        auto const jets = toy_jets(random.below(6), random);
        EXPECT_EQ(used(jets), Scorer{classifier}(jets));
    }
}

struct Shape {
    std::size_t layers, cells;
    std::vector<std::size_t> hidden;
    Frame frame;
};

/// "L2C25": two layers of 25 cells; "H16" adds a dense layer of 16.
std::string name_of(Shape const& shape) {
    std::string name = "L" + std::to_string(shape.layers) + "C" + std::to_string(shape.cells);
    for (std::size_t const outputs : shape.hidden) name += "H" + std::to_string(outputs);
    return name + (shape.frame == Frame::canonical ? "Canonical" : "");
}
void PrintTo(Shape const& shape, std::ostream* stream) { *stream << name_of(shape); }

class ScorerOfShape : public testing::TestWithParam<Shape> {};

TEST_P(ScorerOfShape, AgreesWithDoublePrecisionForAnyNumberOfJets) {
    auto const& [layers, cells, hidden, frame] = GetParam();
    auto const model = random_model(layers, cells, 1, frame, hidden);
    Scorer score{Classifier{model}};
    Random random{2};
    double lowest = 1, highest = 0;
    for (std::size_t event = 0; event < 2000; ++event) {
        auto const jets = toy_jets(event % 16, random);
        double const expected = exact_score(model, jets);
        ASSERT_NEAR(score(jets), expected, float_sums) << jets.size() << " jets";
        lowest = std::min(lowest, expected), highest = std::max(highest, expected);
    }
    EXPECT_GT(highest - lowest, 0.01);  // else any constant would agree
}

TEST_P(ScorerOfShape, AgreesWithDoublePrecisionForEventsWithForwardJets) {
    auto const& [layers, cells, hidden, frame] = GetParam();
    auto const model = random_model(layers, cells, 3, frame, hidden);
    Scorer score{Classifier{model}};
    auto const sequences = toy_sequences(1000, 3);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        ASSERT_NEAR(score(sequences[n]), exact_score(model, sequences[n]), float_sums) << "event " << n;
    }
}

INSTANTIATE_TEST_SUITE_P(Shapes, ScorerOfShape,
                         testing::Values(Shape{1, 1, {}, Frame::detector}, Shape{3, 7, {}, Frame::detector},
                                         Shape{2, 25, {}, Frame::detector}, Shape{2, 25, {}, Frame::canonical},
                                         Shape{2, 32, {}, Frame::detector}, Shape{2, 8, {16, 5}, Frame::detector},
                                         Shape{1, 2, {40, 8}, Frame::canonical}));

TEST(Scorer, RunsEveryActivation) {
    for (auto const activation : {Activation::linear, Activation::rectified, Activation::tanh, Activation::sigmoid}) {
        auto model = random_model(1, 4, 5, Frame::detector, {6});
        model.dense()[0].activation = activation;
        model.canaries.clear();
        test::add_canaries(model);
        Scorer score{Classifier{model}};
        Random random{5};
        auto const jets = toy_jets(3, random);
        EXPECT_NEAR(score(jets), exact_score(model, jets), float_sums);
    }
}

TEST(Scorer, GivesNaNForNaN) {
    for (auto const& hidden : {std::vector<std::size_t>{}, std::vector<std::size_t>{8}}) {  // 8: rectified
        Scorer score{Classifier{random_model(2, 25, 1, Frame::detector, hidden)}};
        Random random{1};
        for (auto const member : {&Jet::pt, &Jet::eta, &Jet::phi, &Jet::e}) {
            for (std::size_t place = 0; place < 3; ++place) {
                auto jets = toy_jets(3, random);
                jets[place].*member = std::numeric_limits<float>::quiet_NaN();
                EXPECT_TRUE(std::isnan(score(jets))) << "jet " << place;
            }
        }
        EXPECT_FALSE(std::isnan(score(toy_jets(3, random))));  // nothing of it stays
    }
}

TEST(Scorer, StaysAProbabilityForJetsOfAnySize) {
    Scorer score{Classifier{random_model(2, 25, 1)}};
    for (float const size : {1e-3F, 1e4F, 1e8F, 1e30F}) {
        float const result = score(std::vector<Jet>{{size, 4, 3, size}, {size, -4, -3, size}});
        EXPECT_TRUE(result >= 0 && result <= 1) << size;
    }
}

TEST(Scorer, TakesLongerSequencesThanTheTraining) {
    auto const model = random_model(2, 25, 1);
    Random random{1};
    auto const jets = toy_jets(200, random);
    ASSERT_LT(model.contract.max_length, jets.size());
    EXPECT_NEAR(Scorer{Classifier{model}}(jets), exact_score(model, jets), float_sums);
}

TEST(Scorer, OfTheCanonicalFrameSeesNoRotationAndNoMirror) {
    constexpr double rounding_of_phi = 2e-6;  // a step of phi near pi is 2.4e-7; the scores move by as much
    Scorer canonical{Classifier{random_model(2, 25, 1, Frame::canonical)}},
        detector{Classifier{random_model(2, 25, 1)}};
    Random random{1};
    double largest_in_detector = 0;
    for (int event = 0; event < 200; ++event) {
        auto const jets = toy_jets(1 + random.below(6), random);
        auto turned = jets;
        auto const angle = static_cast<float>(6 * random.uniform());
        for (Jet& jet : turned) jet.phi = wrapped_phi(jet.phi + angle), jet.eta = -jet.eta;
        EXPECT_NEAR(canonical(turned), canonical(jets), rounding_of_phi);
        largest_in_detector = std::max<double>(largest_in_detector, std::fabs(detector(turned) - detector(jets)));
    }
    EXPECT_GT(largest_in_detector, 1e-3);  // the other frame does see them
}

TEST(Scorer, GivesTheSameInEightThreads) {
    Classifier const classifier{random_model(2, 25, 1)};
    auto const sequences = toy_sequences(1000, 1);
    auto const scores_of_all = [&](std::vector<float>& scores) {
        Scorer score{classifier};
        for (std::size_t n = 0; n < sequences.size(); ++n) scores.push_back(score(sequences[n]));
        scores.resize(2 * sequences.size());
        score({sequences.jets.data(), sequences.offsets.data(), sequences.size()}, scores.data() + sequences.size());
    };
    std::vector<float> alone;
    scores_of_all(alone);
    std::vector<std::vector<float>> together(8);
    std::vector<std::thread> threads;
    for (auto& scores : together) threads.emplace_back([&] { scores_of_all(scores); });
    for (auto& thread : threads) thread.join();
    for (auto const& scores : together) EXPECT_EQ(scores, alone);
}

TEST(Scorer, IsSharedAsAConstantByThreadsWithMemoryOfTheirOwn) {
    for (bool const ensemble : {false, true}) {
        Classifier const classifier =
            ensemble ? Classifier{test::random_ensemble(3, 2, 25)} : Classifier{random_model(2, 25, 1)};
        auto const sequences = toy_sequences(1000, 1);
        EventBatch const batch{sequences.jets.data(), sequences.offsets.data(), sequences.size()};
        std::vector<float> alone(sequences.size());
        Scorer{classifier}(batch, alone.data());
        Scorer const score{classifier};
        std::vector<std::vector<float>> together(8, std::vector<float>(sequences.size()));
        std::vector<std::thread> threads;
        for (auto& scores : together) {
            threads.emplace_back([&] {
                ScorerMemory memory{classifier};
                for (int repeat = 0; repeat < 3; ++repeat) score(batch, scores.data(), memory);
            });
        }
        for (auto& thread : threads) thread.join();
        for (auto const& scores : together) EXPECT_EQ(scores, alone);
    }
}

TEST(Scorer, IsCopiedAndMoved) {
    auto const model = random_model(2, 25, 1);
    Scorer score{Classifier{model}};
    Scorer copy{score}, moved{std::move(score)};
    score = copy;
    std::vector<Jet> const jets{one_jet()};
    EXPECT_EQ(copy(jets), moved(jets));
    EXPECT_EQ(score(jets), moved(jets));
    ScorerMemory memory{Classifier{model}};
    ScorerMemory other{std::move(memory)};
    memory = std::move(other);
    float found = 0;
    std::uint64_t const offsets[] = {0, 1};
    std::as_const(score)({jets.data(), offsets, 1}, &found, memory);
    EXPECT_EQ(found, moved(jets));
}

TEST(Scorer, LeavesAnEmptyOneThatMayBeCopiedAndAssignedAfterAMove) {
    Classifier classifier{random_model(1, 2, 1)};
    Classifier const kept{std::move(classifier)};
    Classifier empty{classifier};
    Scorer score{kept};
    Scorer const moved{std::move(score)};
    Scorer other{score};
    empty = kept;
    other = Scorer{empty};
    std::vector<Jet> const jets{one_jet()};
    EXPECT_EQ(other(jets), Scorer{kept}(jets));
}

/// One pointer each: neither the mode of the standard library (debug or release) nor a next version changes it.
TEST(Scorer, HidesWhatItHolds) {
    EXPECT_EQ(sizeof(Classifier), sizeof(void*));
    EXPECT_EQ(sizeof(Scorer), sizeof(void*));
    EXPECT_EQ(sizeof(ScorerMemory), sizeof(void*));
}

TEST(Scorer, NamesItsKernel) {
    Scorer const scorer{Classifier{one_cell_model()}};
    EXPECT_STREQ(scorer.kernel(), kernels_of_this_machine().front()->name);
}

TEST(Scorer, OutlivesItsClassifier) {
    auto const model = random_model(2, 25, 1);
    auto classifier = std::make_unique<Classifier>(model);
    Scorer score{*classifier};
    classifier.reset();
    EXPECT_NEAR(score({}), exact_score(model, {}), float_sums);
}

}  // namespace
}  // namespace jetseq
