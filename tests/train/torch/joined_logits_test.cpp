// Networks that join sequences and variables: their logits by hand in double precision, and their parameters.
#include <gtest/gtest.h>

#include <cmath>

#include "core/math/random.hpp"
#include "models/networks/joined_classifier.hpp"
#include "tests/support/message_of.hpp"
#include "tests/train/toy_training.hpp"
#include "train/backends/joined_training.hpp"
#include "train/input/joined_inputs.hpp"
#include "train/input/moments.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::test {
namespace {

using Numbers = std::vector<double>;

train::JoinedSize size_of(bool gru) { return {{{3, 2, 4, gru}, {2, 1, 3, gru}}, 2, {5, 4}, Activation::tanh, 3}; }

JoinedNetwork network_of(train::JoinedSize const& size, std::vector<float> const& parameters) {
    JoinedNetwork network;
    network.sequences.resize(size.sequences.size());
    network.event.resize(size.variables);
    train::set_layers(network, size, parameters);
    return network;
}

std::vector<float> some_numbers(std::size_t count, std::uint64_t seed) {
    Random random{seed, 0};
    std::vector<float> numbers(count);
    for (float& one : numbers) one = static_cast<float>(2 * random.uniform() - 1);
    return numbers;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// Row `row` of W x + b, and of U h if there is an h.
template <class Layer>
double sum_of(Layer const& layer, std::size_t row, Numbers const& x, Numbers const& h) {
    double sum = layer.b[row];
    for (std::size_t k = 0; k < x.size(); ++k) sum += static_cast<double>(layer.w[row * layer.inputs + k]) * x[k];
    for (std::size_t k = 0; k < h.size(); ++k) sum += static_cast<double>(layer.u[row * layer.cells + k]) * h[k];
    return sum;
}

std::vector<Numbers> outputs(LstmLayer const& layer, std::vector<Numbers> const& inputs) {
    std::vector<Numbers> result;
    std::size_t const cells = layer.cells;
    Numbers h(cells), c(cells);
    for (auto const& x : inputs) {
        Numbers next(cells);
        for (std::size_t j = 0; j < cells; ++j) {
            c[j] = sigmoid(sum_of(layer, cells + j, x, h)) * c[j] +
                   sigmoid(sum_of(layer, j, x, h)) * std::tanh(sum_of(layer, 2 * cells + j, x, h));
            next[j] = sigmoid(sum_of(layer, 3 * cells + j, x, h)) * std::tanh(c[j]);
        }
        result.push_back(h = next);
    }
    return result;
}

std::vector<Numbers> outputs(GruLayer const& layer, std::vector<Numbers> const& inputs) {
    std::vector<Numbers> result;
    std::size_t const cells = layer.cells;
    Numbers h(cells);
    for (auto const& x : inputs) {
        Numbers reset(cells), next(cells);
        for (std::size_t j = 0; j < cells; ++j) reset[j] = sigmoid(sum_of(layer, cells + j, x, h)) * h[j];
        for (std::size_t j = 0; j < cells; ++j) {
            double const z = sigmoid(sum_of(layer, j, x, h));
            next[j] = z * h[j] + (1 - z) * std::tanh(sum_of(layer, 2 * cells + j, x, reset));
        }
        result.push_back(h = next);
    }
    return result;
}

/// The logits of one event: of each sequence its objects, and variables.
Numbers by_hand(JoinedNetwork const& network, std::vector<std::vector<Numbers>> const& objects,
                Numbers const& variables) {
    Numbers x;
    for (std::size_t k = 0; k < network.sequences.size(); ++k) {
        auto states = objects[k];
        for (auto const& layer : network.sequences[k].lstm) states = outputs(layer, states);
        for (auto const& layer : network.sequences[k].gru) states = outputs(layer, states);
        Numbers const last = states.empty() ? Numbers(network.sequences[k].cells()) : states.back();
        x.insert(x.end(), last.begin(), last.end());
    }
    x.insert(x.end(), variables.begin(), variables.end());
    for (std::size_t n = 0; n < network.dense.size(); ++n) {
        Numbers next;
        for (std::size_t row = 0; row < network.dense[n].outputs; ++row) {
            double sum = network.dense[n].b[row];
            for (std::size_t k = 0; k < x.size(); ++k) {
                sum += static_cast<double>(network.dense[n].w[row * x.size() + k]) * x[k];
            }
            next.push_back(n + 1 < network.dense.size() ? std::tanh(sum) : sum);
        }
        x = next;
    }
    return x;
}

class Joined : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Layers, Joined, testing::Bool(), [](auto const& gru) { return gru.param ? "gru" : "lstm"; });

TEST_P(Joined, LogitsAreThoseComputedByHand) {
    auto const size = size_of(GetParam());
    auto const network = network_of(size, some_numbers(train::count_parameters(size), 1));
    std::size_t const lengths[3][2] = {{3, 1}, {1, 2}, {0, 0}};
    JoinedBatch batch;
    std::vector<std::vector<std::vector<Numbers>>> events(3, std::vector<std::vector<Numbers>>(2));
    for (std::size_t k = 0; k < 2; ++k) {
        auto const width = static_cast<std::int64_t>(size.sequences[k].inputs);
        auto const numbers = some_numbers(static_cast<std::size_t>(9 * width), 2 + k);  // of the padding too
        batch.sequences.push_back({torch::tensor(numbers).view({3, 3, width}),
                                   torch::tensor({static_cast<std::int64_t>(lengths[0][k]),
                                                  static_cast<std::int64_t>(lengths[1][k]), std::int64_t{0}})});
        for (std::size_t n = 0; n < 3; ++n) {
            for (std::size_t t = 0; t < lengths[n][k]; ++t) {
                auto const first = numbers.begin() + (static_cast<std::int64_t>(3 * n + t)) * width;
                events[n][k].emplace_back(first, first + width);
            }
        }
    }
    auto const variables = some_numbers(6, 5);
    batch.variables = torch::tensor(variables).view({3, 2});
    auto const logits = joined_logits(network, torch::tensor(train::parameters_of(network)), batch);
    ASSERT_EQ(logits.sizes(), (std::vector<std::int64_t>{3, 3}));
    for (std::size_t n = 0; n < 3; ++n) {
        auto const expected = by_hand(network, events[n], {variables[2 * n], variables[2 * n + 1]});
        for (std::size_t k = 0; k < 3; ++k) {
            EXPECT_NEAR(logits[static_cast<std::int64_t>(n)][static_cast<std::int64_t>(k)].item<float>(), expected[k],
                        1e-6);
        }
    }
}

TEST_P(Joined, ParametersGoThereAndBack) {
    auto const size = size_of(GetParam());
    auto const parameters = some_numbers(train::count_parameters(size), 1);
    auto const network = network_of(size, parameters);
    EXPECT_EQ(train::parameters_of(network), parameters);
    std::size_t const gates = GetParam() ? 3 : 4;
    EXPECT_EQ(parameters.size(),
              gates * (4 * (3 + 4 + 1) + 4 * (4 + 4 + 1) + 3 * (2 + 3 + 1)) + 5 * 10 + 4 * 6 + 3 * 5);
    EXPECT_EQ(network.width(), 9U);
    EXPECT_EQ(network.dense[0].activation, Activation::tanh);
    EXPECT_EQ(network.dense[2].activation, Activation::softmax);
}

/// One sequence that is read as a set, and dense layers, are the network over a set of jets.
TEST(JoinedSets, AreTheNetworkOverASetOfJets) {
    for (auto const kind : {SetKind::deep_sets, SetKind::attention}) {
        SetNetwork whole;
        whole.kind = kind, whole.embedding = {5, 6}, whole.width = 8, whole.heads = 2, whole.blocks = 2;
        whole.hidden = {7};
        train::JoinedSize size{{{4, 0, 0, false, whole}}, 0, {7}};
        auto const parameters = some_numbers(train::count_parameters(size), 4);
        ASSERT_EQ(parameters.size(), count_of(parameter_shapes(whole)));
        auto const network = network_of(size, parameters);
        EXPECT_EQ(train::parameters_of(network), parameters);
        EXPECT_EQ(network.width(), kind == SetKind::deep_sets ? 6U : 8U);
        EXPECT_EQ(network.sequences[0].set_parameters.size(), parameters.size() - 7 * (network.width() + 1) - 8);
        PaddedJets const jets{torch::tensor(some_numbers(3 * 4 * 4, 6)).view({3, 4, 4}),
                              torch::tensor({std::int64_t{4}, std::int64_t{2}, std::int64_t{0}})};
        auto const flat = torch::tensor(parameters);
        auto const found = joined_logits(network, flat, {{jets}, {}}), expected = set_logits(whole, flat, jets);
        EXPECT_TRUE(torch::equal(found, expected)) << found << expected;
    }
}

/// Of several sequences the sums stand in their order, before the variables.
TEST(JoinedSets, StandInTheOrderOfTheSequences) {
    SetSize first, second;
    first.inputs = 3, first.embedding = {4};
    second.inputs = 2, second.kind = SetKind::attention, second.width = 2, second.heads = 1, second.blocks = 1;
    train::JoinedSize const size{{{3, 0, 0, false, first}, {2, 0, 0, false, second}}, 1, {}};
    auto const network = network_of(size, some_numbers(train::count_parameters(size), 4));
    auto const lengths = torch::tensor({std::int64_t{2}, std::int64_t{0}});
    PaddedJets const a{torch::tensor(some_numbers(12, 7)).view({2, 2, 3}), lengths},
        b{torch::tensor(some_numbers(8, 8)).view({2, 2, 2}), lengths};
    auto const variables = torch::tensor({0.5F, -2.0F}).view({2, 1});
    auto const sums =
        torch::cat({sums_over_set(first, torch::tensor(network.sequences[0].set_parameters), a),
                    sums_over_set(second, torch::tensor(network.sequences[1].set_parameters), b), variables},
                   1);
    EXPECT_EQ(sums[1].slice(0, 0, 6).abs().sum().item<float>(), 0);  // nothing is added up
    auto const expected =
        torch::matmul(sums, torch::tensor(network.dense[0].w)) + static_cast<double>(network.dense[0].b[0]);
    auto const found = joined_logits(network, torch::tensor(train::parameters_of(network)), {{a, b}, variables});
    EXPECT_TRUE(torch::allclose(found, expected, 1e-6, 1e-6)) << found << expected;
}

TEST(Moments, StandardiseColumns) {
    train::Moments moments{3};
    float const rows[2][3] = {{1, 7, 1e-40F}, {3, 7, 0}};
    for (auto const& row : rows) moments.add(row);
    auto const x = moments.input(0, "x"), same = moments.input(1, "same");
    EXPECT_EQ(x.offset, -2);
    EXPECT_EQ(x.scale, 1);  // the mean squared deviation is 1
    EXPECT_EQ(same.offset, -7);
    EXPECT_EQ(same.scale, 1);
    EXPECT_TRUE(says(message_of([&] { moments.input(2, "tiny"); }), {"'tiny' is too small"}));
    EXPECT_EQ(train::Moments{1}.input(0, "none").offset, 0);
}

TEST(JoinedInputs, AreStandardisedOverTheEventsNamed) {
    data::Sequences sequences;
    sequences.objects.resize(2);
    sequences.objects[0].choice = {"tracks", {"d0", "z0"}, "-d0", 7};
    sequences.objects[1].choice = {"jets", {"pt"}};
    sequences.variables.names = {"met"};
    float const tracks[] = {1, 10, 3, 10, 100, 100}, jets[] = {5, 6};
    for (std::size_t n = 0; n < 3; ++n) {
        sequences.add({}, Regime::none, {});
        sequences.objects[0].add(tracks + 2 * n, 1);
        sequences.objects[1].add(jets, n == 2 ? 2 : 0);
        sequences.variables.values.push_back(static_cast<float>(n));
    }
    data::EventChoice const choice{{sequences.objects[0].choice, sequences.objects[1].choice}, {"met"}};
    auto const network = train::joined_inputs(sequences, {0, 1}, choice);
    EXPECT_EQ(network.sequences[0].features[0].offset, -2);
    EXPECT_EQ(network.sequences[0].features[1].scale, 1);
    EXPECT_EQ(network.sequences[1].features[0].offset, 0);  // no jets in these events
    EXPECT_EQ(network.event[0].offset, -0.5F);
    EXPECT_TRUE(train::choice_of(network).objects == choice.objects);
    EXPECT_EQ(train::choice_of(network).variables, choice.variables);
    auto const data = train::training_data(sequences, network, 0);
    EXPECT_EQ(data.inputs[4], 98);  // (100 - 2) * 1
    EXPECT_EQ(data.others[0].inputs.size(), 2U);
    EXPECT_EQ(data.variables[2], (2 - 0.5F) * 2);
    auto const batch = train::joined_batch(data, {2, 0});
    EXPECT_EQ(batch.sequences[1].lengths[0].item<int>(), 2);
    EXPECT_EQ(batch.sequences[1].jets[0][1][0].item<float>(), 6);
    EXPECT_EQ(batch.variables[0][0].item<float>(), 3);
    auto const given =
        train::joined_inputs(sequences, {0, 1}, choice, {{"tracks.d0", {"d0", 4, 3}}, {"event.met", {"met", 0, 1}}});
    EXPECT_EQ(given.sequences[0].features[0].offset, 4);
    EXPECT_EQ(given.sequences[0].features[0].scale, 3);
    EXPECT_EQ(given.sequences[0].features[1].offset, -10);
    EXPECT_EQ(given.event[0].offset, 0);
    auto wrong = choice;
    wrong.variables = {"m"};
    EXPECT_TRUE(says(message_of([&] { train::joined_inputs(sequences, {0}, wrong); }), {"the network reads m"}));
    wrong.objects.pop_back();
    EXPECT_TRUE(says(message_of([&] { train::joined_inputs(sequences, {0}, wrong); }), {"reads tracks (d0, z0)"}));
}

}  // namespace
}  // namespace jetseq::test
