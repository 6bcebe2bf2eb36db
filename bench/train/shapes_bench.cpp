// The fused step for networks of several shapes, one thread: time of a step on 512 events, with dropout, and the
// fraction of the peak rate of multiply-adds. The networks and the instruction sets take turns in each round.
//   bench_shapes [ROUNDS]
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>

#include "bench/clock.hpp"
#include "bench/limit.hpp"
#include "core/math/random_draws.hpp"
#include "train/fused/network.hpp"

namespace jetseq::bench {
namespace {

constexpr std::size_t batch_size = 512;

/// A network, and how many objects each of its sequences has: a Poisson number whose mean is uniform in 0 ...
/// 2 mean, and at most 40.
struct Shape {
    char const* name;
    train::JoinedSize size;
    double mean;
};

std::vector<Shape> shapes() {
    return {{"LSTM 2 x 25, 4 features", {{{4, 2, 25}}}, 3.5},
            {"GRU 2 x 25, 4 features", {{{4, 2, 25, true}}}, 3.5},
            {"LSTM 2 x 64, 15 features", {{{15, 2, 64}}}, 15},
            {"GRU 2 x 64, 15 features", {{{15, 2, 64, true}}}, 15},
            {"two LSTM 2 x 64, 10 variables, dense 128, 64", {{{15, 2, 64}, {8, 2, 64}}, 10, {128, 64}}, 15},
            {"LSTM 1 x 8, 100 variables, dense 256, 256, 256", {{{4, 1, 8}}, 100, {256, 256, 256}}, 1}};
}

/// Random events of a network.
struct Batch {
    std::vector<std::vector<float>> inputs;
    std::vector<std::vector<std::uint64_t>> offsets;
    std::vector<train::FusedObjects> others;
    std::vector<float> variables, labels, weights;
    std::vector<std::uint64_t> hashes;
    std::vector<std::size_t> order;  ///< longest first

    explicit Batch(Shape const& shape) {
        Random random{1};
        auto const draw = [&random](std::vector<float>& to, std::size_t count) {
            std::generate_n(std::back_inserter(to), count, [&] { return static_cast<float>(random_normal(random)); });
        };
        for (auto const& sequence : shape.size.sequences) {
            auto& list = offsets.emplace_back(1, 0);
            for (std::size_t n = 0; n < batch_size; ++n) {
                double const count = random_poisson(random, 2 * shape.mean * random.uniform());
                list.push_back(list.back() + static_cast<std::uint64_t>(std::min(count, 40.0)));
            }
            draw(inputs.emplace_back(), list.back() * sequence.inputs);
        }
        for (std::size_t s = 1; s < inputs.size(); ++s) others.push_back({inputs[s].data(), offsets[s].data()});
        draw(variables, batch_size * shape.size.variables);
        for (std::size_t n = 0; n < batch_size; ++n) {
            labels.push_back(static_cast<float>(n % 2)), weights.push_back(1), hashes.push_back(random.bits());
        }
        order.resize(batch_size);
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [this](auto a, auto b) { return length(0, a) > length(0, b); });
    }
    Batch(Batch&&) = default;

    std::size_t length(std::size_t s, std::size_t n) const { return offsets[s][n + 1] - offsets[s][n]; }

    train::FusedEvents view() const {
        return {inputs[0].data(), offsets[0].data(), labels.data(),   weights.data(),
                hashes.data(),    others.data(),     variables.data()};
    }

    /// Multiply-adds of a step, as in bench_train.
    double multiply_adds(train::JoinedSize const& size) const {
        double sum = 0;
        for (std::size_t s = 0; s < offsets.size(); ++s) {
            auto const& one = size.sequences[s];
            auto const inputs_of = static_cast<double>(one.inputs), cells = static_cast<double>(one.cells);
            double const layers = static_cast<double>(one.layers), gates = (one.gru ? 3 : 4) * cells;
            auto const objects = static_cast<double>(offsets[s].back());
            double later = 0;  // objects after the first one of an event
            for (std::size_t n = 0; n < batch_size; ++n) later += std::max(static_cast<double>(length(s, n)) - 1, 0.0);
            sum += gates * (objects * (2 * inputs_of + 3 * (layers - 1) * cells) + 3 * later * layers * cells);
        }
        auto wide = static_cast<double>(size.width()), without = static_cast<double>(size.variables);
        for (std::size_t const outputs : size.hidden) {
            sum += batch_size * static_cast<double>(outputs) * (3 * wide - without);
            wide = static_cast<double>(outputs), without = 0;
        }
        return sum + batch_size * static_cast<double>(size.outputs) * (3 * wide - without);
    }
};

/// One network on one instruction set.
struct Entrant {
    Shape shape;
    Batch batch;
    bool wide;  ///< 512 bit
    std::vector<double> rounds = {};
    train::FusedNetwork network;

    Entrant(Shape const& of, train::fused::Kernel const& kernel)
        : shape{of}, batch{of}, wide{std::string{kernel.name} == "AVX-512"}, network{of.size, 1, kernel} {
        auto const parameters = train::initial_parameters(of.size, 1);
        std::vector<float> const zeros(parameters.size(), 0.0F);
        network.restore(parameters, zeros, zeros, 0);
        learn();
    }

    void learn() {
        train::FusedStep step;
        step.dropout = 0.3;
        network.learn(batch.view(), batch.order, step);
    }

    /// The shortest step of at least 50 ms.
    void run_round() {
        double best = 1e30;
        for (double all = 0; all < 0.05;) {
            double const seconds = seconds_of([this] { learn(); });
            best = std::min(best, seconds), all += seconds;
        }
        rounds.push_back(best);
    }

    void print(Peak const& peak) {
        std::sort(rounds.begin(), rounds.end());
        double const macs = 1e-9 * batch.multiply_adds(shape.size), best = macs / rounds.front();
        std::printf("| %s | %s | %.0f | %.0f | %.1f | %.3f |\n", shape.name, network.kernel_name(),
                    1e6 * rounds.front(), 1e6 * rounds[rounds.size() / 2], best,
                    best / (wide ? peak.gmac_512 : peak.gmac_256));
    }
};

void run(int rounds) {
    std::vector<std::unique_ptr<Entrant>> entrants;
    for (auto const* kernel : train::fused_kernels_of_this_machine()) {
        if (!kernel->fused) continue;
        for (auto const& shape : shapes()) entrants.push_back(std::make_unique<Entrant>(shape, *kernel));
    }
    Peak peak;
    for (int round = 0; round < rounds; ++round) {
        peak.measure();
        for (auto& one : entrants) one->run_round();
    }
    std::printf("Peak of one core: %.1f GMAC/s (512 bit), %.1f (256 bit).\n\n", peak.gmac_512, peak.gmac_256);
    std::printf(
        "| network | instructions | step, us, minimum | median | GMAC/s | of peak |\n|---|---|---|---|---|---|\n");
    for (auto& one : entrants) one->print(peak);
}

}  // namespace
}  // namespace jetseq::bench

int main(int argc, char** argv) { jetseq::bench::run(argc > 1 ? std::stoi(argv[1]) : 10); }
