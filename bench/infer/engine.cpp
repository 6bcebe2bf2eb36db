#include "bench/infer/engine.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <numeric>

namespace jetseq::bench {

std::vector<Engine> engines(Task const& task) {
    std::vector<Engine> all;
    auto const add = [&all](std::vector<Engine> some) { std::move(some.begin(), some.end(), std::back_inserter(all)); };
    add(our_engines(task));
#ifdef JETSEQ_WITH_RTNEURAL
    add(rtneural_engines(task));
#endif
#ifdef JETSEQ_WITH_LWTNN
    add(lwtnn_engines(task));
#endif
#ifdef JETSEQ_WITH_ONNXRUNTIME
    add(onnxruntime_engines(task));
#endif
    add(libtorch_engines(task));
    return all;
}

namespace {

/// One round: runs all slices and takes the time of each.
void run_all(Competitor& one, bool warm_up) {
    one.scores.resize(one.events);
    one.fastest.resize((one.events + one.slice - 1) / one.slice, 1e30);
    double sum = 0;
    for (std::size_t n = 0; n < one.fastest.size(); ++n) {
        std::size_t const first = n * one.slice, last = std::min(one.events, first + one.slice);
        double const seconds = seconds_of([&] { one.run(first, last, one.scores.data()); });
        if (!warm_up) one.fastest[n] = std::min(one.fastest[n], seconds);
        sum += seconds;
    }
    if (!warm_up) one.rounds.push_back(sum);
}

}  // namespace

void compete(std::vector<Competitor*> const& competitors, int rounds, std::function<void()> const& beside) {
    for (int round = 0; round <= rounds; ++round) {
        beside();
        for (auto* one : competitors) run_all(*one, round == 0);
        std::fprintf(stderr, "\r  round %d of %d", round, rounds);
    }
    std::fprintf(stderr, "\n");
}

double Competitor::minimum_ns() const {
    return 1e9 * std::accumulate(fastest.begin(), fastest.end(), 0.0) / static_cast<double>(events);
}

double Competitor::median_ns() const {
    auto sorted = rounds;
    std::sort(sorted.begin(), sorted.end());
    return 1e9 * sorted[sorted.size() / 2] / static_cast<double>(events);
}

}  // namespace jetseq::bench
