#include <gtest/gtest.h>

#include "data/sequences/split.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/train/toy_training.hpp"
#include "train/backends/backend.hpp"
#include "train/backends/cuda_backend.hpp"
#include "train/backends/cuda_scores.hpp"
#include "train/cuda/networks.hpp"
#include "train/loop/start.hpp"
#include "train/loop/train.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "train/torch/make_backend.hpp"

namespace jetseq::test {
namespace {

/// Remembers what it is given; the loss is the number of events times the learning rate.
class Recorder : public train::Backend {
public:
    double learn(data::Batch const& batch, double learning_rate, int epoch) override {
        epochs.push_back(epoch);
        return static_cast<double>(batch.size()) * learning_rate;
    }
    std::vector<float> logits(data::Batch const&) override { return {}; }
    train::OptimiserState state() const override { return {}; }
    void restore(train::OptimiserState const&) override {}
    std::string name() const override { return "recorder"; }

    std::vector<int> epochs;
};

TEST(Backend, LearnsBatchesOneAfterTheOtherUnlessItCanDoBetter) {
    Recorder backend;
    std::vector<data::Batch> const batches{{1, 2, 3}, {4, 5}};
    std::vector<double> const rates{0.5, 0.25};
    EXPECT_EQ(backend.batches_at_once(), 1U);
    EXPECT_DOUBLE_EQ(backend.learn_all(batches, rates, 7), 3 * 0.5 + 2 * 0.25);
    EXPECT_EQ(backend.epochs, (std::vector<int>{7, 7}));
}

TEST(Backend, IsChosenByItsNameAndDevice) {
    auto options = toy_options();
    options.backend = "torch";
    EXPECT_TRUE(uses_libtorch(options));
    EXPECT_FALSE(uses_cuda(options));
    options.backend = "fused";
    EXPECT_FALSE(uses_libtorch(options));
    auto const start = training_start(toy_sequences(200, 3), options, ".");
    auto const fused = make_backend(start.data, options);
    EXPECT_EQ(fused->name().rfind("fused ", 0), 0U) << fused->name();
    options.backend = "torch";
    auto const torch = make_backend(start.data, options);
    EXPECT_EQ(torch->name().rfind("LibTorch ", 0), 0U) << torch->name();
}

TEST(Backend, OfAGpuServesLstmsAlone) {
    auto options = toy_options();
    options.device = "cuda";
    bool const has_gpu = train::CudaNetworks::serves(network_size(options));  // else it serves none
    EXPECT_EQ(uses_cuda(options), has_gpu);
    options.variables = {"a"};
    EXPECT_FALSE(uses_cuda(options));
    options.variables.clear(), options.backend = "torch";
    EXPECT_FALSE(uses_cuda(options));
}

TEST(Start, HasRandomWeightsAndTheNormalisationOfTheTrainingPart) {
    auto const sequences = toy_sequences(300, 3);
    auto options = toy_options();
    auto const start = training_start(sequences, options, ".");
    EXPECT_EQ(start.train_part, split(sequences)[0]);
    EXPECT_EQ(start.validation_part, split(sequences)[1]);
    EXPECT_EQ(start.parameters.size(), count_weights(options));
    EXPECT_EQ(start.data.labels.size(), sequences.size());
    EXPECT_EQ(start.parameters, training_start(sequences, options, ".").parameters);
    options.seed = 2;
    EXPECT_NE(start.parameters, training_start(sequences, options, ".").parameters);
}

TEST(Start, NeedsBothClassesInEachPart) {
    auto sequences = toy_sequences(300, 3);
    for (auto& event : sequences.events) event.production = Production::vbf;
    EXPECT_TRUE(says(message_of([&] { training_start(sequences, toy_options(), "."); }), {"0 ggF, ", "needs both"}));
}

TEST(Backend, OfAGpuIsRefusedWithoutOne) {
    if (!train::cuda_device_name().empty()) GTEST_SKIP() << "there is a GPU";
    auto options = toy_options();
    options.device = "cuda";
    auto const start = training_start(toy_sequences(200, 3), options, ".");
    EXPECT_TRUE(says(message_of([] { train::require_cuda(); }), {"device cuda is not there"}));
    EXPECT_TRUE(says(message_of([&] { cuda_backend(start.data, options); }), {"device cuda"}));
    EXPECT_TRUE(says(message_of([&] { cuda_logits(network_size(options), start.parameters); }), {"device cuda"}));
    EXPECT_FALSE(fits_on_gpu(start.data, options));  // it has no memory
}

TEST(LibTorch, GivesTheProbabilitiesOfAFrozenModel) {
    EXPECT_NE(train::libtorch_version().find('.'), std::string::npos);
    auto const model = random_model(1, 4, 3);
    auto const sequences = toy_sequences(20, 3);
    auto const both = train::libtorch_probabilities(model, sequences, {3, 5});
    ASSERT_EQ(both.size(), 4U);
    for (std::size_t n = 0; n < 2; ++n) {
        double const score = exact_score(model, sequences[n == 0 ? 3 : 5]);
        EXPECT_NEAR(both[2 * n + 1], score, 1e-6);
        EXPECT_NEAR(both[2 * n], 1 - score, 1e-6);
    }
}

}  // namespace
}  // namespace jetseq::test
