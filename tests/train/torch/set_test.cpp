// Networks over the jets as a set: their logits by hand, what must not matter, gradients, files and exports.
#include <gtest/gtest.h>
#include <torch/nn/modules/activation.h>
#include <torch/script.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "data/sequences/batches.hpp"
#include "infer/classifier.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "models/networks/activated.hpp"
#include "models/networks/set_classifier.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/train/toy_training.hpp"
#include "train/backends/set_training.hpp"
#include "train/export/export_torchscript.hpp"
#include "train/export/freeze.hpp"
#include "train/torch/libtorch_scores.hpp"
#include "train/torch/set_backend.hpp"
#include "train/torch/torch_batch.hpp"

namespace jetseq::test {
namespace {

SetNetwork small_network(SetKind kind, std::size_t outputs = 1) {
    SetNetwork network;
    network.kind = kind, network.outputs = outputs;
    network.embedding = {6, 5}, network.hidden = {7};
    network.width = 6, network.heads = 2, network.blocks = 2;
    return network;
}

train::TrainOptions set_options(SetKind kind) {
    auto options = toy_options();
    options.set = small_network(kind);
    options.dropout = 0.2;
    return options;
}

/// Weights that are not small, so that differences show.
torch::Tensor some_parameters(SetNetwork const& network, torch::Dtype type = torch::kFloat32) {
    std::int64_t count = 0;
    for (auto const& shape : parameter_shapes(network)) count += static_cast<std::int64_t>(shape.count());
    torch::manual_seed(3);
    return 0.5 * torch::randn({count}, type);
}

class SetNetworks : public testing::TestWithParam<SetKind> {};
INSTANTIATE_TEST_SUITE_P(, SetNetworks, testing::Values(SetKind::deep_sets, SetKind::attention),
                         [](auto const& kind) { return train::name_of(kind.param); });

TEST(Activated, IsTheActivationOfEachValue) {
    auto const x = torch::tensor({-1.0F, 2.0F});
    EXPECT_TRUE(torch::equal(activated(Activation::linear, x), x));
    EXPECT_TRUE(torch::equal(activated(Activation::rectified, x), torch::tensor({0.0F, 2.0F})));
    EXPECT_TRUE(torch::equal(activated(Activation::tanh, x), torch::tanh(x)));
    EXPECT_TRUE(torch::equal(activated(Activation::sigmoid, x), torch::sigmoid(x)));
}

/// 2 (relu(x_0) + relu(y_0) + ...) - 1
TEST(DeepSets, AddUpWhatTheJetsGive) {
    SetNetwork network;
    network.kind = SetKind::deep_sets, network.embedding = {1};
    auto const parameters = torch::tensor({1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 2.0F, -1.0F});
    auto jets = torch::zeros({2, 3, 4});
    jets[0][0][0] = 1, jets[0][1][0] = -5, jets[0][2][0] = 2, jets[1][0][0] = 100;
    auto const logits = set_logits(network, parameters, {jets, torch::tensor({3, 0})});
    EXPECT_EQ(logits[0].item<float>(), 2 * (1 + 2) - 1);
    EXPECT_EQ(logits[1].item<float>(), -1);  // no jets: the bias alone
}

/// One head of width 1 without layers behind: norm() of one number is its bias, so that each jet gives the same.
TEST(Attention, OfWidthOneCountsJets) {
    SetNetwork network;
    network.kind = SetKind::attention, network.width = network.heads = network.blocks = 1;
    auto parameters = some_parameters(network, torch::kFloat64);
    parameters[-4] = 9, parameters[-3] = 0.25, parameters[-2] = 8, parameters[-1] = 1;  // last norm, output
    PaddedJets const batch{torch::randn({3, 4, 4}, torch::kFloat64), torch::tensor({0, 1, 4})};
    auto const logits = set_logits(network, parameters, batch);
    EXPECT_NEAR(logits[0].item<double>(), 1, 1e-6);
    EXPECT_NEAR(logits[1].item<double>(), 1 + 8 * 0.25, 1e-6);
    EXPECT_NEAR(logits[2].item<double>(), 1 + 8 * 0.25 * 4, 1e-6);
}

/// The weights of a network by name.
std::map<std::string, torch::Tensor> by_name(SetNetwork const& network, torch::Tensor const& parameters) {
    std::map<std::string, torch::Tensor> result;
    std::int64_t at = 0;
    for (auto const& shape : parameter_shapes(network)) {
        auto const rows = static_cast<std::int64_t>(shape.rows), columns = static_cast<std::int64_t>(shape.columns);
        auto const flat = parameters.narrow(0, at, static_cast<std::int64_t>(shape.count()));
        result[shape.name] = columns == 0 ? flat : flat.view({rows, columns});
        at += flat.numel();
    }
    return result;
}

TEST_P(SetNetworks, NameTheirParametersInOrder) {
    auto network = small_network(GetParam());
    auto const parameters = some_parameters(network);
    network.parameters.assign(parameters.data_ptr<float>(), parameters.data_ptr<float>() + parameters.numel());
    auto w = by_name(network, parameters);
    auto const named = named_parameters(network);
    EXPECT_EQ(named.size(), w.size());
    for (auto const& [shape, values] : named) EXPECT_TRUE(torch::equal(torch::tensor(values), w[shape.name].flatten()));
}

/// One block by torch::nn::MultiheadAttention and torch::layer_norm.
TEST(Attention, IsThatOfLibTorch) {
    auto network = small_network(SetKind::attention);
    network.blocks = 1, network.hidden = {};
    auto const parameters = some_parameters(network);
    auto w = by_name(network, parameters);
    torch::NoGradGuard const no_gradient;
    torch::nn::MultiheadAttention heads{torch::nn::MultiheadAttentionOptions(6, 2)};
    heads->in_proj_weight.copy_(torch::cat({w["block0_query_w"], w["block0_key_w"], w["block0_value_w"]}));
    heads->in_proj_bias.copy_(torch::cat({w["block0_query_b"], w["block0_key_b"], w["block0_value_b"]}));
    heads->out_proj->weight.copy_(w["block0_mix_w"]), heads->out_proj->bias.copy_(w["block0_mix_b"]);
    auto const norm = [&](torch::Tensor const& x, std::string const& name) {
        return torch::layer_norm(x, {6}, w[name + "_w"], w[name + "_b"]);
    };
    auto const layer = [&](torch::Tensor const& x, std::string const& name) {
        return torch::linear(x, w[name + "_w"], w[name + "_b"]);
    };
    auto const jets = torch::randn({5, 4, 4}), lengths = torch::tensor({4, 4, 3, 2, 1});
    auto const padding = torch::arange(4).unsqueeze(0) >= lengths.unsqueeze(1);
    auto x = layer(jets, "embedding");
    auto const in = norm(x, "block0_norm0").transpose(0, 1);
    x = x + std::get<0>(heads->forward(in, in, in, padding)).transpose(0, 1);
    x = x + layer(torch::relu(layer(norm(x, "block0_norm1"), "block0_wide")), "block0_narrow");
    auto const sum = norm(x, "norm").masked_fill(padding.unsqueeze(2), 0).sum(1);
    auto const expected = layer(sum, "output").squeeze(1);
    EXPECT_TRUE(torch::allclose(expected, set_logits(network, parameters, {jets, lengths}), 1e-5, 1e-5));
}

TEST_P(SetNetworks, KnowNoOrderAndNoPadding) {
    auto const network = small_network(GetParam(), 3);
    auto const parameters = some_parameters(network);
    auto const jets = torch::randn({8, 5, 4}), lengths = torch::tensor({5, 5, 5, 4, 3, 2, 1, 0});
    auto const logits = set_logits(network, parameters, {jets, lengths});
    auto const padded = torch::cat({jets, torch::full({8, 3, 4}, 1e30)}, 1);
    for (int event = 0; event < 8; ++event) padded[event].slice(0, lengths[event].item<int>()) = 1e30;
    EXPECT_TRUE(torch::allclose(logits, set_logits(network, parameters, {padded, lengths}), 1e-5, 1e-5));
    auto const order = torch::tensor({4, 2, 0, 3, 1});
    auto const turned = set_logits(network, parameters, {jets.index_select(1, order), torch::full({8}, 5)});
    auto const whole = set_logits(network, parameters, {jets, torch::full({8}, 5)});
    EXPECT_TRUE(torch::allclose(whole, turned, 1e-5, 1e-5));
    EXPECT_FALSE(torch::allclose(whole, logits, 1e-3, 1e-3));  // jets matter
}

TEST_P(SetNetworks, HaveTheGradientThatDifferencesGive) {
    auto const network = small_network(GetParam());
    auto const at = some_parameters(network, torch::kFloat64);
    PaddedJets const batch{torch::randn({6, 4, 4}, torch::kFloat64), torch::tensor({4, 4, 3, 2, 1, 0})};
    auto const sum = [&](torch::Tensor const& parameters) {
        return torch::tanh(set_logits(network, parameters, batch)).sum();
    };
    auto parameters = at.clone().set_requires_grad(true);
    sum(parameters).backward();
    double largest = 0;
    for (std::int64_t k = 0; k < at.numel(); ++k) {
        auto up = at.clone(), down = at.clone();
        up[k] += 1e-6, down[k] -= 1e-6;
        double const difference = (sum(up) - sum(down)).item<double>() / 2e-6;
        double const gradient = parameters.grad()[k].item<double>();
        EXPECT_NEAR(gradient, difference, 1e-7 + 1e-5 * std::abs(difference)) << k;
        largest = std::max(largest, std::abs(gradient));
    }
    EXPECT_GT(largest, 0.01);
}

struct SetTraining {
    explicit SetTraining(train::TrainOptions const& with) : options{with} {
        data = train::training_data(sequences, data::normalisation_of(sequences, all, options.frame), options.frame, 0);
        backend = train::set_backend(data, options);
        auto const parameters = train::initial_set_parameters(options);
        std::vector<float> const zeros(parameters.size(), 0.0F);
        backend->restore({parameters, zeros, zeros, 0});
    }

    train::TrainOptions options;
    data::Sequences const sequences = toy_sequences(200, 1);
    std::vector<std::size_t> const all = data::all_indices(sequences);
    train::TrainingData data;
    std::unique_ptr<train::Backend> backend;
};

TEST_P(SetNetworks, LearnWhatTellsTheClasses) {
    SetTraining training{set_options(GetParam())};
    double const before = training.backend->learn(training.all, 0.01, 1);
    double after = before;
    for (int step = 0; step < 100; ++step) after = training.backend->learn(training.all, 0.01, 1);
    EXPECT_LT(after, 0.6 * before);
}

TEST_P(SetNetworks, ResumeFromACheckpointToTheSameBytes) {
    auto const sequences = toy_sequences(600, 2);
    auto const options = set_options(GetParam());
    TemporaryFolder const whole, parted;
    auto const expected = train::train(sequences, options, whole.path(), "f", toy_hooks());
    EXPECT_FALSE(train::train(sequences, options, parted.path(), "f", hooks_that_stop_after(9)).finished);
    auto const found = train::train(sequences, options, parted.path(), "f", toy_hooks());
    EXPECT_EQ(to_json(expected.model), to_json(found.model));
    EXPECT_GT(expected.history.back().validation_auc, 0.6);
}

FrozenModel trained(SetKind kind, std::size_t classes, data::Sequences const& sequences) {
    auto options = set_options(kind);
    if (classes > 2) options.classes = {"ggF", "VBF", "other"};
    options.set->outputs = options.outputs();
    auto const normalisation = data::normalisation_of(sequences, data::all_indices(sequences), options.frame);
    auto model = train::freeze(train::initial_set_parameters(options), options, normalisation, sequences);
    model.name = "set";
    return model;
}

TEST_P(SetNetworks, AreReadAsTheyWereWritten) {
    TemporaryFolder const folder;
    auto const sequences = toy_sequences(50, 4);
    for (std::size_t const classes : {2, 3}) {
        auto const model = trained(GetParam(), classes, sequences);
        write_frozen_model(folder / "set.json", model);
        auto read = read_frozen_model(folder / "set.json");
        EXPECT_EQ(to_json(read), to_json(model));
        EXPECT_EQ(train::libtorch_scores(read, sequences, all_indices(sequences)),
                  train::libtorch_scores(model, sequences, all_indices(sequences)));
        train::check_canaries_by_libtorch(read);
        std::get<SetNetwork>(read.network).parameters.back() += 0.01F;
        EXPECT_TRUE(says(message_of([&] { train::check_canaries_by_libtorch(read); }), {"canaries[0] misses"}));
    }
}

TEST_P(SetNetworks, AreRefusedWithTheFormatsThatSupportThem) {
    auto const model = trained(GetParam(), 2, toy_sequences(20, 4));
    EXPECT_TRUE(
        says(message_of([&] { Classifier{model}; }), {"model 'set'", "over sets of jets", "onnx or torchscript"}));
    EXPECT_TRUE(
        says(message_of([&] { to_json(model, true); }), {"model 'set'", "lwtnn's format", "onnx or torchscript"}));
}

TEST_P(SetNetworks, ExportToTorchScriptThatScoresAsLibTorchDoes) {
    TemporaryFolder const folder;
    data::Sequences sequences;
    data::read_sequences(JETSEQ_SOURCE_DIR "/data/sample/sequences_1000_2lep.h5", {}, {}, sequences);
    std::vector<std::size_t> events;
    for (std::size_t n = 0; n < 2000; ++n) events.push_back(n);
    sequences = data::reordered(sequences, events);
    for (std::size_t const classes : {2, 3}) {
        auto const model = trained(GetParam(), classes, sequences);
        train::export_torchscript(model, folder / "set.pt");
        auto const data = train::training_data(sequences, data::Normalisation{}, Frame::detector, 0);
        auto const batch = train::padded_batch(data, events);
        auto const scores = torch::jit::load(folder / "set.pt").forward({batch.jets, batch.lengths}).toTensor();
        auto const expected = train::libtorch_scores(model, sequences, events);
        for (std::size_t n = 0; n < events.size(); ++n) {
            auto const row = scores[static_cast<std::int64_t>(n)];
            EXPECT_NEAR((classes == 2 ? row : row[1]).item<float>(), expected[n], 1e-6);
        }
    }
}

}  // namespace
}  // namespace jetseq::test
