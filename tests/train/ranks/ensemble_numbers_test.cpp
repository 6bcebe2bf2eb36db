#include "train/ranks/ensemble_numbers.hpp"

#include <gtest/gtest.h>

#include "event/event_id.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/train/toy_training.hpp"
#include "train/fused/network.hpp"
#include "train/input/read_ahead.hpp"
#include "train/ranks/c10d_ranks.hpp"
#include "train/ranks/ranks.hpp"

namespace jetseq::test {
namespace {

/// Two networks that have read sample 1.
std::vector<FrozenModel> two_networks() {
    auto networks = random_ensemble(2, 1, 4).networks;
    for (auto& network : networks) network.training = R"({"data": {"sample_ids": [1]}})";
    return networks;
}

std::vector<EventInfo> events_of_samples(std::vector<std::int32_t> const& samples) {
    std::vector<EventInfo> events(samples.size());
    for (std::size_t n = 0; n < events.size(); ++n) events[n].sample_id = samples[n], events[n].event_number = n;
    return events;
}

TEST(EnsembleNumbers, AreThoseOfTheNetworkOfTheFoldOrTheMean) {
    auto const events = events_of_samples({1, 1, 1, 2});  // no network has read sample 2
    // Network k gives event n the numbers 10 k + n and 100.
    auto const numbers =
        train::ensemble_numbers(two_networks(), events, 2, [](FrozenModel const& network, auto const& own) {
            std::vector<float> found;
            for (std::size_t const n : own) {
                found.push_back(static_cast<float>(10 * network.fold.index + n)), found.push_back(100);
            }
            return found;
        });
    ASSERT_EQ(numbers.size(), 8U);
    for (std::size_t n = 0; n < 3; ++n) {
        EXPECT_EQ(numbers[2 * n], static_cast<float>(10 * fold_of(id_of(events[n]), 2) + n));
        EXPECT_EQ(numbers[2 * n + 1], 100);
    }
    EXPECT_EQ(numbers[6], (3 + 13) / 2.0F);
    EXPECT_EQ(numbers[7], 100);
}

TEST(ReadAhead, ChangesNoEventAndEndsAtAnyBatch) {
    TemporaryFolder const folder;
    train::TrainingData data;
    for (std::uint64_t n = 0; n < 100; ++n) {
        data.offsets.push_back(n);
        for (int k = 0; k < 4; ++k) data.inputs.push_back(static_cast<float>(n));
    }
    data.offsets.push_back(100);
    data::Column<float> const before = data.inputs;
    std::vector<data::Batch> const batches{{0, 1, 2}, {3, 99}, {}};
    { train::ReadAhead const in_memory{data, batches}; }
    data.inputs.move_to_file(folder.path());
    for (std::size_t const last : {0, 2}) {
        train::ReadAhead ahead{data, batches};
        for (std::size_t n = 0; n <= last; ++n) ahead.at(n);
    }
    EXPECT_EQ(data.inputs, before);
}

TEST(Ranks, OfAProcessAloneNeedNoDevice) {
    train::Ranks alone;
    EXPECT_EQ(alone.environment().size, 1U);
    EXPECT_FALSE(alone.meet_on_device(0));
    train::RankLost const lost{"rank 1 has ended"};
    EXPECT_STREQ(alone.who_is_lost(lost).what(), "rank 1 has ended");
}

TEST(Ranks, TalkByWhatTheBuildHas) {
    auto const transport = train::ranks_transport();
    EXPECT_TRUE(transport.empty() || transport == "Gloo" || transport == "Gloo, NCCL") << transport;
}

TEST(FusedNetwork, NamesItsKernel) {
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        train::FusedNetwork const network{train::NetworkSize{4, 1, 4, 1}, 1, *kernel};
        EXPECT_STREQ(network.kernel_name(), kernel->name);
        EXPECT_EQ(network.fuses(), kernel->fused);
    }
    EXPECT_STRNE(train::FusedNetwork(train::NetworkSize{4, 1, 4, 1}, 1).kernel_name(), "");
}

}  // namespace
}  // namespace jetseq::test
