#include "bench/toy.hpp"

#include <algorithm>
#include <cmath>

#include "core/math/random_draws.hpp"

namespace jetseq::bench {
namespace {

constexpr double mean_jets = 3.5;
constexpr std::size_t most_jets = 12;

/// Poisson number: multiplies uniform numbers until the product is below exp(-mean); repeats if it is too large.
std::size_t number_of_jets(Random& random) {
    std::size_t count = 0;
    for_each_of_poisson(random, mean_jets, [&count] { ++count; });
    return count <= most_jets ? count : number_of_jets(random);
}

float between(double low, double high, Random& random) {
    return static_cast<float>(low + (high - low) * random.uniform());
}

Jet toy_jet(Random& random) {
    float const pt = static_cast<float>(30 - 70 * std::log1p(-random.uniform())), eta = between(-4.4, 4.4, random);
    return {pt, eta, between(-3.14, 3.14, random), pt * std::cosh(eta)};
}

std::vector<float> drawn(std::size_t count, double size, Random& random) {
    std::vector<float> values(count);
    for (float& value : values) value = between(-size, size, random);
    return values;
}

}  // namespace

data::Sequences toy_sequences(std::size_t events) {
    Random random{1};
    data::Sequences sequences;
    for (std::size_t n = 0; n < events; ++n) {
        std::vector<Jet> jets(number_of_jets(random));
        for (Jet& jet : jets) jet = toy_jet(random);
        std::sort(jets.begin(), jets.end(), [](Jet const& a, Jet const& b) { return a.pt > b.pt; });
        EventInfo info;
        info.event_number = n;
        sequences.add(info, Regime{}, jets);
    }
    return sequences;
}

FrozenModel random_model(std::size_t cells) {
    Random random{cells};
    double const size = 1 / std::sqrt(static_cast<double>(cells));  // LibTorch's initialisation
    FrozenModel model;
    model.inputs = {{"pt", -100, 1 / 70.0F}, {"eta", 0, 1 / 2.5F}, {"phi", 0, 1 / 1.8F}, {"e", -500, 1 / 700.0F}};
    for (std::size_t const inputs : {std::size_t{4}, cells}) {
        model.lstm().push_back({inputs, cells, drawn(4 * cells * inputs, size, random),
                                drawn(4 * cells * cells, size, random), drawn(4 * cells, size, random)});
    }
    model.dense() = {{cells, 1, Activation::sigmoid, drawn(cells, size, random), drawn(1, size, random)}};
    model.training = "{}";
    return model;
}

}  // namespace jetseq::bench
