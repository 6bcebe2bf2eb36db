#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_folder.hpp"
#include "tests/train/toy_training.hpp"

using namespace jetseq;
using namespace jetseq::test;

namespace {
namespace fs = std::filesystem;

constexpr std::size_t events = 30'000, jets_each = 120;  // 58 MB of jets

data::Sequences many_jets(std::size_t count) {
    data::Sequences sequences;
    sequences.selection = {0, 10};
    Random random{17};
    for (std::size_t n = 0; n < count; ++n) {
        EventInfo info;
        info.event_number = n;
        info.production = n % 2 == 0 ? Production::vbf : Production::ggf_dy;
        auto const jets = toy_jets(jets_each, random);
        sequences.add(info, Regime::merged, {jets.data(), jets.size()});
    }
    return sequences;
}

/// Private memory that this process has asked for [byte]: VmData of /proc/self/status.
std::size_t private_memory() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmData:", 0) == 0) return std::stoul(line.substr(7)) * 1024;
    }
    return 0;
}

/// Limits this process to `bytes` of private memory beyond its present use, until destroyed.
class MemoryFence {
public:
    explicit MemoryFence(std::size_t bytes) {
        ::getrlimit(RLIMIT_DATA, &before_);
        rlimit const limit{private_memory() + bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_DATA, &limit);
    }
    ~MemoryFence() { ::setrlimit(RLIMIT_DATA, &before_); }

private:
    rlimit before_{};
};

train::TrainResult train_within(std::size_t memory, std::size_t bytes_of_events, std::string const& file,
                                fs::path const& run) {
    auto options = toy_options();
    options.max_epochs = 1;
    fs::create_directories(run);
    MemoryFence const fence{memory};
    data::Sequences sequences;
    data::read_sequences(file, {}, {bytes_of_events, run.string()}, sequences);
    auto hooks = toy_hooks();
    hooks.auc = [](auto const&, auto const&, auto const&) { return 0.5; };
    return train::train(sequences, options, run.string(), "", hooks);
}

}  // namespace

TEST(BeyondMemory, AFileLargerThanTheMemoryTrainsToTheSameNetwork) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers need memory of their own";
#endif
    TemporaryFolder const directory;
    auto const file = directory / "large.h5", small = directory / "small.h5";
    write_sequences(file, many_jets(events), {});
    write_sequences(small, many_jets(500), {});
    auto const size = fs::file_size(file);
    train_within(SIZE_MAX / 2, SIZE_MAX, small, directory / "warm");  // what libraries take once

    auto const limit = size / 2;
    EXPECT_THROW(train_within(limit, SIZE_MAX, file, directory / "in_memory"), std::exception);
    auto const streamed = train_within(limit, limit / 8, file, directory / "streamed");
    auto const free = train_within(SIZE_MAX / 2, SIZE_MAX, file, directory / "free");
    EXPECT_TRUE(streamed.finished);
    EXPECT_EQ(streamed.history.at(0).validation_loss, free.history.at(0).validation_loss);
    EXPECT_EQ(streamed.model.lstm_layers()[0].w, free.model.lstm_layers()[0].w);
}
