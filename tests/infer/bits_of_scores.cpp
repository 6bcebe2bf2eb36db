// Prints one line for each kernel with fused arithmetic: a hash of the bits of 100,000 events' scores, event by event
// and in batches, of networks of all kinds. tests/infer/bits_test.cmake compares compilers and processors by it; no
// library is needed.
#include <cmath>
#include <cstdio>
#include <cstring>

#include "core/math/random.hpp"
#include "infer/network.hpp"

namespace {

using namespace jetseq;

std::vector<float> drawn(std::size_t count, double size, Random& random) {
    std::vector<float> values;
    for (std::size_t n = 0; n < count; ++n) values.push_back(static_cast<float>(size * (2 * random.uniform() - 1)));
    return values;
}

FrozenModel model_of(std::size_t layers, std::size_t cells) {
    Random random{layers, cells};
    FrozenModel model;
    model.inputs = {{"pt", -100, 0.01F}, {"eta", 0, 0.4F}, {"phi", 0, 0.5F}, {"e", -500, 0.002F}};
    double const size = 2 / std::sqrt(static_cast<double>(cells));
    for (std::size_t n = 0; n < layers; ++n) {
        std::size_t const inputs = n == 0 ? 4 : cells;
        model.lstm().push_back({inputs, cells, drawn(4 * cells * inputs, size, random),
                                drawn(4 * cells * cells, size, random), drawn(4 * cells, 1, random)});
    }
    model.dense().push_back({cells, 9, Activation::rectified, drawn(9 * cells, size, random), drawn(9, 1, random)});
    model.dense().push_back({9, 1, Activation::sigmoid, drawn(9, 2, random), drawn(1, 1, random)});
    return model;
}

/// Three classes, and variables of the event in place of jets if `variables` is set.
FrozenModel model_of_classes(bool variables) {
    auto model = model_of(2, 25);
    Random random{3};
    model.dense().back() = {9, 3, Activation::softmax, drawn(27, 2, random), drawn(3, 1, random)};
    model.classes = {"ggF", "VBF", "background"};
    if (!variables) return model;
    model.network = DenseNetwork{model.dense()};
    model.dense().front() = {4, 9, Activation::tanh, drawn(36, 1, random), drawn(9, 1, random)};
    return model;
}

/// The jets twice, read by LSTM layers and, the first 12 of each event, by GRU layers; pt and e of a jet as variables
/// of the event.
FrozenModel joined_model() {
    auto model = model_of(2, 21);
    Random random{4};
    JoinedNetwork network;
    network.sequences = {{"jets", model.inputs, "", 0, model.lstm(), {}}, {"again", model.inputs, "", 12, {}, {}}};
    for (std::size_t const inputs : {4, 19}) {
        network.sequences[1].gru.push_back(
            {inputs, 19, drawn(57 * inputs, 0.5, random), drawn(57 * 19, 0.5, random), drawn(57, 1, random)});
    }
    network.event = {model.inputs[0], model.inputs[3]};
    network.dense = {{42, 9, Activation::rectified, drawn(9 * 42, 0.3, random), drawn(9, 1, random)},
                     {9, 1, Activation::sigmoid, drawn(9, 2, random), drawn(1, 1, random)}};
    model.inputs.clear();
    model.network = network;
    return model;
}

struct Events {
    std::vector<Jet> jets;
    std::vector<std::uint64_t> offsets{0};
};

/// As many jets as in the sample, some events without, one in 500 with up to 40, one in 1000 with NaN or infinity.
Events drawn_events(std::size_t count) {
    Random random{1};
    Events events;
    for (std::size_t n = 0; n < count; ++n) {
        std::uint64_t const jets =
            n % 500 == 0 ? random.below(41) : random.below(2) + random.below(2) + random.below(3);
        for (std::uint64_t j = 0; j < jets; ++j) {
            auto const part = [&] { return static_cast<float>(random.uniform()); };
            events.jets.push_back({30 + 300 * part(), 9 * part() - 4.5F, 6.28F * part() - 3.14F, 40 + 2000 * part()});
        }
        if (n % 1000 == 1 && jets > 0) events.jets.back().eta = n % 2000 == 1 ? NAN : -INFINITY;
        events.offsets.push_back(events.jets.size());
    }
    return events;
}

std::uint64_t hash_of(std::vector<float> const& scores) {
    std::uint64_t hash = 0;
    for (float const score : scores) {
        std::uint32_t bits;
        std::memcpy(&bits, &score, sizeof bits);
        hash = scrambled(hash ^ bits);
    }
    return hash;
}

void print(kernel::Kernel const& kernel, Events const& events) {
    std::uint64_t singly = 0, together = 0;
    for (std::size_t const cells : {25, 3, 7, 16, 32, 50}) {
        Network const network{model_of(2, cells), kernel};
        std::size_t const all = events.offsets.size() - 1, few = 2000;  // an emulator takes 0.2 ms for each
        std::vector<float> memory(network.memory()), scores(cells == 25 ? all : few);
        for (std::size_t n = 0; n < scores.size(); ++n) {
            scores[n] = network.score(columns_of(events.jets.data() + events.offsets[n]),
                                      events.offsets[n + 1] - events.offsets[n], memory.data());
        }
        singly = scrambled(singly ^ hash_of(scores));
        network.score(columns_of(events.jets.data()), events.offsets.data(), scores.size(), scores.data(),
                      memory.data());
        together = scrambled(together ^ hash_of(scores));
    }
    for (bool const variables : {false, true}) {
        Network const network{model_of_classes(variables), kernel};
        std::size_t const few = 2000, classes = 3;
        std::vector<float> memory(network.memory()), scores(few * classes);
        Jet const* const jets = events.jets.data();
        float const* const columns[] = {&jets->pt, &jets->eta, &jets->phi, &jets->e};
        VariableColumns const rows{columns, sizeof(Jet) / sizeof(float)};
        auto const score = [&](std::size_t first, std::size_t count) {
            float* const to = scores.data() + first * classes;
            if (variables) return network.score(rows, first, count, to, memory.data(), classes);
            network.score(columns_of(jets), events.offsets.data() + first, count, to, memory.data(), classes);
        };
        for (std::size_t n = 0; n < few; ++n) score(n, 1);
        singly = scrambled(singly ^ hash_of(scores));
        score(0, few);
        together = scrambled(together ^ hash_of(scores));
    }
    Network const joined{joined_model(), kernel};
    std::size_t const few = 2500;
    std::vector<float> memory(joined.memory()), scores(few);
    Jet const* const jets = events.jets.data();
    float const* const columns[] = {&jets->pt, &jets->eta, &jets->phi, &jets->e};
    float const* const variables[] = {&jets->pt, &jets->e};
    SequenceColumns const objects{{columns, sizeof(Jet) / sizeof(float)}, events.offsets.data()};
    SequenceColumns const sequences[] = {objects, objects};
    VariableColumns const rows{variables, sizeof(Jet) / sizeof(float)};
    for (std::size_t n = 0; n < few; ++n) joined.score(sequences, rows, {n, 1}, &scores[n], memory.data());
    singly = scrambled(singly ^ hash_of(scores));
    joined.score(sequences, rows, {0, few}, scores.data(), memory.data());
    together = scrambled(together ^ hash_of(scores));
    std::printf("%016llx %016llx %s\n", static_cast<unsigned long long>(singly),
                static_cast<unsigned long long>(together), kernel.name);
}

}  // namespace

int main() {
    auto const events = drawn_events(100'000);
    for (auto const* kernel : kernels_of_this_machine()) {
        if (kernel->fused) print(*kernel, events);
    }
}
