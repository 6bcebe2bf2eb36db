/// Measures from which batch size on several processes pay off: times of a fused step in one process, of one rank's
/// part of it, and of sending the shards, for batches of 512 to 8192 events with 3.5 jets each. One thread per rank.
/// Start it like `jetseq train`: mpirun -np 2 bench_ranks
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <numeric>

#include "core/math/random.hpp"
#include "train/fused/network.hpp"
#include "train/ranks/c10d_ranks.hpp"

namespace {

using namespace jetseq;

constexpr int rounds = 300;

struct Events {
    std::vector<float> inputs, labels, weights;
    std::vector<std::uint64_t> offsets{0}, hashes;

    explicit Events(std::size_t count) {
        Random random{1};
        for (std::size_t n = 0; n < count; ++n) {
            offsets.push_back(offsets.back() + random.below(8));
            labels.push_back(static_cast<float>(random.below(2)));
            weights.push_back(1);
            hashes.push_back(random.bits());
        }
        for (std::size_t k = 0; k < 4 * offsets.back(); ++k) inputs.push_back(static_cast<float>(random.uniform()));
    }

    train::FusedEvents view() const {
        return {inputs.data(), offsets.data(), labels.data(), weights.data(), hashes.data()};
    }

    std::vector<std::size_t> longest_first() const {
        std::vector<std::size_t> all(labels.size());
        std::iota(all.begin(), all.end(), 0);
        auto const length = [&](std::size_t n) { return offsets[n + 1] - offsets[n]; };
        std::stable_sort(all.begin(), all.end(), [&](auto a, auto b) { return length(a) > length(b); });
        return all;
    }
};

/// Times of the rounds [us].
struct Times {
    std::vector<double> all;
    template <class Work>
    void add(Work&& work) {
        auto const begin = std::chrono::steady_clock::now();
        work();
        all.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
    }
    double least() const { return *std::min_element(all.begin(), all.end()); }
    double median() {
        auto const middle = all.begin() + std::ssize(all) / 2;
        std::nth_element(all.begin(), middle, all.end());
        return *middle;
    }
};

void measure(train::Ranks& ranks, std::size_t batch_size) {
    Events const events{batch_size};
    auto const batch = events.longest_first();
    train::NetworkSize const size;
    train::FusedNetwork network{size, 1};
    auto const parameters = train::initial_parameters(size, 1);
    std::vector<float> const zeros(parameters.size(), 0.0F);
    network.restore(parameters, zeros, zeros, 0);
    train::FusedStep step;
    step.dropout = 0.3;
    Times alone, share, send, together;
    for (int round = 0; round < rounds; ++round) {
        alone.add([&] { network.learn(events.view(), batch, step); });
        ranks.gather_texts("all begin");
        together.add([&] {
            std::span<float const> own;
            train::Ranks::Lists shares;
            share.add([&] { own = network.learn_share(events.view(), batch, step, {ranks.rank(), ranks.size()}); });
            send.add([&] { shares = ranks.gather(own); });
            network.finish_step(shares, batch.size(), step);
        });
    }
    if (!ranks.writes()) return;
    std::printf("| %5zu | %6.0f | %6.0f | %6.0f / %6.0f | %6.0f | %.2f / %.2f |\n", batch_size, alone.least(),
                share.least(), send.least(), send.median(), together.least(), alone.least() / together.least(),
                alone.median() / together.median());
}

}  // namespace

int main() {
    auto const ranks = train::join_ranks(train::rank_environment([](char const* name) { return std::getenv(name); }));
    if (ranks->writes()) {
        std::printf(
            "| batch | step alone, us | share of 1 in %zu | sending, least / median | step together | gain, of "
            "least / of medians |\n|---|---|---|---|---|---|\n",
            ranks->size());
    }
    for (std::size_t const batch : {512, 1024, 2048, 4096, 8192}) measure(*ranks, batch);
}
