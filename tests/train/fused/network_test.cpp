#include "train/fused/network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "tests/train/fused/random_events.hpp"

namespace jetseq::test {
namespace {

void begin(train::FusedNetwork& network, train::NetworkSize const& size) {
    auto const parameters = train::initial_parameters(size, 3);
    std::vector<float> const zeros(parameters.size(), 0.0F);
    network.restore(parameters, zeros, zeros, 0);
}

train::FusedStep with_dropout(double rate) {
    train::FusedStep step;
    step.dropout = rate;
    return step;
}

/// Weight x binary cross-entropy of a batch in double precision, from the logits.
double loss_of(Events const& events, std::vector<std::size_t> const& batch, std::vector<float> const& logits) {
    double loss = 0;
    for (std::size_t b = 0; b < batch.size(); ++b) {
        double const z = logits[b], y = events.labels[batch[b]];
        loss += events.weights[batch[b]] * (std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z))) - y * z);
    }
    return loss;
}

TEST(FusedNetwork, GivesTheLossOfItsLogits) {
    Events const events{200, 6};
    train::NetworkSize const size;
    train::FusedNetwork network{size, 1};
    begin(network, size);
    auto const batch = events.batch();
    double const expected = loss_of(events, batch, network.logits(events.view(), batch));
    EXPECT_NEAR(network.learn(events.view(), batch, with_dropout(0)), expected, 1e-5 * expected);
}

/// Processes, here one after the other, that cut each batch among themselves.
class SharedStep : public testing::TestWithParam<std::size_t> {};

TEST_P(SharedStep, HasTheBitsOfOneProcess) {
    std::size_t const size = GetParam();
    Events const events{700, 6};
    train::NetworkSize const network_size;
    train::FusedNetwork alone{network_size, 1};
    begin(alone, network_size);
    std::vector<std::unique_ptr<train::FusedNetwork>> ranks;
    for (std::size_t rank = 0; rank < size; ++rank) {
        ranks.push_back(std::make_unique<train::FusedNetwork>(network_size, 1 + rank % 2));
        begin(*ranks[rank], network_size);
    }
    for (std::size_t const count : {700, 512, 255, 20, 1}) {  // of 22, 16, 8, 1 and 1 tiles
        auto batch = events.batch();
        batch.resize(count);
        auto const step = with_dropout(0.3);
        double const loss = alone.learn(events.view(), batch, step);
        std::vector<std::span<float const>> shares;
        for (std::size_t rank = 0; rank < size; ++rank) {
            shares.push_back(ranks[rank]->learn_share(events.view(), batch, step, {rank, size}));
            EXPECT_EQ(shares[rank].size(), shares[0].size());
        }
        for (auto const& rank : ranks) {
            EXPECT_EQ(rank->finish_step(shares, count, step), loss);
            EXPECT_EQ(rank->parameters(), alone.parameters());
            EXPECT_EQ(rank->moment2(), alone.moment2());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(FusedNetwork, SharedStep, testing::Values(1, 2, 3, 4, 8, 11));

/// One cell, one jet, worked by hand: all weights of the gates are 0, so i = f = o = 1/2, g = 0, h = 0.
TEST(FusedNetwork, HasTheGradientByHand) {
    train::NetworkSize const size{4, 1, 1};
    train::FusedNetwork network{size, 1};
    std::vector<float> parameters(4 * 4 + 4 + 4 + 2, 0.0F);
    parameters[24] = 2;  // the output's weight
    network.restore(parameters, parameters, parameters, 0);
    std::vector<float> const inputs{1, 2, 3, 4}, label{1}, weight{3};
    std::vector<std::uint64_t> const offsets{0, 1}, hash{5};
    auto const gradient =
        network.gradient({inputs.data(), offsets.data(), label.data(), weight.data(), hash.data()}, {0}, {});
    double const dz = 3 * (0.5 - 1);       // logit 0
    double const dg = dz * 2 * 0.5 * 0.5;  // dL/dh = 2 dz; h = o tanh(i g)
    for (std::size_t gate = 0; gate < 4; ++gate) {
        for (std::size_t k = 0; k < 4; ++k) {
            EXPECT_NEAR(gradient[4 * gate + k], gate == 2 ? dg * static_cast<double>(k + 1) : 0, 1e-6);
        }
        EXPECT_NEAR(gradient[16 + gate], 0, 1e-6);  // no jet before
        EXPECT_NEAR(gradient[20 + gate], gate == 2 ? dg : 0, 1e-6);
    }
    EXPECT_NEAR(gradient[24], 0, 1e-6);  // h = 0
    EXPECT_NEAR(gradient[25], dz, 1e-6);
}

class Shapes : public testing::TestWithParam<train::NetworkSize> {};

TEST_P(Shapes, GiveTheSameBitsOnAnyNumberOfThreads) {
    Events const events{333, 7, GetParam().inputs};
    std::vector<std::vector<float>> results;
    for (std::size_t const threads : {1, 2, 3, 4, 8}) {
        train::FusedNetwork network{GetParam(), threads};
        begin(network, GetParam());
        for (std::size_t const count : {333, 100, 1}) {  // of 8 shards, 4 and 1
            auto batch = events.batch();
            batch.resize(count);
            auto step = with_dropout(0.3);
            network.learn(events.view(), batch, step);
            step.clip = 0.01;
            network.learn(events.view(), batch, step);
        }
        results.push_back(network.parameters());
    }
    for (auto const& other : results) EXPECT_EQ(other, results.front());
}

TEST_P(Shapes, GiveTheSameBitsWithEachFusedKernel) {
    Events const events{100, 7, GetParam().inputs};
    auto const batch = events.batch();
    std::vector<float> first;
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        train::FusedNetwork network{GetParam(), 1, *kernel};
        begin(network, GetParam());
        double loss = 0;
        for (int step = 0; step < 3; ++step) loss = network.learn(events.view(), batch, with_dropout(0.3));
        auto const parameters = network.parameters();
        if (first.empty()) first = parameters;
        for (std::size_t n = 0; n < first.size(); ++n) {
            if (kernel->fused) {
                ASSERT_EQ(parameters[n], first[n]) << kernel->name;
            } else {
                ASSERT_NEAR(parameters[n], first[n], 2e-3) << kernel->name;  // Adam steps of 0.001 may differ in sign
            }
        }
        EXPECT_GT(loss, 0);
    }
}

/// Central differences of the loss, in the direction of the gradient.
TEST_P(Shapes, HaveTheGradientOfTheirLoss) {
    Events const events{64, 5, GetParam().inputs};
    auto const batch = events.batch();
    train::FusedNetwork network{GetParam(), 1};
    begin(network, GetParam());
    auto const gradient = network.gradient(events.view(), batch, with_dropout(0));
    auto const parameters = network.parameters();
    double const norm = std::sqrt(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0));
    auto const loss_at = [&](double distance) {
        auto moved = parameters;
        for (std::size_t n = 0; n < moved.size(); ++n) moved[n] += static_cast<float>(distance * gradient[n] / norm);
        network.restore(moved, moved, moved, 0);
        return loss_of(events, batch, network.logits(events.view(), batch));
    };
    double const reach = 0.02;
    EXPECT_NEAR((loss_at(reach) - loss_at(-reach)) / (2 * reach), norm, 3e-3 * norm);
}

INSTANTIATE_TEST_SUITE_P(FusedNetwork, Shapes,
                         testing::Values(train::NetworkSize{4, 2, 25}, train::NetworkSize{4, 1, 1},
                                         train::NetworkSize{4, 3, 7}, train::NetworkSize{4, 2, 16},
                                         train::NetworkSize{4, 2, 32}, train::NetworkSize{4, 1, 50},
                                         train::NetworkSize{3, 2, 5}));

TEST(FusedNetwork, DrawsDropoutThatDependsOnTheEventOnly) {
    Events const events{96, 4};
    auto const all = events.batch();
    train::FusedNetwork network{train::NetworkSize{}, 1};
    begin(network, train::NetworkSize{});
    auto const step = with_dropout(0.5);
    auto whole = network.gradient(events.view(), all, step);
    std::vector<double> sum(whole.size(), 0.0);
    for (std::size_t const n : all) {  // one by one, so in other tiles and beside other events
        auto const one = network.gradient(events.view(), {n}, step);
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += one[k];
    }
    double largest = 0;
    for (float const g : whole) largest = std::max(largest, std::fabs(static_cast<double>(g)));
    for (std::size_t k = 0; k < sum.size(); ++k) EXPECT_NEAR(whole[k], sum[k], 1e-5 * largest);
}

TEST(FusedNetwork, DropsOtherCellsInAnotherEpochAndWithAnotherSeed) {
    Events const events{32, 4};
    train::FusedNetwork network{train::NetworkSize{}, 1};
    begin(network, train::NetworkSize{});
    auto step = with_dropout(0.3);
    auto const first = network.gradient(events.view(), events.batch(), step);
    EXPECT_EQ(network.gradient(events.view(), events.batch(), step), first);
    step.epoch = 2;
    EXPECT_NE(network.gradient(events.view(), events.batch(), step), first);
    step.epoch = 1, step.seed = 2;
    EXPECT_NE(network.gradient(events.view(), events.batch(), step), first);
}

TEST(FusedNetwork, LearnsFromEventsWithoutJets) {
    Events const events{40, 0};
    train::FusedNetwork network{train::NetworkSize{}, 1};
    begin(network, train::NetworkSize{});
    auto const gradient = network.gradient(events.view(), events.batch(), with_dropout(0.3));
    for (std::size_t k = 0; k + 1 < gradient.size(); ++k) EXPECT_EQ(gradient[k], 0);
    EXPECT_NE(gradient.back(), 0);
}

TEST(FusedNetwork, ResumesFromItsState) {
    Events const events{100, 4};
    train::FusedNetwork network{train::NetworkSize{}, 1}, other{train::NetworkSize{}, 2};
    begin(network, train::NetworkSize{});
    for (int step = 0; step < 3; ++step) network.learn(events.view(), events.batch(), with_dropout(0.3));
    other.restore(network.parameters(), network.moment1(), network.moment2(), network.steps());
    network.learn(events.view(), events.batch(), with_dropout(0.3));
    other.learn(events.view(), events.batch(), with_dropout(0.3));
    EXPECT_EQ(network.parameters(), other.parameters());
}

/// One cell without weights, one jet: logits 0, ln 2 and ln 5 by the biases, so probabilities 1/8, 2/8 and 5/8.
TEST(FusedNetwork, HasTheGradientOfASoftmaxByHand) {
    train::NetworkSize const size{4, 1, 1, 3};
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        train::FusedNetwork network{size, 1, *kernel};
        std::vector<float> parameters(4 * 4 + 4 + 4 + 3 + 3, 0.0F);
        parameters[24] = 1, parameters[25] = 2, parameters[26] = -1;  // the outputs' weights
        parameters[28] = std::log(2.0F), parameters[29] = std::log(5.0F);
        network.restore(parameters, parameters, parameters, 0);
        std::vector<float> const inputs{1, 2, 3, 4}, label{2}, weight{3};
        std::vector<std::uint64_t> const offsets{0, 1}, hash{5};
        train::FusedEvents const events{inputs.data(), offsets.data(), label.data(), weight.data(), hash.data()};
        auto const gradient = network.gradient(events, {0}, {});
        double const dz[] = {3 / 8.0, 3 * 2 / 8.0, 3 * (5 / 8.0 - 1)};
        for (std::size_t k = 0; k < 3; ++k) {
            EXPECT_NEAR(gradient[24 + k], 0, 1e-6);  // h = 0
            EXPECT_NEAR(gradient[27 + k], dz[k], 1e-6);
        }
        double const dh = dz[0] + 2 * dz[1] - dz[2], dg = dh * 0.5 * 0.5;
        for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(gradient[8 + k], dg * static_cast<double>(k + 1), 1e-6);
        auto const logits = network.logits(events, {0});
        ASSERT_EQ(logits.size(), 3);
        EXPECT_NEAR(logits[2], std::log(5.0), 1e-6);
        EXPECT_NEAR(network.learn(events, {0}, {}), -3 * std::log(5 / 8.0), 1e-5);
    }
}

}  // namespace
}  // namespace jetseq::test
