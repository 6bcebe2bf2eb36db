#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <future>
#include <latch>

#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/train/cuda/processor_network.hpp"
#include "tests/train/toy_training.hpp"
#include "train/backends/cuda_backend.hpp"
#include "train/ranks/joint_networks.hpp"

namespace jetseq::test {
namespace {

/// The GPU's steps on the processor, for networks that come and go.
class ProcessorNetworks : public train::NetworksSideBySide {
public:
    ProcessorNetworks(train::NetworkSize const& size, std::atomic<std::size_t>& most) : size_{size}, most_{most} {}

    std::size_t add(train::FusedEvents const& events, std::size_t) override {
        std::size_t n = 0;
        while (n < networks_.size() && networks_[n].network) ++n;
        if (n == networks_.size()) networks_.emplace_back();
        networks_[n] = {events, std::make_unique<Network>(size_, Launch{Loop{32}, 8, 4})};
        return n;
    }
    void remove(std::size_t n) noexcept override { networks_[n].network.reset(); }

    std::vector<std::vector<double>> learn(std::vector<train::CudaWork> const& work) override {
        std::vector<std::vector<double>> losses(work.size());
        std::size_t together = 0;
        for (std::size_t n = 0; n < work.size(); ++n) {
            together += work[n].batches.empty() ? 0 : 1;
            for (std::size_t k = 0; k < work[n].batches.size(); ++k) {
                auto& one = networks_[n];
                losses[n].push_back(one.network->learn(one.events, work[n].batches[k], work[n].steps[k]));
            }
        }
        most_ = std::max<std::size_t>(most_, together);
        return losses;
    }

    std::vector<float> logits(std::size_t n, std::vector<std::size_t> const& batch) override {
        return networks_[n].network->logits(networks_[n].events, batch);
    }
    std::vector<float> parameters(std::size_t n) const override { return networks_[n].network->parameters(); }
    std::vector<float> moment1(std::size_t n) const override { return networks_[n].network->moment1(); }
    std::vector<float> moment2(std::size_t n) const override { return networks_[n].network->moment2(); }
    std::int64_t steps(std::size_t n) const noexcept override { return networks_[n].network->steps(); }
    void restore(std::size_t n, std::vector<float> const& parameters, std::vector<float> const& moment1,
                 std::vector<float> const& moment2, std::int64_t steps) override {
        networks_[n].network->restore(parameters, moment1, moment2, steps);
    }
    std::string name() const override { return "processor"; }

private:
    using Network = ProcessorNetwork<4, 2>;
    struct One {
        train::FusedEvents events;
        std::unique_ptr<Network> network;
    };
    train::NetworkSize size_;
    std::atomic<std::size_t>& most_;  ///< that have learnt together
    std::vector<One> networks_;
};

/// A test that waits this long has hung.
constexpr auto never_ending = std::chrono::seconds{600};

/// Trainings of two folds and two seeds, one of another batch size, with averaged weights, and one of another network.
struct SideBySide : testing::Test {
    static constexpr int trials = 5;

    static train::TrainOptions options_of(int n) {
        auto options = toy_options();
        options.max_epochs = 2 + n % 2;  // they end one after the other
        options.fold = {static_cast<std::size_t>(n % 2), 3};
        options.seed = 1 + static_cast<std::uint64_t>(n / 2);
        if (n == 3) options.learning_rate = 0.003, options.batch_size = 50, options.average = train::Average::ema;
        if (n == 4) options.cells = 3, options.clip = 0.1;
        return options;
    }

    train::CudaSideBySide::MakeNetworks networks() {
        return
            [this](train::NetworkSize const& size) { return std::make_unique<ProcessorNetworks>(size, most_together); };
    }

    train::TrainResult train_one(int n, train::CudaSideBySide& machine, std::string const& name,
                                 train::TrainHooks hooks) {
        hooks.backend = [&](auto const& data, auto const& options) { return machine.backend(data, options); };
        return train::train(sequences, options_of(n), folder / (name + std::to_string(n)), "toy", hooks);
    }

    std::string alone(int n) {
        train::CudaSideBySide machine{networks(), never_ending};
        return to_json(train_one(n, machine, "alone", toy_hooks()).model);
    }

    /// All at once; none makes a step before all are there.
    std::vector<std::future<train::TrainResult>> train_all(std::function<train::TrainHooks(int)> const& hooks_of) {
        std::vector<std::future<train::TrainResult>> results;
        auto const machine = std::make_shared<train::CudaSideBySide>(networks(), never_ending);
        auto const all_here = std::make_shared<std::latch>(trials);
        for (int n = 0; n < trials; ++n) {
            results.push_back(std::async(std::launch::async, [=, this] {
                auto hooks = hooks_of(n);
                hooks.on_begin = [all_here] { all_here->arrive_and_wait(); };
                return train_one(n, *machine, "together", hooks);
            }));
        }
        return results;
    }

    TemporaryFolder folder;
    data::Sequences const sequences = toy_sequences(300, 2);
    std::atomic<std::size_t> most_together{0};
};

TEST(JointNetworks, GiveTheLowestFreeNumberAndTheLossesOfEachBatch) {
    std::atomic<std::size_t> most{0};
    train::NetworkSize const size{4, 1, 3, 1};
    train::JointNetworks networks{std::make_unique<ProcessorNetworks>(size, most), std::chrono::milliseconds{0}};
    float const inputs[] = {1, 0, 0, 0}, labels[] = {1}, weights[] = {2};
    std::uint64_t const offsets[] = {0, 1}, hashes[] = {5};
    train::FusedEvents const events{inputs, offsets, labels, weights, hashes};
    EXPECT_EQ(networks.enter(events, 1), 0U);
    EXPECT_EQ(networks.enter(events, 1), 1U);
    networks.leave(0);
    EXPECT_EQ(networks.enter(events, 1), 0U);
    networks.leave(1);
    float const logit = networks.with([](auto& all) { return all.logits(0, {0}); }).at(0);
    auto const losses = networks.learn(0, {{{0}, {0}}, {train::FusedStep{}, train::FusedStep{}}});
    ASSERT_EQ(losses.size(), 2U);
    EXPECT_NEAR(losses[0], 2 * std::log1p(std::exp(-logit)), 1e-6);  // weight x cross-entropy before the step
    EXPECT_LT(losses[1], losses[0]);
    EXPECT_EQ(networks.with([](auto& all) { return all.steps(0); }), 2);
    networks.leave(0);
}

TEST_F(SideBySide, GivesEachTrainingTheBitsThatItHasAlone) {
    auto results = train_all([](int) { return toy_hooks(); });
    std::vector<std::string> together;
    for (auto& result : results) together.push_back(to_json(result.get().model));
    EXPECT_EQ(most_together, 4U);
    for (int n = 0; n < trials; ++n) EXPECT_EQ(together[static_cast<std::size_t>(n)], alone(n)) << n;
    EXPECT_NE(together[0], together[2]);
}

TEST_F(SideBySide, ContinuesTheOthersIfOneFails) {
    auto results = train_all([](int n) {
        auto hooks = toy_hooks();
        if (n == 1) hooks.on_epoch = [](train::EpochRecord const&) { throw Error{"the disk is full"}; };
        return hooks;
    });
    for (int n = 0; n < trials; ++n) {
        auto& result = results[static_cast<std::size_t>(n)];
        if (n == 1) {
            EXPECT_EQ(message_of([&] { result.get(); }), "the disk is full");
        } else {
            EXPECT_EQ(to_json(result.get().model), alone(n)) << n;
        }
    }
}

TEST_F(SideBySide, StopsOnRequestAndResumesToTheSameBits) {
    auto stopped = train_all([](int n) { return hooks_that_stop_after(1 + n % 2); });
    for (auto& result : stopped) EXPECT_FALSE(result.get().finished);
    auto resumed = train_all([](int) { return toy_hooks(); });
    for (int n = 0; n < trials; ++n) {
        auto const result = resumed[static_cast<std::size_t>(n)].get();
        EXPECT_TRUE(result.finished);
        EXPECT_EQ(to_json(result.model), alone(n)) << n;
    }
}

}  // namespace
}  // namespace jetseq::test
