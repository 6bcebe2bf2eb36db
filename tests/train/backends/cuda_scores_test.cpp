#include "train/backends/cuda_scores.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>

#include "infer/scorer.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/train/cuda/processor_network.hpp"

namespace jetseq::test {
namespace {

/// The GPU's scoring on the processor.
train::LogitsOf processor_logits(train::NetworkSize const& size, std::vector<float> const& parameters) {
    auto const network = std::make_shared<ProcessorNetwork<8, 4>>(size, Launch{Loop{64}});
    network->restore(parameters);
    return [network, outputs = size.outputs](train::FusedEvents const& events, std::size_t count, float* to) {
        std::vector<std::size_t> all(count);
        std::iota(all.begin(), all.end(), std::size_t{0});
        auto const logits = network->logits(events, all);
        ASSERT_EQ(logits.size(), count * outputs);
        std::copy(logits.begin(), logits.end(), to);
    };
}

/// Largest difference from the inference library's probabilities.
float difference(FrozenEnsemble const& ensemble, data::Sequences const& sequences) {
    auto const found = train::cuda_probabilities(ensemble, sequences, processor_logits);
    Classifier const classifier{ensemble};
    Scorer score{classifier};
    std::size_t const classes = classifier.classes().size();
    std::vector<float> expected(sequences.size() * classes);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        auto const id = id_of(sequences.events[n]);
        std::uint64_t const offsets[] = {0, sequences.length(n)};
        score({sequences[n].data(), offsets, 1, {&id.sample_id, &id.event_number}}, &expected[n * classes],
              Scorer::probabilities);
    }
    EXPECT_EQ(found.size(), expected.size());
    float largest = 0;
    for (std::size_t k = 0; k < expected.size(); ++k) largest = std::max(largest, std::fabs(found[k] - expected[k]));
    return largest;
}

FrozenModel with_canaries(FrozenModel model) {
    add_canaries(model);
    return model;
}

TEST(CudaScores, AreThoseOfTheInferenceLibrary) {
    auto const sequences = toy_sequences(300, 5);
    for (Frame const frame : {Frame::detector, Frame::canonical}) {
        EXPECT_LT(difference({{with_canaries(random_model(2, 25, 3, frame))}, {}}, sequences), 1e-6F);
    }
    EXPECT_LT(difference({{with_canaries(three_class_model(random_model(1, 7, 4)))}, {}}, sequences), 1e-6F);
}

TEST(CudaScores, OfAnEnsembleComeFromTheNetworkThatHasNotSeenTheEvent) {
    EXPECT_LT(difference(random_ensemble(3, 1, 6), toy_sequences(200, 6)), 1e-6F);
    auto ensemble = random_ensemble(3, 1, 6);
    for (auto& network : ensemble.networks) network.training = R"({"data": {"sample_ids": [60]}})";
    EXPECT_LT(difference(ensemble, toy_sequences(200, 6)), 1e-6F);  // samples 60 and 61, of which 61 gets the mean
}

TEST(CudaScores, OfNoEventsAreNone) {
    FrozenEnsemble const ensemble{{with_canaries(random_model(1, 3, 1))}, {}};
    EXPECT_TRUE(train::cuda_probabilities(ensemble, data::Sequences{}, processor_logits).empty());
}

TEST(CudaScores, AreRefusedIfTheKernelDoesNotSupportTheNetwork) {
    auto const sequences = toy_sequences(10, 7);
    auto const refusal = [&](FrozenModel const& model) {
        return message_of([&] { train::cuda_probabilities({{model}, {}}, sequences, processor_logits); });
    };
    EXPECT_TRUE(says(refusal(random_model(1, 3, 1, Frame::detector, {4})), {"2 dense layers", "Use the CPU"}));
    EXPECT_TRUE(says(refusal(variables_model(3, {4}, 1)), {"variables", "Use the CPU"}));
}

TEST(CudaScores, AreRefusedIfACanaryFails) {
    auto model = with_canaries(random_model(1, 3, 1));
    model.canaries[2].score += 1e-3F;
    EXPECT_TRUE(says(message_of([&] {
                         train::cuda_probabilities({{model}, {}}, toy_sequences(5, 1), processor_logits);
                     }),
                     {"canaries[2]", "Use the CPU"}));
}

TEST(CudaScores, NeedAGpu) {
    FrozenEnsemble const ensemble{{with_canaries(random_model(1, 3, 1))}, {}};
    auto const message = message_of([&] { train::cuda_probabilities(ensemble, toy_sequences(5, 1)); });
    if (message == "(nothing was thrown)") GTEST_SKIP() << "there is a CUDA device";
    EXPECT_TRUE(says(message, {"use the CPU"}));
}

}  // namespace
}  // namespace jetseq::test
