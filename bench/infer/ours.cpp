#include <algorithm>
#include <array>

#include "bench/infer/engine.hpp"
#include "infer/classifier.hpp"
#include "infer/network.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t slice = 4096;

/// A network, and the memory of the thread that uses it.
struct Ready {
    Network network;
    std::vector<float> memory;
    Ready(FrozenModel const& model, kernel::Kernel const& kernel) : network{model, kernel}, memory(network.memory()) {}
};

Competitor one_event(std::string const& name, std::shared_ptr<Ready> const& ready, data::Sequences const& sequences) {
    return {name,
            "one event",
            true,
            sequences.size(),
            slice,
            [=, &sequences](std::size_t first, std::size_t last, float* scores) {
                for (std::size_t n = first; n < last; ++n) {
                    scores[n] = ready->network.score(columns_of(sequences[n].data()), sequences[n].size(),
                                                     ready->memory.data());
                }
            }};
}

Competitor batch(std::string const& name, std::shared_ptr<Ready> const& ready, data::Sequences const& sequences,
                 std::size_t size) {
    return {name,
            "batch of " + std::to_string(size),
            false,
            sequences.size(),
            slice,
            [=, &sequences](std::size_t first, std::size_t last, float* scores) {
                for (std::size_t n = first; n < last; n += size) {
                    ready->network.score(columns_of(sequences.jets.data()), sequences.offsets.data() + n,
                                         std::min(size, last - n), scores + n, ready->memory.data());
                }
            }};
}

}  // namespace

std::vector<Competitor> our_competitors(FrozenModel const& model, data::Sequences const& sequences,
                                        kernel::Kernel const& kernel) {
    auto const ready = std::make_shared<Ready>(model, kernel);
    std::string const name = std::string{"jetseq "} + ready->network.kernel_name();
    std::vector<Competitor> all{one_event(name, ready, sequences)};
    for (std::size_t const size : {64U, 512U, 4096U}) all.push_back(batch(name, ready, sequences, size));
    return all;
}

std::vector<Engine> our_engines(Task const& task) {
    std::vector<Engine> all;
    for (auto const* kernel : kernels_of_this_machine()) {
        auto competitors = our_competitors(task.model, task.sequences, *kernel);
        auto const load = [file = task.file] { return std::make_shared<Classifier>(Classifier::load(file)); };
        all.push_back({competitors[0].engine, "jetseq_alone", load, std::move(competitors)});
    }
    return all;
}

}  // namespace jetseq::bench
