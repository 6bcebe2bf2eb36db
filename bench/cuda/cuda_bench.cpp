/// Training steps on one GPU: networks side by side, then LibTorch's nn::LSTM on cuDNN on the same GPU in the same run.
/// Batches of 512 toy events, dropout 0.3, Adam. For ours, the GPU's time for the launch of 64 steps and the wall-clock
/// time of the whole call; for peers, the wall-clock time of 16 batches. The first round is a warm-up.
///   bench_cuda [EVENTS]              default: 262144
///   bench_cuda --write FOLDER        the same events for bench/cuda/pytorch.py
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "bench/cuda/peer.hpp"
#include "bench/toy.hpp"
#include "bench/train/npy.hpp"
#include "core/error.hpp"
#include "core/math/random.hpp"
#include "train/cuda/networks.hpp"
#include "train/cuda/scorer.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 512, steps = 64, rounds = 9, peer_batches = 16;
constexpr std::size_t counts_of_networks[] = {1, 4, 16, 64};

/// Events with the lengths of the toy events and random inputs.
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

/// Prints minimum and median of the rounds; the first one is a warm-up and does not count.
void print(std::string const& name, std::size_t networks, double steps_done, std::vector<double> times) {
    times.erase(times.begin());
    std::sort(times.begin(), times.end());
    auto const rate = [&](double ms) { return 1e-3 * steps_done * batch_size * static_cast<double>(networks) / ms; };
    double const least = times.front(), median = times[times.size() / 2];
    std::printf("| %s | %zu | %.1f (%.1f) | %.3g (%.3g) |\n", name.c_str(), networks, 1e3 * least / steps_done,
                1e3 * median / steps_done, rate(least), rate(median));
    std::fflush(stdout);
}

std::vector<CudaWork> work_of(Events const& events, std::size_t networks) {
    Random random{2};
    std::vector<CudaWork> work(networks);
    for (std::size_t n = 0; n < networks; ++n) {
        for (std::size_t k = 0; k < steps; ++k) {
            FusedStep step;
            step.dropout = 0.3, step.seed = n;
            work[n].batches.push_back(events.batch(random)), work[n].steps.push_back(step);
        }
    }
    return work;
}

void measure_ours(Events const& events, std::shared_ptr<CudaEvents const> const& data, std::size_t count,
                  CudaPlan const& plan) {
    CudaNetworks networks{{}, count, data, plan};
    auto const parameters = initial_parameters(NetworkSize{}, 1);
    std::vector<float> const zeros(parameters.size(), 0.0F);
    for (std::size_t n = 0; n < count; ++n) networks.restore(n, parameters, zeros, zeros, 0);
    auto const work = work_of(events, count);
    std::vector<double> on_gpu, by_clock;
    for (std::size_t round = 0; round <= rounds; ++round) {
        by_clock.push_back(milliseconds_of([&] { networks.learn(work); }));
        on_gpu.push_back(networks.milliseconds());
    }
    auto const chosen = networks.plan();
    char name[96];
    std::snprintf(name, sizeof name, "jetseq, tiles of %d, %d threads, %d shards", chosen.tile, chosen.threads,
                  chosen.shards);
    print(name + std::string{", on the GPU"}, count, steps, on_gpu);
    print(name + std::string{", by the clock"}, count, steps, by_clock);
}

void measure_peer(Events const& events, PeerKind kind, std::size_t networks) {
    char const* const kinds[] = {"packed", "padded", "padded, CUDA graphs"};
    char const* const name = kinds[static_cast<std::size_t>(kind)];
    auto const peer = libtorch_on_gpu(kind, networks, events.view(), events.labels.size());
    if (!peer)
        return void(std::printf("| LibTorch %s, %s: not in this build | | | |\n", libtorch_version().c_str(), name));
    Random random{2};
    std::vector<std::vector<std::size_t>> batches;
    for (std::size_t n = 0; n < peer_batches; ++n) batches.push_back(events.batch(random));
    std::vector<double> times;
    for (std::size_t round = 0; round <= rounds; ++round) {
        times.push_back(milliseconds_of([&] {
            for (auto const& batch : batches) peer->learn(batch);
            peer->wait();
        }));
    }
    print("LibTorch " + libtorch_version() + ", nn::LSTM, " + name, networks, peer_batches, times);
}

void measure_scoring(Events const& events) {
    CudaScorer scorer{{}, initial_parameters(NetworkSize{}, 1)};
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
        "%s, %zu events.\n\n| | networks | us per step, minimum (median) | million events/s |\n|---|---|---|---|\n",
        device.c_str(), count);
    auto const data = std::make_shared<CudaEvents>(events.view(), count, 4);
    for (int const tile : {4, 8}) {
        for (int const threads : {128, 256}) measure_ours(events, data, 1, {0, tile, threads, 128, 0});
    }
    CudaPlan const of_trainings{0, 4, 256, 128, 1};  // train/backends/cuda_backend.cpp
    for (std::size_t const networks : counts_of_networks) {
        measure_ours(events, data, networks, of_trainings);
        if (networks > 1) measure_ours(events, data, networks, {});
    }
    for (PeerKind const kind : {PeerKind::packed, PeerKind::padded, PeerKind::graphs}) {
        for (std::size_t const networks : counts_of_networks) measure_peer(events, kind, networks);
    }
    measure_scoring(events);
    return 0;
}

int write(std::string const& folder, std::size_t count) {
    Events const events{count};
    write_npy(folder + "/offsets.npy", events.offsets), write_npy(folder + "/inputs.npy", events.inputs, 4);
    write_npy(folder + "/labels.npy", events.labels);
    return 0;
}

}  // namespace
}  // namespace jetseq::bench

int main(int argc, char** argv) try {
    constexpr std::size_t events = std::size_t{1} << 18;
    if (argc == 3 && argv[1] == std::string{"--write"}) return jetseq::bench::write(argv[2], events);
    return jetseq::bench::run(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : events);
} catch (std::exception const& error) {
    std::fprintf(stderr, "bench_cuda: %s\n", error.what());
    return 1;
}
