#include <gtest/gtest.h>

#include "models/networks/libtorch.hpp"
#include "tests/train/toy_training.hpp"
#include "train/backends/fused_backend.hpp"
#include "train/torch/torch_backend.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::test {
namespace {

constexpr double rate = 0.01;
constexpr int steps_taken = 10;

/// Ten steps on one batch: with our backends, and with LibTorch's own optimiser in double precision.
struct TenSteps {
    train::TrainOptions options = toy_options();
    data::Sequences const sequences = toy_sequences(300, 2);
    train::TrainingData data;
    data::Batch batch;
    train::OptimiserState begin;

    TenSteps() {
        options.dropout = 0;
        auto const all = data::all_indices(sequences);
        data = train::training_data(sequences, data::normalisation_of(sequences, all, Frame::detector), Frame::detector,
                                    1);
        batch = data::batches_by_length(sequences, all, all.size()).front();
        begin.parameters = train::initial_parameters(train::NetworkSize{4, 2, 6}, 4);
        begin.moment1 = begin.moment2 = std::vector<float>(begin.parameters.size(), 0.0F);
    }

    std::vector<float> with(std::unique_ptr<train::Backend> const& backend) const {
        backend->restore(begin);
        for (int step = 0; step < steps_taken; ++step) backend->learn(batch, rate, 1);
        return backend->state().parameters;
    }

    std::vector<double> with_libtorch() const {
        FrozenModel model;
        train::write_layers(begin.parameters, {4, 2, 6}, model);
        LstmClassifier network{4, 2, 6, 0.0};
        network->set_layers(model);
        network->to(torch::kFloat64);
        auto tensors = train::TorchData{data, torch::kCPU}.batch(batch);
        tensors.jets.jets = tensors.jets.jets.to(torch::kFloat64);
        torch::optim::AdamW adam{network->parameters(),
                                 torch::optim::AdamWOptions(rate).weight_decay(options.weight_decay)};
        for (int step = 0; step < steps_taken; ++step) {
            adam.zero_grad();
            auto const loss = torch::binary_cross_entropy_with_logits(
                network->forward(tensors.jets), tensors.labels.to(torch::kFloat64), tensors.weights.to(torch::kFloat64),
                {}, at::Reduction::Sum);
            (loss / static_cast<double>(batch.size())).backward();
            if (options.clip > 0) torch::nn::utils::clip_grad_norm_(network->parameters(), options.clip);
            adam.step();
        }
        return parameters_of(network);
    }

    static std::vector<double> parameters_of(LstmClassifier const& network) {
        std::vector<double> all;
        auto const list = network->parameter_list();
        for (std::size_t k = 0; k < list.size(); ++k) {
            bool const in_layer = k + 2 < list.size();
            if (in_layer && k % 4 == 3) continue;
            auto const value = (in_layer && k % 4 == 2 ? list[k] + list[k + 1] : list[k]).detach().flatten();
            all.insert(all.end(), value.data_ptr<double>(), value.data_ptr<double>() + value.numel());
        }
        return all;
    }

    void expect_the_same() const {
        auto const expected = with_libtorch();
        auto const fused = with(train::fused_backend(data, options)), torch = with(train::torch_backend(data, options));
        ASSERT_EQ(fused.size(), expected.size());
        for (std::size_t n = 0; n < expected.size(); ++n) {  // ten steps of 0.01 move a weight by up to 0.1
            EXPECT_NEAR(fused[n], expected[n], 1e-4) << n;
            EXPECT_NEAR(torch[n], expected[n], 1e-4) << n;
        }
    }
};

TEST(Optimiser, DecaysWeightsAsLibTorchsAdamW) {
    TenSteps training;
    auto const without = training.with(fused_backend(training.data, training.options));
    training.options.weight_decay = 5;
    training.expect_the_same();
    auto const decayed = training.with(fused_backend(training.data, training.options));
    double before = 0, after = 0;
    for (std::size_t n = 0; n < without.size(); ++n) before += std::fabs(without[n]), after += std::fabs(decayed[n]);
    EXPECT_LT(after, 0.8 * before);  // (1 - 0.01 * 5)^10 = 0.6
}

/// Adam forgets the size of a gradient that is always clipped by the same factor, but not of one that changes.
TEST(Optimiser, ClipsTheGradientsNormAsLibTorch) {
    TenSteps training;
    auto const without = training.with(fused_backend(training.data, training.options));
    for (double const clip : {0.03, 0.01}) {
        training.options.clip = clip;
        training.expect_the_same();
    }
    double largest = 0;
    auto const clipped = training.with(fused_backend(training.data, training.options));
    for (std::size_t n = 0; n < without.size(); ++n)
        largest = std::max(largest, std::fabs(0.0 + without[n] - clipped[n]));
    EXPECT_GT(largest, 1e-3);
}

TEST(Optimiser, GivesTheSameBitsOnTwoThreads) {
    TenSteps training;
    training.options.clip = 0.01, training.options.weight_decay = 0.1;
    auto const one = training.with(fused_backend(training.data, training.options));
    training.options.threads = 2;
    EXPECT_EQ(training.with(fused_backend(training.data, training.options)), one);
}

TEST(Optimiser, LeavesSmallGradientsAlone) {
    TenSteps training;
    auto const without = training.with(fused_backend(training.data, training.options));
    training.options.clip = 1e6;
    EXPECT_EQ(training.with(fused_backend(training.data, training.options)), without);
}

}  // namespace
}  // namespace jetseq::test
