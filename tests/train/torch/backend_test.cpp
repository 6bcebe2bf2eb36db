#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/networks/libtorch.hpp"
#include "tests/support/toy_events.hpp"
#include "train/backends/fused_backend.hpp"
#include "train/fused/layout.hpp"
#include "train/fused/network.hpp"
#include "train/torch/torch_backend.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::test {
namespace {

struct Size {
    std::int64_t layers, cells;
    std::size_t classes = 2;
};

/// A toy training of some size, and its gradient by LibTorch in double precision.
struct Oracle {
    train::TrainOptions options;
    data::Sequences sequences = toy_sequences(300, 2);
    train::TrainingData data;
    data::Batch batch;
    train::OptimiserState begin;

    Oracle(Size size, double dropout) {
        options.layers = size.layers, options.cells = size.cells, options.dropout = dropout;
        options.device = "cpu", options.threads = 1;
        if (size.classes > 2) {
            options.classes = {"ggF", "VBF", "background", "top", "qcd"};
            options.classes.resize(size.classes);
            for (std::size_t n = 0; n < sequences.size(); n += 3) sequences.events[n].production = Production{2};
        }
        auto const all = data::all_indices(sequences);
        data = train::training_data(sequences, data::normalisation_of(sequences, all, Frame::detector), Frame::detector,
                                    1);
        batch = data::batches_by_length(sequences, all, all.size()).front();
        begin.parameters = train::initial_parameters(network_size(), 4);
        begin.moment1 = begin.moment2 = std::vector<float>(begin.parameters.size(), 0.0F);
    }

    train::NetworkSize network_size() const { return jetseq::train::network_size(options); }

    std::vector<double> gradient() const {
        FrozenModel model;
        train::write_layers(begin.parameters, network_size(), model);
        LstmClassifier network{4, options.layers, options.cells, 0.0, static_cast<std::int64_t>(options.outputs())};
        network->set_layers(model);
        network->to(torch::kFloat64);
        auto tensors = train::TorchData{data, torch::kCPU}.batch(batch);
        tensors.jets.jets = tensors.jets.jets.to(torch::kFloat64);
        auto kept =
            train::dropout_masks(data, batch, {options.layers, options.cells, options.dropout, options.seed, 3});
        for (auto& mask : kept) mask = mask.to(torch::kFloat64);
        auto const loss = train::weighted_loss(network->forward(tensors.jets, kept), tensors);
        loss.backward();
        std::vector<double> gradient;
        auto const list = network->parameter_list();
        for (std::size_t k = 0; k < list.size(); ++k) {
            if (k % 4 == 3 && k + 2 < list.size()) continue;  // the second bias has the gradient of the first
            auto const flat = list[k].grad().flatten();
            gradient.insert(gradient.end(), flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
        }
        return gradient;
    }
};

class Gradient : public testing::TestWithParam<std::tuple<Size, double>> {};

/// Relative to the largest component: that is what a step is made of.
TEST_P(Gradient, OfTheFusedStepIsLibTorchsInDoublePrecision) {
    Oracle const oracle{std::get<0>(GetParam()), std::get<1>(GetParam())};
    auto const expected = oracle.gradient();
    double largest = 0;
    for (double const g : expected) largest = std::max(largest, std::fabs(g));
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        train::FusedNetwork network{oracle.network_size(), 2, *kernel};
        network.restore(oracle.begin.parameters, oracle.begin.moment1, oracle.begin.moment2, 0);
        train::FusedStep step;
        step.dropout = oracle.options.dropout, step.seed = oracle.options.seed, step.epoch = 3;
        auto const& data = oracle.data;
        auto const gradient = network.gradient(
            {data.inputs.data(), data.offsets.data(), data.labels.data(), data.weights.data(), data.hashes.data()},
            oracle.batch, step);
        ASSERT_EQ(gradient.size(), expected.size());
        double worst = 0;
        for (std::size_t n = 0; n < expected.size(); ++n) {
            worst = std::max(worst, std::fabs(gradient[n] - expected[n]) / largest);
        }
        EXPECT_LT(worst, 1e-5) << kernel->name;
        RecordProperty(std::string{"largest_difference_"} + kernel->name, std::to_string(worst));
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Gradient,
                         testing::Combine(testing::Values(Size{2, 25}, Size{1, 3}, Size{3, 9}, Size{2, 32},
                                                          Size{2, 25, 3}, Size{1, 3, 5}),
                                          testing::Values(0.0, 0.3)));

class Backends : public testing::TestWithParam<Size> {};

TEST_P(Backends, FusedAndTorchLearnTheSame) {
    Oracle const oracle{GetParam(), 0.3};
    auto const fused = fused_backend(oracle.data, oracle.options), torch = torch_backend(oracle.data, oracle.options);
    fused->restore(oracle.begin), torch->restore(oracle.begin);
    for (int step = 0; step < 20; ++step) {
        double const expected = torch->learn(oracle.batch, 0.001, 1);
        EXPECT_NEAR(fused->learn(oracle.batch, 0.001, 1), expected, 1e-4 * expected) << step;
    }
    auto const a = fused->logits(oracle.batch), b = torch->logits(oracle.batch);
    for (std::size_t n = 0; n < a.size(); ++n) EXPECT_NEAR(a[n], b[n], 1e-3);  // 20 steps of rounding apart
}

INSTANTIATE_TEST_SUITE_P(Backend, Backends, testing::Values(Size{2, 25}, Size{2, 25, 3}));

TEST(Backend, OneResumesFromTheStateOfTheOther) {
    Oracle const oracle{{2, 9}, 0.3};
    auto const first = torch_backend(oracle.data, oracle.options);
    first->restore(oracle.begin);
    for (int step = 0; step < 5; ++step) first->learn(oracle.batch, 0.001, 1);
    auto const stand = first->state();
    EXPECT_EQ(stand.steps, 5);
    auto const fused = fused_backend(oracle.data, oracle.options), torch = torch_backend(oracle.data, oracle.options);
    fused->restore(stand), torch->restore(stand);
    EXPECT_EQ(fused->state().parameters, stand.parameters);
    EXPECT_EQ(torch->state().moment2, stand.moment2);
    for (int step = 0; step < 3; ++step) {
        double const expected = first->learn(oracle.batch, 0.001, 2);
        EXPECT_NEAR(fused->learn(oracle.batch, 0.001, 2), expected, 1e-5 * expected);
        EXPECT_NEAR(torch->learn(oracle.batch, 0.001, 2), expected, 1e-5 * expected);
    }
}

}  // namespace
}  // namespace jetseq::test
