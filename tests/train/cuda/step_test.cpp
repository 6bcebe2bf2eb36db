#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "tests/train/cuda/processor_network.hpp"
#include "tests/train/fused/random_events.hpp"
#include "train/fused/network.hpp"

namespace jetseq::test {
namespace {

/// Two sums of floats in another order, relative to the largest of them.
constexpr double rounding = 1e-5;

struct Case {
    train::NetworkSize size;
    double dropout;
};

class DeviceStep : public testing::TestWithParam<Case> {
protected:
    Events const events{150, 7, GetParam().size.inputs, GetParam().size.outputs == 1 ? 2 : GetParam().size.outputs};

    std::unique_ptr<train::FusedNetwork> fused() const {
        auto network = std::make_unique<train::FusedNetwork>(GetParam().size, 1);
        auto const parameters = train::initial_parameters(GetParam().size, 3);
        std::vector<float> const zeros(parameters.size(), 0.0F);
        network->restore(parameters, zeros, zeros, 0);
        return network;
    }

    train::FusedStep step() const {
        train::FusedStep step;
        step.dropout = GetParam().dropout;
        return step;
    }
};

void expect_near(std::vector<float> const& values, std::vector<float> const& expected, double tolerance) {
    double largest = 0;
    for (float const one : expected) largest = std::max(largest, std::fabs(static_cast<double>(one)));
    ASSERT_GT(largest, 0);
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        ASSERT_NEAR(values[k], expected[k], tolerance * largest) << "place " << k;
    }
}

TEST_P(DeviceStep, HasTheGradientOfTheProcessorsKernel) {
    auto const reference = fused();
    auto const batch = events.batch();
    auto const expected = reference->gradient(events.view(), batch, step());
    ProcessorNetwork<4, 1> one{GetParam().size};
    expect_near(one.gradient(events.view(), batch, step()), expected, rounding);
    ProcessorNetwork<4, 2> two{GetParam().size, {{128}, 3}};
    expect_near(two.gradient(events.view(), batch, step()), expected, rounding);
    ProcessorNetwork<8, 4> four{GetParam().size, {{64}, 7, 20}};
    expect_near(four.gradient(events.view(), batch, step()), expected, rounding);
}

TEST_P(DeviceStep, HasItsLogits) {
    auto const reference = fused();
    ProcessorNetwork<4, 2> network{GetParam().size};
    auto const batch = events.batch();
    expect_near(network.logits(events.view(), batch), reference->logits(events.view(), batch), rounding);
}

/// Adam's first steps are of the learning rate whatever the gradient's size: an epsilon keeps small gradients from
/// deciding by their sign.
TEST_P(DeviceStep, LearnsTheSame) {
    auto const reference = fused();
    ProcessorNetwork<4, 2> network{GetParam().size, {{128}, 16}};
    auto step = this->step();
    step.epsilon = 1e-2, step.weight_decay = 0.1;
    for (std::size_t n = 0; n < 6; ++n) {
        auto batch = events.batch();
        batch.resize(n % 2 == 0 ? 150 : 33);
        step.clip = n < 3 ? 0 : 0.02;
        double const loss = reference->learn(events.view(), batch, step);
        EXPECT_NEAR(network.learn(events.view(), batch, step), loss, 1e-5 * loss);
    }
    expect_near(network.parameters(), reference->parameters(), rounding);
}

/// A phase whose threads disturbed each other would give other bits in another order.
TEST_P(DeviceStep, HasTheSameBitsInAnyOrderOfThreads) {
    std::vector<std::vector<float>> results;
    for (Loop const loop : {Loop{256, false}, Loop{256, true}, Loop{32, false}, Loop{96, true}, Loop{1, false}}) {
        ProcessorNetwork<4, 2> network{GetParam().size, {loop, 16}};
        auto step = this->step();
        network.learn(events.view(), events.batch(), step);
        step.clip = 0.02;
        network.learn(events.view(), events.batch(), step);
        results.push_back(network.parameters());
    }
    for (auto const& other : results) EXPECT_EQ(other, results.front());
}

INSTANTIATE_TEST_SUITE_P(Shapes, DeviceStep,
                         testing::Values(Case{{4, 2, 25}, 0}, Case{{4, 2, 25}, 0.3}, Case{{4, 1, 5}, 0.3},
                                         Case{{4, 3, 5}, 0.3}, Case{{4, 3, 25}, 0}, Case{{4, 2, 50}, 0.3},
                                         Case{{4, 1, 1}, 0}, Case{{3, 2, 8}, 0.3}, Case{{4, 2, 25, 3}, 0.3},
                                         Case{{4, 1, 5, 3}, 0}));

TEST(DeviceStepOfEmptyEvents, LearnsTheOutputsBias) {
    Events const events{10, 0};
    ProcessorNetwork<4, 2> network{{}};
    train::FusedStep step;
    step.dropout = 0.3;
    auto const gradient = network.gradient(events.view(), events.batch(), step);
    for (std::size_t k = 0; k + 1 < gradient.size(); ++k) EXPECT_EQ(gradient[k], 0);
    EXPECT_NE(gradient.back(), 0);
}

TEST(DeviceShape, PlacesParametersAsTheLayoutDoes) {
    for (train::NetworkSize const size :
         {train::NetworkSize{4, 2, 25}, train::NetworkSize{4, 1, 1}, train::NetworkSize{3, 3, 8, 4}}) {
        ProcessorNetwork<4, 2> const network{size};
        EXPECT_EQ(static_cast<std::size_t>(network.shape().floats()), network.floats());
        EXPECT_EQ(network.shape().rows() % 8, 4);
        EXPECT_EQ(network.parameters(), train::initial_parameters(size, 3));
    }
}

}  // namespace
}  // namespace jetseq::test
