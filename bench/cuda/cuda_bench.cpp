/// Training steps on one GPU: networks side by side, then LibTorch's nn::LSTM on cuDNN on the same GPU in the same run.
/// Batches of 512 toy events, dropout 0.3, Adam. Times of a launch of 64 steps are the GPU's (events), those of peers
/// the clock's.
///   bench_cuda [EVENTS]     default: 262144
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "../toy.hpp"
#include "jetseq/event/error.hpp"
#include "jetseq/event/random.hpp"
#include "jetseq/train/cuda/networks.hpp"
#include "peer.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 512, steps = 64, rounds = 9;

/// Events with the lengths of the toy events, their inputs random.
struct Events {
    std::vector<float> inputs, labels, weights;
    std::vector<std::uint64_t> offsets{0}, hashes;

    explicit Events(std::size_t count) {
        Random random{1};
        auto const toy = toy_sequences(count);
        for (std::size_t n = 0; n < count; ++n) {
            offsets.push_back(offsets.back() + toy.length(n));
            labels.push_back(static_cast<float>(random.below(2)));
            weights.push_back(1), hashes.push_back(random.bits());
        }
        for (std::size_t k = 0; k < 4 * offsets.back(); ++k) {
            inputs.push_back(static_cast<float>(2 * random.uniform() - 1));
        }
    }

    FusedEvents view() const { return {inputs.data(), offsets.data(), labels.data(), weights.data(), hashes.data()}; }

    std::vector<std::size_t> batch(Random& random) const {
        std::vector<std::size_t> some(batch_size);
        for (auto& n : some) n = random.below(labels.size());
        auto const length = [&](std::size_t n) { return offsets[n + 1] - offsets[n]; };
        std::stable_sort(some.begin(), some.end(), [&](auto a, auto b) { return length(a) > length(b); });
        return some;
    }
};

double milliseconds_of(std::function<void()> const& work) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// Least and median of the rounds behind a first one that warms up.
void print(char const* name, std::size_t networks, double steps_done, std::vector<double> times) {
    times.erase(times.begin());
    std::sort(times.begin(), times.end());
    auto const rate = [&](double ms) { return 1e-3 * steps_done * batch_size * static_cast<double>(networks) / ms; };
    double const least = times.front(), median = times[times.size() / 2];
    std::printf("| %s | %zu | %.1f (%.1f) | %.3g (%.3g) |\n", name, networks, 1e3 * least / steps_done,
                1e3 * median / steps_done, rate(least), rate(median));
}

void measure_ours(Events const& events, std::shared_ptr<CudaEvents const> const& data, std::size_t count,
                  CudaPlan const& plan) {
    CudaNetworks networks{{}, count, data, plan};
    auto const parameters = initial_parameters({}, 1);
    std::vector<float> const zeros(parameters.size(), 0.0F);
    Random random{2};
    std::vector<CudaWork> work(count);
    for (std::size_t n = 0; n < count; ++n) {
        networks.restore(n, parameters, zeros, zeros, 0);
        for (std::size_t k = 0; k < steps; ++k) {
            FusedStep step;
            step.dropout = 0.3, step.seed = n;
            work[n].batches.push_back(events.batch(random)), work[n].steps.push_back(step);
        }
    }
    std::vector<double> times;
    for (std::size_t round = 0; round <= rounds; ++round) {
        networks.learn(work);
        times.push_back(networks.milliseconds());
    }
    auto const chosen = networks.plan();
    char name[96];
    std::snprintf(name, sizeof name, "jetseq, tiles of %d, %d threads, %d shards", chosen.tile, chosen.threads,
                  chosen.shards);
    print(name, count, steps, times);
}

void measure_peer(Events const& events, bool packed) {
    auto const peer = libtorch_on_gpu(packed, events.view(), events.labels.size());
    if (!peer) return void(std::puts("| LibTorch: sees no GPU, left out | | | |"));
    Random random{2};
    std::vector<double> times;
    for (std::size_t round = 0; round <= rounds; ++round) {
        auto const batch = events.batch(random);
        times.push_back(milliseconds_of([&] {
            for (std::size_t k = 0; k < 8; ++k) peer->learn(batch);
            peer->wait();
        }));
    }
    std::string const name = "LibTorch " + libtorch_version() + ", nn::LSTM, " + (packed ? "packed" : "padded");
    print(name.c_str(), 1, 8, times);
}

void measure_scoring(Events const& events) {
    CudaScorer scorer{{}, initial_parameters({}, 1)};
    std::vector<float> logits(events.labels.size());
    std::vector<double> times;
    for (std::size_t round = 0; round <= rounds; ++round) {
        times.push_back(milliseconds_of([&] { scorer.logits(events.view(), logits.size(), logits.data()); }));
    }
    double const least = *std::min_element(times.begin() + 1, times.end());
    std::printf("\nScoring, copies included: %.3g million events/s.\n",
                1e-3 * static_cast<double>(logits.size()) / least);
}

int run(std::size_t count) {
    std::string const device = cuda_device_name();
    if (device.empty()) return std::puts("bench_cuda: no CUDA device; nothing was measured"), 0;
    Events const events{count};
    std::printf(
        "%s, %zu events.\n\n| | networks | us per step, least (median) | million events/s |\n|---|---|---|---|\n",
        device.c_str(), count);
    auto const data = std::make_shared<CudaEvents>(events.view(), count, 4);
    for (int const tile : {4, 8}) {
        for (int const threads : {128, 256}) measure_ours(events, data, 1, {0, tile, threads, 128, 0});
    }
    for (std::size_t const networks : {1, 2, 4, 8, 16, 32, 64, 128}) measure_ours(events, data, networks, {});
    for (bool const packed : {true, false}) measure_peer(events, packed);
    measure_scoring(events);
    return 0;
}

}  // namespace
}  // namespace jetseq::bench

int main(int argc, char** argv) try {
    return jetseq::bench::run(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : std::size_t{1} << 18);
} catch (jetseq::Error const& error) {
    std::fprintf(stderr, "bench_cuda: %s\n", error.what());
    return 1;
}
