#include "train/cuda/steps.hpp"

#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "tests/train/cuda/processor_network.hpp"
#include "tests/train/fused/random_events.hpp"

namespace jetseq::test {
namespace {

constexpr int tile = 4, shards = 12, room = 3;

/// Batches of 150, 33 and 1 events, the second with clipping.
struct Batches {
    Events events{150, 7};
    std::vector<std::vector<std::size_t>> lists;
    std::vector<train::FusedStep> steps;

    Batches() {
        for (std::size_t const count : {150, 33, 1}) {
            lists.push_back(events.batch());
            lists.back().resize(count);
            train::FusedStep step;
            step.dropout = 0.3, step.clip = count == 33 ? 0.02 : 0;
            steps.push_back(step);
        }
    }
};

/// Runs a launch on the processor: each block is a thread, and a barrier synchronises them as on the GPU.
class Launched {
public:
    Launched(Batches const& batches, bool only_gradient)
        : layout_{size_, static_cast<std::size_t>(shape_.rows())}, rates_{layout_.rates()} {
        for (auto* list : {&value, &moment1, &moment2, &gradient}) list->assign(layout_.floats(), 0.0F);
        layout_.to_kernel(train::initial_parameters(size_, 3), value.data());
        slots_.assign(shards * layout_.floats(), 0.0F);
        squares_.assign(static_cast<std::size_t>(train::cuda::chunks(shape_)), 0.0);
        shard_losses_.assign(shards, 0.0), losses.assign(batches.lists.size(), 0.0);
        for (std::size_t n = 0; n < batches.lists.size(); ++n) {
            auto const& list = batches.lists[n];
            steps_.push_back({indices_.size(), static_cast<int>(list.size()),
                              train::adam_step(batches.steps[n], static_cast<std::int64_t>(n) + 1, list.size()),
                              train::dropout_of(batches.steps[n]), batches.steps[n].clip});
            indices_.insert(indices_.end(), list.begin(), list.end());
        }
        model_ = {batches.events.view(), indices_.data(),
                  steps_.data(),         static_cast<int>(steps_.size()),
                  only_gradient,         {value.data(), moment1.data(), moment2.data(), rates_.data()},
                  gradient.data(),       squares_.data(),
                  slots_.data(),         shard_losses_.data(),
                  losses.data()};
    }

    void run(int blocks) {
        std::barrier barrier{blocks};
        std::vector<std::thread> threads;
        for (int block = 0; block < blocks; ++block) {
            threads.emplace_back([&, block] {
                using Memory = train::cuda::Memory<tile>;
                auto const floats = [&](std::size_t count) { return std::vector<float>(count, NAN); };
                auto const fixed = static_cast<std::size_t>(train::cuda::fixed_floats<tile>(shape_));
                auto shared = floats(fixed + Memory::history_floats(shape_, room));
                auto spare = floats(Memory::history_floats(shape_, 7));
                auto const own = train::cuda::block_memory<tile>(shape_, shared.data(), room, spare.data());
                train::cuda::learn_steps<tile, 2>(
                    Loop{64, block % 2 == 1}, [&] { barrier.arrive_and_wait(); }, model_, shards, own, block, blocks);
            });
        }
        for (auto& thread : threads) thread.join();
    }

    std::vector<float> in_order(std::vector<float> const& list) const { return layout_.from_kernel(list.data()); }

    std::vector<float> value, moment1, moment2, gradient;
    std::vector<double> losses;

private:
    train::NetworkSize size_;
    train::cuda::Shape shape_{4, 2, 25, 1};
    train::ParameterLayout layout_;
    std::vector<float> rates_, slots_;
    std::vector<double> squares_, shard_losses_;
    std::vector<std::uint32_t> indices_;
    std::vector<train::cuda::Step> steps_;
    train::cuda::Model model_{};
};

TEST(DeviceLaunch, HasTheBitsOfItsStepsOnAnyNumberOfBlocks) {
    Batches const batches;
    ProcessorNetwork<tile, 2> reference{{}, {{}, shards}};
    std::vector<double> losses;
    for (std::size_t n = 0; n < batches.lists.size(); ++n) {
        losses.push_back(reference.learn(batches.events.view(), batches.lists[n], batches.steps[n]));
    }
    for (int const blocks : {1, 2, 5, 12, 16}) {
        Launched launched{batches, false};
        launched.run(blocks);
        EXPECT_EQ(launched.in_order(launched.value), reference.parameters()) << blocks << " blocks";
        EXPECT_EQ(launched.losses, losses);
    }
}

TEST(DeviceLaunch, ChangesNoWeightIfOnlyTheGradientIsRequested) {
    Batches const batches;
    Launched launched{batches, true};
    launched.run(3);
    EXPECT_EQ(launched.in_order(launched.value), train::initial_parameters(train::NetworkSize{}, 3));
    ProcessorNetwork<tile, 2> reference{{}, {{}, shards}};
    EXPECT_EQ(launched.in_order(launched.gradient),
              reference.gradient(batches.events.view(), batches.lists[0], batches.steps[0]));
}

}  // namespace
}  // namespace jetseq::test
