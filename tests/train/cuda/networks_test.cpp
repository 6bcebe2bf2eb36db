#include "train/cuda/networks.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.hpp"
#include "tests/train/fused/random_events.hpp"
#include "train/cuda/scorer.hpp"
#include "train/fused/network.hpp"

namespace jetseq::test {
namespace {

/// Tests that need a GPU are skipped by name if there is none.
class CudaDevice : public testing::Test {
protected:
    void SetUp() override {
        if (train::cuda_device_name().empty()) GTEST_SKIP() << "no CUDA device";
    }

    Events const events{2000, 12};
    std::vector<float> const zeros =
        std::vector<float>(train::initial_parameters(train::NetworkSize{}, 3).size(), 0.0F);

    std::shared_ptr<train::CudaEvents const> on_device() const {
        return std::make_shared<train::CudaEvents>(events.view(), events.labels.size(), 4);
    }

    std::vector<std::size_t> batch(std::size_t first, std::size_t count) const {
        auto const all = events.batch();  // longest first; so is every n-th of them
        std::vector<std::size_t> some;
        for (std::size_t k = first; some.size() < count; k += all.size() / count) some.push_back(all[k]);
        return some;
    }

    static train::FusedStep step() {
        train::FusedStep step;
        step.dropout = 0.3, step.epsilon = 1e-2, step.weight_decay = 0.1;
        return step;
    }
};

void expect_near(std::vector<float> const& values, std::vector<float> const& expected, double tolerance) {
    double largest = 0;
    for (float const one : expected) largest = std::max(largest, std::fabs(static_cast<double>(one)));
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t k = 0; k < values.size(); ++k) ASSERT_NEAR(values[k], expected[k], tolerance * largest) << k;
}

TEST_F(CudaDevice, HasTheGradientsOfTheProcessor) {
    for (train::CudaPlan const& plan : {train::CudaPlan{}, train::CudaPlan{0, 8, 128, 16, 2}}) {
        train::FusedNetwork reference{train::NetworkSize{}, 1};
        reference.restore(train::initial_parameters(train::NetworkSize{}, 3), zeros, zeros, 0);
        train::CudaNetworks networks{{}, 1, on_device(), plan};
        networks.restore(0, train::initial_parameters(train::NetworkSize{}, 3), zeros, zeros, 0);
        auto const some = batch(0, 500);
        auto const expected = reference.gradient(events.view(), some, step());
        expect_near(networks.gradient(0, some, step()), expected, 1e-5);
        expect_near(networks.logits(0, some), reference.logits(events.view(), some), 1e-5);
    }
}

TEST_F(CudaDevice, LearnsAsTheProcessorDoesInOneLaunch) {
    train::FusedNetwork reference{train::NetworkSize{}, 1};
    reference.restore(train::initial_parameters(train::NetworkSize{}, 3), zeros, zeros, 0);
    train::CudaNetworks networks{{}, 1, on_device()};
    networks.restore(0, train::initial_parameters(train::NetworkSize{}, 3), zeros, zeros, 0);
    train::CudaWork work;
    std::vector<double> losses;
    for (std::size_t n = 0; n < 4; ++n) {
        auto step = this->step();
        step.clip = n < 2 ? 0 : 0.02;
        work.batches.push_back(batch(n, 500)), work.steps.push_back(step);
        losses.push_back(reference.learn(events.view(), work.batches[n], step));
    }
    auto const found = networks.learn({work}).at(0);
    for (std::size_t n = 0; n < 4; ++n) EXPECT_NEAR(found[n], losses[n], 1e-5 * losses[n]);
    expect_near(networks.parameters(0), reference.parameters(), 2e-5);
    EXPECT_EQ(networks.steps(0), 4);
}

TEST_F(CudaDevice, GivesNetworksSideBySideTheBitsTheyHaveAlone) {
    train::CudaPlan const plan{0, 4, 256, 8, 1};
    std::size_t const count = 70;
    train::CudaNetworks together{{}, count, on_device(), plan};
    std::vector<train::CudaWork> work;
    for (std::size_t n = 0; n < count; ++n) {
        auto step = this->step();
        step.seed = n, step.learning_rate = 0.001 * (1 + static_cast<double>(n % 3));
        work.push_back({{batch(n % 3, 400), batch(1, 512)}, {step, step}});
        together.restore(n, train::initial_parameters(train::NetworkSize{}, n), zeros, zeros, 0);
    }
    together.learn(work);
    for (std::size_t const n : {0, 1, 69}) {
        train::CudaNetworks alone{{}, 1, on_device(), plan};
        alone.restore(0, train::initial_parameters(train::NetworkSize{}, n), zeros, zeros, 0);
        alone.learn({work[n]});
        EXPECT_EQ(alone.parameters(0), together.parameters(n));
    }
}

TEST_F(CudaDevice, LetsNetworksComeAndGoEachWithEventsOfItsOwn) {
    train::CudaPlan const plan{0, 4, 256, 128, 1};
    Events const others{1500, 30};  // longer ones: the launch needs more room
    auto const bits = [&](train::CudaNetworks& networks, std::size_t n, train::CudaWork const& work) {
        networks.restore(n, train::initial_parameters(train::NetworkSize{}, 7), zeros, zeros, 0);
        std::vector<train::CudaWork> all(n + 1);
        all[n] = work;
        auto const losses = networks.learn(all);
        EXPECT_EQ(losses[n].size(), work.batches.size());
        return networks.parameters(n);
    };
    train::CudaWork const work{{batch(0, 500)}, {step()}}, other_work{{others.batch()}, {step()}};
    train::CudaNetworks alone{{}, plan}, other_alone{{}, plan};
    auto const expected = bits(alone, alone.add(events.view(), 2000), work);
    auto const expected_of_other = bits(other_alone, other_alone.add(others.view(), 1500), other_work);

    train::CudaNetworks networks{{}, plan};
    EXPECT_EQ(networks.add(events.view(), 2000), 0U);
    EXPECT_EQ(networks.add(others.view(), 1500), 1U);
    EXPECT_EQ(bits(networks, 1, other_work), expected_of_other);
    networks.remove(0);
    EXPECT_EQ(networks.add(others.view(), 1500), 0U);
    EXPECT_EQ(bits(networks, 0, other_work), expected_of_other);
    EXPECT_EQ(networks.add(events.view(), 2000), 2U);
    EXPECT_EQ(bits(networks, 2, work), expected);
    networks.restore(0, train::initial_parameters(train::NetworkSize{}, 7), zeros, zeros, 0);
    networks.restore(2, train::initial_parameters(train::NetworkSize{}, 7), zeros, zeros, 0);
    networks.learn({other_work, {}, work});
    EXPECT_EQ(networks.parameters(0), expected_of_other);
    EXPECT_EQ(networks.parameters(2), expected);
}

TEST_F(CudaDevice, CopiesEqualEventsOnce) {
    train::CudaNetworks networks{{}, train::CudaPlan{0, 4, 256, 128, 1}};
    Events const many{400000, 12};
    networks.add(many.view(), 400000);
    std::size_t const before = train::cuda_free_bytes();
    networks.add(many.view(), 400000);
    EXPECT_LT(before - train::cuda_free_bytes(), train::CudaEvents::bytes(400000, many.offsets[400000], 4));
}

TEST_F(CudaDevice, ScoresEventsInChunks) {
    train::FusedNetwork reference{train::NetworkSize{}, 1};
    reference.restore(train::initial_parameters(train::NetworkSize{}, 3), zeros, zeros, 0);
    std::vector<float> expected(events.labels.size()), found(events.labels.size());
    auto const order = events.batch();
    auto const logits = reference.logits(events.view(), order);
    for (std::size_t n = 0; n < order.size(); ++n) expected[order[n]] = logits[n];
    train::CudaScorer scorer{{}, train::initial_parameters(train::NetworkSize{}, 3), 300};
    scorer.logits(events.view(), found.size(), found.data());
    expect_near(found, expected, 1e-5);
}

TEST(CudaNetworks, ServeNothingWithoutADevice) {
    if (!train::cuda_device_name().empty()) GTEST_SKIP() << "there is a CUDA device";
    EXPECT_FALSE(train::CudaNetworks::serves({}));
    EXPECT_EQ(train::cuda_free_bytes(), 0);
    Events const events{10, 3};
    EXPECT_THROW(train::CudaEvents(events.view(), 10, 4), Error);
}

}  // namespace
}  // namespace jetseq::test
