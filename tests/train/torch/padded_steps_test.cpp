#include "train/torch/padded_steps.hpp"

#include <gtest/gtest.h>

#include "tests/support/toy_events.hpp"

namespace jetseq::test {
namespace {

constexpr double rounding = 1e-5;  // of sums of floats in another order, relative to the largest

struct Case {
    std::int64_t layers, cells;
    double dropout;
    std::size_t classes = 2;
};

std::ostream& operator<<(std::ostream& out, Case const& shape) {
    return out << shape.layers << " layers, " << shape.cells << " cells, dropout " << shape.dropout << ", "
               << shape.classes << " classes";
}

/// On the processor: what a CUDA graph would capture.
class Padded : public testing::TestWithParam<Case> {
protected:
    Padded() {
        auto const& wanted = GetParam();
        options.layers = static_cast<int>(wanted.layers), options.cells = static_cast<int>(wanted.cells);
        options.dropout = wanted.dropout;
        if (wanted.classes > 2) {
            options.classes = {"ggF", "VBF", "background"};
            for (std::size_t n = 0; n < sequences.size(); n += 3) sequences.events[n].production = Production{2};
        }
        auto const all = data::all_indices(sequences);
        data = train::training_data(sequences, data::normalisation_of(sequences, all, Frame::detector), Frame::detector,
                                    1);
        torch::manual_seed(5);
        network = LstmClassifier{4, wanted.layers, wanted.cells, 0.0, static_cast<std::int64_t>(options.outputs())};
    }

    data::Batch batch(std::size_t first, std::size_t step) const {
        data::Batch const all =
            data::batches_by_length(sequences, data::all_indices(sequences), sequences.size()).front();
        data::Batch some;
        for (std::size_t n = first; n < all.size(); n += step) some.push_back(all[n]);
        return some;
    }

    /// Loss and gradients of a packed batch.
    std::pair<double, std::vector<torch::Tensor>> packed(data::Batch const& some, int epoch) {
        auto const tensors = train::TorchData{data, torch::kCPU}.batch(some);
        std::vector<torch::Tensor> kept;
        if (options.dropout > 0) {
            kept = train::dropout_masks(
                data, some,
                {options.layers, options.cells, options.dropout, options.seed, static_cast<std::uint32_t>(epoch)});
        }
        auto const loss = train::weighted_loss(network->forward(tensors.jets, kept), tensors);
        return {loss.item<double>(), torch::autograd::grad({loss / 700.0}, network->parameters())};
    }

    void expect_same(train::PaddedSteps& steps, data::Batch const& some, int epoch) {
        auto const [loss, gradients] = packed(some, epoch);
        steps.learn(some, 700, epoch);
        EXPECT_NEAR(steps.take_loss(), loss, rounding * loss);
        auto const list = network->parameters();
        for (std::size_t k = 0; k < list.size(); ++k) {
            double const largest = gradients[k].abs().max().item<double>();
            double const difference = (list[k].grad() - gradients[k]).abs().max().item<double>();
            EXPECT_LE(difference, rounding * largest) << "parameter " << k;
        }
    }

    train::TrainOptions options;
    data::Sequences sequences = toy_sequences(300, 2);
    train::TrainingData data;
    LstmClassifier network{nullptr};
};

TEST_P(Padded, HasLossAndGradientsOfThePackedBatch) {
    train::TorchData const events{data, torch::kCPU, train::EventsLie::on_device};
    train::PaddedSteps steps{events, options, network};
    expect_same(steps, batch(0, 1), 1);
    expect_same(steps, batch(0, 2), 1);
    expect_same(steps, batch(0, 2), 2);  // the same tensors, other masks
    expect_same(steps, batch(1, 2), 1);
}

/// As for data that the device has no room for.
TEST_P(Padded, HasTheSameBitsFromEventsThatStayOnTheHost) {
    train::TorchData const there{data, torch::kCPU, train::EventsLie::on_device},
        here{data, torch::kCPU, train::EventsLie::on_host};
    EXPECT_EQ(here.inputs().data_ptr(), data.inputs.data());  // not a copy
    train::PaddedSteps choose{there, options, network}, gather{here, options, network};
    for (int n = 0; n < 3; ++n) {
        auto const some = batch(static_cast<std::size_t>(n % 2), 2);
        std::vector<torch::Tensor> expected;
        choose.learn(some, 700, n);
        for (auto const& parameter : network->parameters()) expected.push_back(parameter.grad().clone());
        double const loss = choose.take_loss();
        gather.learn(some, 700, n);
        EXPECT_EQ(gather.take_loss(), loss);
        auto const list = network->parameters();
        for (std::size_t k = 0; k < list.size(); ++k) EXPECT_TRUE(torch::equal(list[k].grad(), expected[k])) << k;
        auto const one = there.batch(some), other = here.batch(some);
        EXPECT_TRUE(torch::equal(one.jets.jets, other.jets.jets));
        EXPECT_TRUE(torch::equal(one.labels, other.labels) && torch::equal(one.weights, other.weights));
    }
}

/// Each event alone: packed, its masks are the first rows of the padded ones.
TEST_P(Padded, HasTheDropoutMasksOfThePackedEvents) {
    train::DropoutDraw const draw{options.layers, options.cells, options.dropout, 7, 2};
    auto const some = batch(0, 30);
    auto const longest = static_cast<std::int64_t>(sequences.longest());
    auto const padded = train::padded_dropout_masks(data, some, longest, draw);
    ASSERT_EQ(padded.size(), static_cast<std::size_t>(options.layers));
    for (std::size_t b = 0; b < some.size(); ++b) {
        auto const alone = train::dropout_masks(data, {some[b]}, draw);
        auto const length = static_cast<std::int64_t>(data.length(some[b])), at = static_cast<std::int64_t>(b);
        for (std::size_t layer = 0; layer + 1 < padded.size(); ++layer) {
            auto const of_event = padded[layer].select(1, at);
            EXPECT_EQ(of_event.size(0), longest);
            EXPECT_TRUE(torch::equal(of_event.narrow(0, 0, length), alone[layer]));
            EXPECT_EQ(of_event.narrow(0, length, longest - length).abs().sum().item<float>(), 0);  // the padding
        }
        EXPECT_TRUE(torch::equal(padded.back()[at], alone.back()[0]));
    }
}

TEST(TorchData, StaysOnTheHostForTheProcessor) {
    EXPECT_EQ(train::where_events_lie({}, torch::kCPU), train::EventsLie::on_host);
    train::TrainingData const none;
    EXPECT_TRUE((train::TorchData{none, torch::kCPU}.device().is_cpu()));
}

TEST_P(Padded, AddsLossesUntilTheyAreTaken) {
    train::TorchData const events{data, torch::kCPU, train::EventsLie::on_device};
    train::PaddedSteps steps{events, options, network};
    double const loss = packed(batch(0, 3), 1).first + packed(batch(1, 3), 1).first;
    steps.learn(batch(0, 3), 700, 1), steps.learn(batch(1, 3), 700, 1);
    EXPECT_NEAR(steps.take_loss(), loss, rounding * loss);
    EXPECT_EQ(steps.take_loss(), 0);
}

TEST_P(Padded, LearnsFromEventsWithoutJetsAlone) {
    train::TorchData const events{data, torch::kCPU, train::EventsLie::on_device};
    train::PaddedSteps steps{events, options, network};
    data::Batch empty;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        if (sequences.length(n) == 0) empty.push_back(n);
    }
    ASSERT_FALSE(empty.empty());
    steps.learn(empty, 700, 1);
    auto const list = network->parameter_list();
    for (std::size_t k = 0; k + 1 < list.size(); ++k) EXPECT_EQ(list[k].grad().abs().max().item<float>(), 0);
    EXPECT_NE(list.back().grad().abs().max().item<float>(), 0);
}

TEST_P(Padded, HasNoGradientOfNoEvents) {
    train::TorchData const events{data, torch::kCPU, train::EventsLie::on_device};
    train::PaddedSteps steps{events, options, network};
    steps.learn(batch(0, 2), 700, 1);
    steps.take_loss();
    steps.learn({}, 700, 1);
    EXPECT_EQ(steps.take_loss(), 0);
    for (auto const& parameter : network->parameters()) EXPECT_EQ(parameter.grad().abs().max().item<float>(), 0);
}

/// Three batches of two shapes: captured, replayed, captured, and replayed with other masks.
TEST_P(Padded, OnCudaHasLossAndGradientsOfThePackedBatchOnTheProcessor) {
    if (!torch::cuda::is_available()) GTEST_SKIP() << "no CUDA device that this LibTorch sees";
    LstmClassifier there{4, options.layers, options.cells, 0.0, static_cast<std::int64_t>(options.outputs())};
    there->to(torch::kCUDA);
    for (std::size_t k = 0; k < network->parameters().size(); ++k) {
        torch::NoGradGuard const no_gradient;
        there->parameters()[k].copy_(network->parameters()[k]);
    }
    train::TorchData const events{data, torch::kCUDA};
    ASSERT_EQ(events.where(), train::EventsLie::on_device);
    train::PaddedSteps steps{events, options, there};
    for (int n = 0; n < 5; ++n) {
        auto const some = batch(static_cast<std::size_t>(n % 2), 2);
        auto const [loss, gradients] = packed(some, n);
        steps.learn(some, 700, n);
        EXPECT_NEAR(steps.take_loss(), loss, 10 * rounding * loss);
        auto const list = there->parameters();
        for (std::size_t k = 0; k < list.size(); ++k) {
            double const largest = gradients[k].abs().max().item<double>();
            auto const found = list[k].grad().to(torch::kCPU);
            EXPECT_LE((found - gradients[k]).abs().max().item<double>(), 100 * rounding * largest) << k;  // cuDNN's
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Steps, Padded,
                         testing::Values(Case{2, 25, 0.3}, Case{1, 3, 0}, Case{3, 9, 0.5}, Case{2, 7, 0.3, 3}));

}  // namespace
}  // namespace jetseq::test
