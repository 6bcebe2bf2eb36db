#include "engine.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

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

double seconds_of(std::function<void()> const& work) {
    auto const begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void compete(std::vector<Competitor*> const& competitors, int rounds, std::function<void()> const& beside) {
    for (int round = 0; round <= rounds; ++round) {  // round 0 warms up
        beside();
        for (auto* one : competitors) {
            one->scores.resize(one->events);
            double const seconds = seconds_of([&] { one->run(one->scores); });
            if (round > 0) one->nanoseconds.push_back(1e9 * seconds / static_cast<double>(one->events));
        }
        std::fprintf(stderr, "\r  round %d of %d", round, rounds);
    }
    std::fprintf(stderr, "\n");
}

double minimum(std::vector<double> const& values) { return *std::min_element(values.begin(), values.end()); }

double median(std::vector<double> values) {
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace jetseq::bench
