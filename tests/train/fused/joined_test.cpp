#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "tests/train/fused/random_events.hpp"
#include "train/fused/network.hpp"

namespace jetseq::test {
namespace {

using train::JoinedSize;

std::unique_ptr<train::FusedNetwork> fresh(
    JoinedSize const& size, std::size_t threads = 1,
    train::fused::Kernel const& kernel = *train::fused_kernels_of_this_machine().front()) {
    auto network = std::make_unique<train::FusedNetwork>(size, threads, kernel);
    auto const parameters = train::initial_parameters(size, 3);
    std::vector<float> const zeros(parameters.size(), 0.0F);
    network->restore(parameters, zeros, zeros, 0);
    return network;
}

train::FusedStep dropping(double rate) {
    train::FusedStep step;
    step.dropout = rate;
    return step;
}

class JoinedShapes : public testing::TestWithParam<JoinedSize> {};

TEST_P(JoinedShapes, GiveTheSameBitsOnAnyNumberOfThreadsAndProcesses) {
    EventsToJoin const events{333, GetParam(), 7};
    auto const one = fresh(GetParam());
    std::vector<std::unique_ptr<train::FusedNetwork>> teams, ranks;
    for (std::size_t const threads : {2, 3, 8}) teams.push_back(fresh(GetParam(), threads));
    for (std::size_t rank = 0; rank < 3; ++rank) ranks.push_back(fresh(GetParam()));
    for (std::size_t const count : {333, 100, 1}) {  // of 11 tiles, 4 and 1
        auto batch = events.batch();
        batch.resize(count);
        auto const step = dropping(0.3);
        double const loss = one->learn(events.view(), batch, step);
        for (auto const& team : teams) EXPECT_EQ(team->learn(events.view(), batch, step), loss);
        std::vector<std::span<float const>> shares;
        for (std::size_t rank = 0; rank < 3; ++rank) {
            shares.push_back(ranks[rank]->learn_share(events.view(), batch, step, {rank, 3}));
        }
        for (auto const& rank : ranks) EXPECT_EQ(rank->finish_step(shares, count, step), loss);
    }
    for (auto const& other : teams) EXPECT_EQ(other->parameters(), one->parameters());
    for (auto const& other : ranks) EXPECT_EQ(other->parameters(), one->parameters());
}

TEST_P(JoinedShapes, GiveTheSameBitsWithEachFusedKernel) {
    EventsToJoin const events{100, GetParam(), 7};
    std::vector<float> first;
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        if (!kernel->fused) continue;
        auto const network = fresh(GetParam(), 1, *kernel);
        for (int step = 0; step < 3; ++step) network->learn(events.view(), events.batch(), dropping(0.3));
        if (first.empty()) first = network->parameters();
        EXPECT_EQ(network->parameters(), first) << kernel->name;
    }
}

TEST_P(JoinedShapes, GiveEachEventItsOwnGradientBesideAnyOthers) {
    EventsToJoin const events{96, GetParam(), 5};
    auto const network = fresh(GetParam());
    auto const step = dropping(0.5);
    auto batch = events.batch();
    auto const whole = network->gradient(events.view(), batch, step);
    std::reverse(batch.begin(), batch.end());  // shortest first, so in other tiles and lanes
    auto const reversed = network->gradient(events.view(), batch, step);
    std::vector<double> sum(whole.size(), 0.0);
    for (std::size_t const n : batch) {
        auto const one = network->gradient(events.view(), {n}, step);
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += one[k];
    }
    double largest = 0;
    for (float const g : whole) largest = std::max(largest, std::fabs(static_cast<double>(g)));
    for (std::size_t k = 0; k < sum.size(); ++k) {
        EXPECT_NEAR(whole[k], sum[k], 1e-5 * largest);
        EXPECT_NEAR(whole[k], reversed[k], 1e-5 * largest);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Joined, JoinedShapes,
    testing::Values(JoinedSize{{{4, 2, 25}, {3, 1, 7, true}}, 3, {32, 5}, Activation::tanh, 3},
                    JoinedSize{{{5, 2, 13, true}}}, JoinedSize{{{1, 1, 1, true}, {2, 1, 2}, {3, 1, 3}}, 1},
                    JoinedSize{{{4, 1, 6}}, 20, {70}},
                    JoinedSize{{{4, 1, 6, true}}, 2, {7}, Activation::rectified, 1, train::Loss::huber, 0.5}));

/// One cell without objects, so that the output is its bias z: losses and gradients of z - y by hand.
TEST(JoinedNetwork, HasTheLossesOfANumberByHand) {
    struct Case {
        train::Loss loss;
        float delta, label;
        double expected, slope;
    };
    float const z = 0.5F, weight = 3;
    Case const cases[]{{train::Loss::squared, 1, 2, 2.25, -3},
                       {train::Loss::squared, 1, -1, 2.25, 3},
                       {train::Loss::absolute, 1, 2, 1.5, -1},
                       {train::Loss::absolute, 1, -1, 1.5, 1},
                       {train::Loss::absolute, 1, 0.5, 0, 0},
                       {train::Loss::huber, 1, 0, 0.125, 0.5},
                       {train::Loss::huber, 1, 2, 1, -1},
                       {train::Loss::huber, 0.25F, -1, 0.34375, 0.25},
                       {train::Loss::huber, 0.25F, 0.75, 0.03125, -0.25}};
    std::vector<float> const parameters{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, z}, ones{weight};
    std::vector<std::uint64_t> const offsets{0, 0}, hash{5};
    for (auto const& one : cases) {
        JoinedSize size{{{1, 1, 1, true}}};
        size.loss = one.loss, size.delta = one.delta;
        float const input = 0;
        train::FusedEvents const events{&input, offsets.data(), &one.label, ones.data(), hash.data()};
        for (auto const* kernel : train::fused_kernels_of_this_machine()) {
            train::FusedNetwork network{size, 1, *kernel};
            std::vector<float> const zeros(parameters.size(), 0.0F);
            network.restore(parameters, zeros, zeros, 0);
            EXPECT_FLOAT_EQ(network.gradient(events, {0}, {}).back(), static_cast<float>(weight * one.slope));
            EXPECT_FLOAT_EQ(static_cast<float>(network.learn(events, {0}, {})),
                            static_cast<float>(weight * one.expected));
        }
    }
}

/// One cell, two objects, all weights 0 but the bias of n: z = r = 1/2, h = n / 2 and 3 n / 4.
TEST(JoinedNetwork, HasTheGradientOfAGruByHand) {
    JoinedSize const size{{{1, 1, 1, true}}};
    float const bias = 0.7F, weight = 2;  // of n, of the output
    std::vector<float> const parameters{0, 0, 0, 0, 0, 0, 0, 0, bias, weight, 0}, input{1, -3}, label{1}, ones{1};
    std::vector<std::uint64_t> const offsets{0, 2}, hash{5};
    train::FusedEvents const events{input.data(), offsets.data(), label.data(), ones.data(), hash.data()};
    double const n = std::tanh(0.7), logit = 2 * 0.75 * n, dz = 1 / (1 + std::exp(-logit)) - 1, dh = 2 * dz;
    double const slope = 1 - n * n;
    std::vector<double> const expected{dh * (-n / 8 - 3 * -n / 8),
                                       0,
                                       dh * slope * (0.25 - 3 * 0.5),  // w: -n/8 of z, 1/4 and 1/2 of n at each object
                                       dh * -n / 8 * n / 2,
                                       0,
                                       dh * slope / 2 * n / 4,  // u: h = n / 2, r h = n / 4
                                       dh * -n / 4,
                                       0,
                                       dh * slope * 0.75,  // b
                                       dz * 0.75 * n,
                                       dz};
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        train::FusedNetwork network{size, 1, *kernel};
        network.restore(parameters, parameters, parameters, 0);
        auto const gradient = network.gradient(events, {0}, {});
        ASSERT_EQ(gradient.size(), expected.size());
        for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(gradient[k], expected[k], 1e-6) << k;
        EXPECT_NEAR(network.logits(events, {0})[0], logit, 1e-6);
    }
}

/// An event without objects: the state is 0, and a hidden output y = tanh(w x + b) of two variables is left.
TEST(JoinedNetwork, HasTheGradientOfAHiddenLayerByHand) {
    JoinedSize const size{{{1, 1, 1}}, 2, {1}, Activation::tanh};
    std::vector<float> parameters(4 + 4 + 4, 0.5F);                                           // of the LSTM
    for (float const one : {9.0F, 0.3F, -0.2F, 0.1F, 2.0F, 0.4F}) parameters.push_back(one);  // w, b; the output's
    std::vector<float> const variables{1, 3}, label{0}, weight{2};
    std::vector<std::uint64_t> const offsets{0, 0}, hash{5};
    train::FusedEvents const events{nullptr,     offsets.data(), label.data(),    weight.data(),
                                    hash.data(), nullptr,        variables.data()};
    train::FusedNetwork network{size, 1};
    network.restore(parameters, parameters, parameters, 0);
    auto const gradient = network.gradient(events, {0}, {});
    double const y = std::tanh(0.3 - 0.6 + 0.1), logit = 2 * y + 0.4, dz = 2 / (1 + std::exp(-logit));
    double const dy = 2 * dz * (1 - y * y);
    for (std::size_t k = 0; k < 13; ++k) EXPECT_EQ(gradient[k], 0);  // the LSTM, and the weight of its state
    EXPECT_NEAR(gradient[13], dy, 1e-6);
    EXPECT_NEAR(gradient[14], 3 * dy, 2e-6);
    EXPECT_NEAR(gradient[15], dy, 1e-6);
    EXPECT_NEAR(gradient[16], dz * y, 1e-6);
    EXPECT_NEAR(gradient[17], dz, 1e-6);
}

TEST(JoinedNetwork, DropsOtherCellsInEachSequence) {
    JoinedSize const size{{{4, 1, 16}, {4, 1, 16}}};
    Events const events{40, 4};
    train::FusedObjects const again{events.inputs.data(), events.offsets.data()};
    auto view = events.view();
    view.others = &again;
    train::FusedNetwork network{size, 1};
    auto parameters = train::initial_parameters(size, 3);
    std::size_t const half = 4 * 16 * (4 + 16 + 1), head = 2 * half;
    std::copy_n(parameters.begin(), half, parameters.begin() + half);
    std::copy_n(parameters.begin() + head, 16, parameters.begin() + head + 16);
    network.restore(parameters, parameters, parameters, 0);
    auto const halves_agree = [&](train::FusedStep const& step) {
        auto const gradient = network.gradient(view, events.batch(), step);
        return std::equal(gradient.begin(), gradient.begin() + half, gradient.begin() + half);
    };
    EXPECT_TRUE(halves_agree(dropping(0)));
    EXPECT_FALSE(halves_agree(dropping(0.3)));
}

TEST(JoinedSize, CountsTheNumbersThatTheDenseLayersRead) {
    JoinedSize const size{{{4, 2, 25}, {3, 1, 7, true}}, 3, {32}};
    EXPECT_EQ(size.states(), 32U);
    EXPECT_EQ(size.width(), 35U);
    JoinedSize const stated = train::NetworkSize{4, 2, 25, 3};
    EXPECT_EQ(stated.sequences.size(), 1U);
    EXPECT_EQ(stated.width(), 25U);
    EXPECT_EQ(stated.outputs, 3U);
}

TEST(ParameterLayout, KeepsEachParameterOfAJoinedNetwork) {
    JoinedSize const size{{{4, 2, 9}, {3, 2, 7, true}}, 3, {6, 5}, Activation::linear, 3};
    train::ParameterLayout const layout{size};
    std::size_t const lstm = 36 * (4 + 9 + 1) + 36 * (9 + 9 + 1), gru = 21 * (3 + 7 + 1) + 21 * (7 + 7 + 1);
    EXPECT_EQ(layout.parameters(), lstm + gru + 6 * (19 + 1) + 5 * (6 + 1) + 3 * (5 + 1));
    EXPECT_EQ(layout.matrices().size(), 2U + 4U + 2U);  // two for each GRU layer
    std::vector<float> numbers;
    for (std::size_t n = 0; n < layout.parameters(); ++n) numbers.push_back(static_cast<float>(n + 1));
    std::vector<float> floats(layout.floats(), 0.0F);
    layout.to_kernel(numbers, floats.data());
    EXPECT_EQ(layout.from_kernel(floats.data()), numbers);
    EXPECT_EQ(std::count(layout.rates().begin(), layout.rates().end(), 2.0F), 2 * 48);  // 36 rows, padded
}

TEST(InitialParameters, AreUniformByTheWidthOfEachLayer) {
    JoinedSize const size{{{4, 1, 25}, {3, 1, 16, true}}, 3, {100}};
    auto const parameters = train::initial_parameters(size, 3);
    auto const largest = [&](std::size_t first, std::size_t count) {
        float most = 0;
        for (std::size_t n = first; n < first + count; ++n) most = std::max(most, std::fabs(parameters[n]));
        return most;
    };
    std::size_t const lstm = 100 * (4 + 25 + 1), gru = 48 * (3 + 16 + 1), hidden = 100 * (44 + 1);
    ASSERT_EQ(parameters.size(), lstm + gru + hidden + 100 + 1);
    EXPECT_NEAR(largest(0, lstm - 100), 1 / 5.0, 0.001);  // without biases, which are sums of two
    EXPECT_NEAR(largest(lstm, gru), 1 / 4.0, 0.001);
    EXPECT_NEAR(largest(lstm + gru, hidden), 1 / std::sqrt(44.0), 0.001);
    EXPECT_NEAR(largest(lstm + gru + hidden, 101), 1 / 10.0, 0.005);
    auto const stated = train::initial_parameters(train::NetworkSize{4, 1, 25}, 3);
    EXPECT_TRUE(std::equal(stated.begin(), stated.begin() + static_cast<std::ptrdiff_t>(lstm), parameters.begin()));
}

}  // namespace
}  // namespace jetseq::test
