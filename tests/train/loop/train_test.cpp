#include "train/loop/train.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/io/read_file.hpp"
#include "core/math/residuals.hpp"
#include "data/sequences/split.hpp"
#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/train/toy_training.hpp"
#include "train/backends/backend.hpp"
#include "train/backends/fused_backend.hpp"
#include "train/backends/joined_training.hpp"
#include "train/input/joined_inputs.hpp"
#include "train/input/parts.hpp"
#include "train/input/training_data.hpp"
#include "train/loop/metrics.hpp"
#include "train/loop/start.hpp"
#include "train/torch/joined_backend.hpp"
#include "train/torch/libtorch_scores.hpp"

namespace jetseq::test {
namespace {

struct Train : testing::Test {
    TemporaryFolder folder;
    data::Sequences const sequences = toy_sequences(1000, 1);
    train::TrainResult train_in(std::string const& name, train::TrainOptions const& options,
                                train::TrainHooks const& hooks = toy_hooks()) {
        return train::train(sequences, options, folder / name, "toy", hooks);
    }
};

TEST_F(Train, LearnsToTellToyVbfFromGgf) {
    auto const result = train_in("run", toy_options());
    ASSERT_TRUE(result.finished);
    EXPECT_EQ(result.history.size(), 4U);
    EXPECT_LT(result.history.back().train_loss, result.history.front().train_loss);
    EXPECT_GT(result.history.back().validation_auc, 0.8);  // forward pairs against soft central jets: easy
}

TEST_F(Train, GivesTheSameModelForTheSameSeed) {
    auto const first = train_in("a", toy_options()), second = train_in("b", toy_options());
    EXPECT_EQ(to_json(first.model), to_json(second.model));
}

TEST_F(Train, GivesAnotherModelForAnotherSeed) {
    auto other = toy_options();
    other.seed = 2;
    EXPECT_NE(to_json(train_in("a", toy_options()).model), to_json(train_in("b", other).model));
}

/// 9 batches an epoch: stops in the first epoch, at an epoch's end, in the middle of a later one.
class Interrupted : public Train, public testing::WithParamInterface<int> {};

TEST_P(Interrupted, ResumesToTheSameBytes) {
    auto const whole = train_in("whole", toy_options());
    auto const stopped = train_in("parts", toy_options(), hooks_that_stop_after(GetParam()));
    ASSERT_FALSE(stopped.finished);
    auto const resumed = train_in("parts", toy_options());
    ASSERT_TRUE(resumed.finished);
    EXPECT_EQ(to_json(resumed.model), to_json(whole.model));
    ASSERT_EQ(resumed.history.size(), whole.history.size());
    for (std::size_t n = 0; n < whole.history.size(); ++n) {
        EXPECT_EQ(resumed.history[n].train_loss, whole.history[n].train_loss);
        EXPECT_EQ(resumed.history[n].validation_loss, whole.history[n].validation_loss);
    }
}

INSTANTIATE_TEST_SUITE_P(AfterBatch, Interrupted, testing::Values(0, 1, 5, 9, 14, 30));

/// LibTorch's LSTM has two biases in place of one: both are kept.
TEST_F(Train, ResumesToTheSameBytesWithLibTorch) {
    auto options = toy_options();
    options.backend = "torch";
    options.clip = 0.5, options.weight_decay = 0.01;
    for (auto const average : {train::Average::none, train::Average::ema}) {
        options.average = average;
        std::string const name = average == train::Average::none ? "plain" : "averaged";
        auto const whole = to_json(train_in(name, options).model);
        for (int const batches : {5, 9, 30}) {
            auto const parts = name + std::to_string(batches);
            ASSERT_FALSE(train_in(parts, options, hooks_that_stop_after(batches)).finished);
            EXPECT_EQ(to_json(train_in(parts, options).model), whole) << parts;
        }
    }
}

/// A rate that throws the weights out of the range of floats. The first epoch has no checkpoint yet.
TEST_F(Train, EndsIfTheLossIsNotFinite) {
    auto options = toy_options();
    options.learning_rate = 1e37;
    for (char const* backend : {"fused", "torch"}) {
        options.backend = backend;
        auto const result = train_in(backend, options);
        EXPECT_FALSE(result.finished);
        EXPECT_EQ(result.best_epoch, 0);
        EXPECT_TRUE(says(result.failure, {"loss is not finite", "epoch 1, batch", "1e+37", "train.learning_rate"}));
        EXPECT_FALSE(std::filesystem::exists(folder / (std::string{backend} + "/checkpoint.pt")));
    }
}

/// A clip that makes every gradient 0 in single precision.
TEST_F(Train, EndsIfNoWeightChanges) {
    auto options = toy_options();
    options.clip = 1e-300;
    for (char const* backend : {"fused", "torch"}) {
        options.backend = backend;
        auto const result = train_in(backend, options);
        EXPECT_TRUE(says(result.failure, {"no weight has changed in epoch 1", "train.clip"})) << result.failure;
        EXPECT_EQ(result.best_epoch, 0);
    }
}

/// A rank is lost when a weight is NaN already: the last checkpoint stays, and the training fails as it would alone.
TEST_F(Train, ThatLosesARankMayHaveFailedBefore) {
    struct Lost : train::Backend {
        double learn(data::Batch const&, double, int) override { throw train::RankLost{"rank 1 has ended"}; }
        std::vector<float> logits(data::Batch const&) override { return {}; }
        train::OptimiserState state() const override { return {{NAN}, {0}, {0}, 0}; }
        void restore(train::OptimiserState const&) override {}
        std::string name() const override { return "lost"; }
    };
    auto hooks = toy_hooks();
    hooks.backend = [](auto&&...) { return std::make_unique<Lost>(); };
    auto const result = train_in("run", toy_options(), hooks);
    EXPECT_TRUE(says(result.failure, {"a weight of the network is not finite", "epoch 1, batch 1"}));
    EXPECT_FALSE(std::filesystem::exists(folder / "run/checkpoint.pt"));
}

/// Two epochs at a sound rate, then one that diverges.
TEST_F(Train, KeepsTheLastCheckpointBeforeTheLossDiverges) {
    auto options = toy_options();
    options.max_epochs = 2;
    auto const sound = train_in("run", options);
    std::string const before = read_file(folder / "run/checkpoint.pt");
    options.max_epochs = 4, options.learning_rate = 1e37;
    auto const result = train_in("run", options);
    EXPECT_EQ(result.best_epoch, sound.best_epoch);
    EXPECT_TRUE(says(result.failure, {"epoch 3, batch", "checkpoint.pt is the last checkpoint before"}));
    EXPECT_EQ(read_file(folder / "run/checkpoint.pt"), before);
    EXPECT_EQ(to_json(result.model), to_json(sound.model));
}

TEST_F(Train, NamesAnExtremeWeight) {
    auto weighted = sequences;
    for (auto& event : weighted.events) event.weight = 1e-30F;
    std::size_t const seen = train::events_of(weighted, data::Part::train, {}).front();
    weighted.events[seen].weight = 1e38F;
    auto options = toy_options();
    options.weights = true, options.learning_rate = 1e37;
    auto const result = train::train(weighted, options, folder / "run", "toy", toy_hooks());
    EXPECT_TRUE(says(result.failure, {"not finite", "mcEventWeight"})) << result.failure;
}

TEST_F(Train, KeepsTheWeightsOfTheBestEpoch) {
    auto options = toy_options();
    options.learning_rate = 0.3;  // far too large: later epochs are worse
    options.max_epochs = 6;
    auto const result = train_in("run", options);
    for (auto const& record : result.history) {
        EXPECT_GE(record.validation_loss,
                  result.history[static_cast<std::size_t>(result.best_epoch - 1)].validation_loss);
    }
    options.max_epochs = result.best_epoch;
    EXPECT_EQ(train_in("short", options).model.dense_layers()[0].w, result.model.dense_layers()[0].w);
}

TEST_F(Train, StopsEarlyIfNothingImproves) {
    auto options = toy_options();
    options.learning_rate = 0.3;  // far too large: later epochs are worse
    options.max_epochs = 100;
    options.patience = 3;
    auto const result = train_in("run", options);
    EXPECT_LT(result.history.size(), 100U);
    EXPECT_EQ(result.history.size(), static_cast<std::size_t>(result.best_epoch) + 3);
}

TEST_F(Train, NeverLooksAtTheTestPart) {
    auto changed = sequences;
    for (std::size_t n = 0; n < changed.size(); ++n) {
        if (data::part_of(changed.events[n]) != data::Part::test) continue;
        changed.events[n].production = Production::ggf_dy;
        for (auto k = changed.offsets[n]; k < changed.offsets[n + 1]; ++k) changed.jets[k].pt *= 2;
    }
    auto const honest = train_in("honest", toy_options());
    auto const other = train::train(changed, toy_options(), folder / "changed", "toy", toy_hooks());
    EXPECT_EQ(honest.model.dense_layers()[0].w, other.model.dense_layers()[0].w);
    EXPECT_EQ(honest.model.inputs[0].offset, other.model.inputs[0].offset);
}

TEST_F(Train, FrozenModelScoresAsLibTorchDoes) {
    for (Frame const frame : {Frame::detector, Frame::canonical}) {
        auto options = toy_options();
        options.frame = frame;
        auto const model = train_in(frame == Frame::detector ? "a" : "b", options).model;
        auto const all = all_indices(sequences);
        auto const expected = train::libtorch_scores(model, sequences, all);
        Classifier const classifier{model};
        Scorer score{classifier};
        for (std::size_t const n : all) EXPECT_NEAR(score(sequences[n]), expected[n], 1e-6);  // 32-bit rounding
    }
}

/// The toy sequences, each jet with its four-vector in another order and a random number; the first two of each event
/// again as another sequence; and a random number for each event.
data::Sequences with_objects(data::Sequences sequences) {
    sequences.objects.resize(2);
    sequences.objects[0].choice = {"jets", {"noise", "e", "pt", "eta", "phi"}};
    sequences.objects[1].choice = {"leading", {"pt", "eta"}, "-pt", 2};
    sequences.variables.names = {"luck"};
    Random random{3, 0};
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        std::vector<float> all, leading;
        for (Jet const& jet : sequences[n]) {
            all.insert(all.end(), {static_cast<float>(random.uniform()), jet.e, jet.pt, jet.eta, jet.phi});
            if (leading.size() < 4) leading.insert(leading.end(), {jet.pt, jet.eta});
        }
        sequences.objects[0].add(all.data(), all.size() / 5);
        sequences.objects[1].add(leading.data(), leading.size() / 2);
        sequences.variables.values.push_back(static_cast<float>(random.uniform()));
    }
    return sequences;
}

train::TrainOptions joined_options(data::Sequences const& with) {
    auto options = toy_options();
    for (auto const& list : with.objects) options.inputs.objects.push_back(list.choice);
    options.inputs.variables = with.variables.names;
    options.hidden = {5};
    return options;
}

void expect_scores_of_libtorch(FrozenModel const& model, data::Sequences const& with) {
    auto const expected = train::libtorch_scores(model, with, all_indices(with));
    Scorer score{Classifier{model}};
    std::vector<std::vector<float const*>> columns(2);
    for (std::size_t k = 0; k < 5; ++k) columns[0].push_back(with.objects[0].values.data() + k);
    for (std::size_t k = 0; k < 2; ++k) columns[1].push_back(with.objects[1].values.data() + k);
    SequenceColumns const of_sequences[] = {{{columns[0].data(), 5}, with.objects[0].offsets.data()},
                                            {{columns[1].data(), 2}, with.objects[1].offsets.data()}};
    float const* const luck[] = {with.variables.values.data()};
    std::vector<float> found(with.size());
    score({of_sequences, {luck}, with.size()}, found.data());
    for (std::size_t n = 0; n < with.size(); ++n) EXPECT_NEAR(found[n], expected[n], 1e-6);  // 32-bit rounding
}

class TrainJoined : public Train, public testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(Layers, TrainJoined, testing::Bool(),
                         [](auto const& gru) { return gru.param ? "gru" : "lstm"; });

TEST_P(TrainJoined, FreezesAModelThatScoresAsLibTorchDoes) {
    auto const with = with_objects(sequences);
    auto options = joined_options(with);
    EXPECT_FALSE(toy_options().joins());
    EXPECT_TRUE(options.joins());
    options.gru = GetParam(), options.classes = {"light", "heavy"};
    auto const trained = train::train(with, options, folder / "joined", "toy", toy_hooks());
    auto const& model = trained.model;
    EXPECT_GT(trained.history.back().validation_auc, 0.8);
    ASSERT_TRUE(model.takes_sequences());
    EXPECT_EQ(model.classes, options.classes);
    auto const& network = std::get<JoinedNetwork>(model.network);
    EXPECT_EQ(network.sequences[0].features[2].name, "pt");
    EXPECT_EQ(network.sequences[1].sort, "-pt");
    EXPECT_EQ(network.sequences[1].most, 2U);
    EXPECT_EQ(network.event[0].name, "luck");
    ASSERT_GT(model.canaries.size(), sequences.longest());  // each length, and an event without objects
    EXPECT_TRUE(model.canaries.back().sequences[0].empty());
    EXPECT_EQ(train::events_of_canaries(model).size(), model.canaries.size());
    expect_scores_of_libtorch(model, with);
}

TEST_P(TrainJoined, ByLibTorchLearnsTheSame) {
    auto const with = with_objects(sequences);
    auto options = joined_options(with);
    options.gru = GetParam(), options.dropout = 0, options.max_epochs = 2;
    auto const fused = train::train(with, options, folder / "fused", "toy", toy_hooks());
    options.backend = "torch";
    auto const torch = train::train(with, options, folder / "torch", "toy", toy_hooks());
    EXPECT_NEAR(fused.history.back().validation_loss, torch.history.back().validation_loss, 1e-4);
    EXPECT_TRUE(says(torch.device, {"LibTorch"})) << torch.device;
    auto const data = train::training_data(with, train::joined_inputs(with, all_indices(with), options.inputs), 1);
    auto const one = train::joined_backend(data, options), other = train::fused_backend(data, options);
    auto const begin = train::initial_parameters(train::joined_size(options), 3);
    std::vector<float> const zeros(begin.size());
    one->restore({begin, zeros, zeros, 0}), other->restore({begin, zeros, zeros, 0});
    auto const expected = other->logits({0, 1, 2}), found = one->logits({0, 1, 2});
    ASSERT_EQ(found.size(), 3U);
    for (std::size_t n = 0; n < 3; ++n) EXPECT_NEAR(found[n], expected[n], 1e-5);
}

TEST_P(TrainJoined, BeginsWithTheWeightsAndTheNormalisationOfAModel) {
    auto const with = with_objects(sequences);
    auto options = joined_options(with);
    options.gru = GetParam(), options.max_epochs = 3;
    auto const first = train::train(with, options, folder / "first", "toy", toy_hooks());
    write_frozen_model(folder / "first.json", first.model);
    options.from = folder / "first.json";
    auto const start = train::training_start(with, options, folder / "x");
    auto const& network = std::get<JoinedNetwork>(first.model.network);
    EXPECT_EQ(start.parameters, train::parameters_of(network));
    EXPECT_TRUE(start.joined.dense.empty());
    options.learning_rate = 1e-8, options.max_epochs = 1;  // changes no weight beyond rounding
    auto const again = train::train(with, options, folder / "again", "toy", toy_hooks());
    double best = 1e9;
    for (auto const& epoch : first.history) best = std::min(best, epoch.validation_loss);
    EXPECT_NEAR(again.history.at(0).validation_loss, best, 1e-5);
    auto const& other = std::get<JoinedNetwork>(again.model.network);
    EXPECT_EQ(other.sequences[0].features[2].offset, network.sequences[0].features[2].offset);
    EXPECT_EQ(other.event[0].scale, network.event[0].scale);
}

TEST_F(Train, BeginsOnlyWithANetworkOfTheSameInputsAndLayers) {
    auto const with = with_objects(sequences);
    auto const same = [&] {
        auto options = joined_options(with);
        options.max_epochs = 1;
        return options;
    };
    write_frozen_model(folder / "first.json", train::train(with, same(), folder / "first", "toy", toy_hooks()).model);
    auto const refused = [&](auto const& change) {
        auto options = same();
        options.from = folder / "first.json";
        change(options);
        return message_of([&] { train::training_start(with, options, folder / "x"); });
    };
    EXPECT_EQ(refused([](auto&) {}), "(nothing was thrown)");
    EXPECT_TRUE(says(refused([](auto& o) { o.cells += 1; }),
                     {"has for ", "LSTM layers of 6, 6 cells, the configuration LSTM layers of 7, 7"}));
    EXPECT_TRUE(says(refused([](auto& o) { o.gru = true; }), {"the configuration GRU layers"}));
    EXPECT_TRUE(says(refused([](auto& o) {
                         o.set.emplace().embedding = {4, 3};
                     }),
                     {"the configuration deep sets of 4, 3 numbers"}));
    EXPECT_TRUE(says(refused([](auto& o) { o.set.emplace().kind = SetKind::attention; }),
                     {"the configuration attention of 32 numbers, 4 heads, 2 blocks"}));
    EXPECT_TRUE(says(refused([](auto& o) { o.hidden = {6}; }),
                     {"has hidden layers of 5", "the configuration hidden layers of 6"}));
    EXPECT_TRUE(says(refused([](auto& o) { o.activation = Activation::tanh; }),
                     {"the configuration hidden layers of 5, activation tanh"}));
    EXPECT_TRUE(says(refused([](auto& o) { o.classes = {"a", "b"}; }), {"tells apart ggF, VBF"}));
    EXPECT_TRUE(says(refused([](auto& o) {
                         o.scalings["event.luck"] = {"luck", 0, 2};
                     }),
                     {"reads event.luck with offset", "the configuration offset 0 and scale 2"}));
    EXPECT_TRUE(says(refused([&](auto& o) { o = toy_options(), o.from = folder / "first.json"; }),
                     {"that reads objects by names"}));
    auto others = with;
    others.objects[1].choice.most = 0;
    auto options = joined_options(others);
    options.from = folder / "first.json";
    EXPECT_TRUE(says(message_of([&] { train::training_start(others, options, folder / "x"); }),
                     {"reads ", "the first 2, the configuration "}));
}

TEST_F(Train, OfSetsByNamesFreezesAModelThatScoresAsLibTorchDoes) {
    auto const with = with_objects(sequences);
    auto options = joined_options(with);
    options.set.emplace().embedding = {6, 5};
    EXPECT_FALSE(train::scored_by_libtorch(options));
    auto const trained = train::train(with, options, folder / "sets", "toy", toy_hooks());
    EXPECT_GT(trained.history.back().validation_auc, 0.8);
    EXPECT_TRUE(says(trained.device, {"LibTorch"})) << trained.device;
    auto const& network = std::get<JoinedNetwork>(trained.model.network);
    EXPECT_EQ(network.sequences[0].set->inputs, 5U);
    EXPECT_EQ(network.width(), 5 + 5 + 1U);
    EXPECT_TRUE(trained.model.canaries.back().sequences[0].empty());
    expect_scores_of_libtorch(trained.model, with);
    EXPECT_EQ(to_json(train::train(with, options, folder / "again", "toy", toy_hooks()).model), to_json(trained.model));
    write_frozen_model(folder / "sets.json", trained.model);
    options.from = folder / "sets.json";
    EXPECT_EQ(train::training_start(with, options, folder / "x").parameters, train::parameters_of(network));
}

TEST_F(Train, OfAttentionByNamesFreezesAModelThatLibTorchScores) {
    auto const with = with_objects(sequences);
    auto options = joined_options(with);
    options.set.emplace().kind = SetKind::attention;
    options.set->width = 8, options.set->heads = 2, options.set->blocks = 1;
    EXPECT_TRUE(train::scored_by_libtorch(options));
    auto const trained = train::train(with, options, folder / "attention", "toy", toy_hooks());
    EXPECT_GT(trained.history.back().validation_auc, 0.8);
    EXPECT_TRUE(trained.model.needs_libtorch());
    train::check_canaries_by_libtorch(trained.model);
    EXPECT_TRUE(says(message_of([&] { Classifier{trained.model}; }), {"is a network with attention"}));
    options.backend = "fused";
    auto const refusal = [&] { return message_of([&] { train::check(options); }); };
    EXPECT_TRUE(says(refusal(), {"train.backend", "torch or auto with network.kind attention"})) << refusal();
    options.backend = "torch", options.fold.of = 2;
    EXPECT_TRUE(says(refusal(), {"train.folds"})) << refusal();
    options.set->kind = SetKind::deep_sets, options.set->embedding.assign(40, 3);
    EXPECT_TRUE(says(refusal(), {"network.embedding"})) << refusal();
    options.set->embedding = {3};
    EXPECT_EQ(refusal(), "(nothing was thrown)");
}

TEST(JoinedSize, OfSetsHasTheirSums) {
    auto options = toy_options();
    options.inputs = {{{"tracks", {"d0", "z0"}}, {"jets", {"pt"}}}, {"met"}};
    options.set.emplace().embedding = {6, 4};
    options.hidden = {7};
    auto const size = train::joined_size(options);
    EXPECT_EQ(size.sequences[0].outputs(), 4U);
    EXPECT_EQ(size.width(), 4 + 4 + 1U);
    std::size_t const second = 4 * (6 + 1), count = 6 * (2 + 1) + second + 6 * (1 + 1) + second + 7 * 10 + 8;
    EXPECT_EQ(train::count_weights(options), count);
    auto const parameters = train::initial_parameters(size, 3);
    ASSERT_EQ(parameters.size(), count);
    auto const largest = [&](std::size_t from, std::size_t to) {
        float most = 0;
        for (; from < to; ++from) most = std::max(most, std::fabs(parameters[from]));
        return most;
    };
    EXPECT_LE(largest(0, 18), 1 / std::sqrt(2.0F));
    EXPECT_GT(largest(0, 18), 0.5F);
    EXPECT_LE(largest(18, 18 + second), 1 / std::sqrt(6.0F));
    EXPECT_GT(largest(18, 18 + second), 0.3F);
    EXPECT_GT(largest(18 + second, 30 + second), 0.75F);  // within 1: one input
}

/// The sequences with a number that is 1000 + 100 times the variable `luck` of the event.
data::Sequences with_target(data::Sequences with) {
    with.target.names = {"1000 + 100 luck"};
    for (std::size_t n = 0; n < with.size(); ++n) {
        with.events[n].production = Production::ggf_dy;
        with.target.values.push_back(1000 + 100 * with.variables.row(n)[0]);
    }
    return with;
}

train::TrainOptions options_of_number(data::Sequences const& with, train::Loss loss) {
    auto options = joined_options(with);
    options.inputs.target = with.target.names[0], options.classes = with.target.names;
    options.loss = loss, options.dropout = 0, options.max_epochs = 8;
    return options;
}

/// Half of the central 68 % of a flat distribution of width 100 is 34.
TEST_P(TrainJoined, FindsANumberInItsOwnUnit) {
    auto const with = with_target(with_objects(sequences));
    for (auto const loss : {train::Loss::squared, train::Loss::absolute, train::Loss::huber}) {
        auto options = options_of_number(with, loss);
        options.gru = GetParam();
        EXPECT_TRUE(options.finds_number());
        auto hooks = toy_hooks();
        hooks.auc = {};
        auto const name = "number" + std::to_string(static_cast<int>(loss));
        auto const trained = train::train(with, options, folder / name, "toy", hooks);
        auto const& model = trained.model;
        ASSERT_TRUE(model.finds_number());
        EXPECT_EQ(model.classes, with.target.names);
        auto const found = train::libtorch_scores(model, with, all_indices(with));
        Classifier const checked{model};  // the inference library gives the canaries' numbers
        std::vector<double> residuals, weights;
        for (std::size_t const n : train::events_of(with, data::Part::validation, {})) {
            residuals.push_back(static_cast<double>(found[n] - *with.target.row(n))),
                weights.push_back(static_cast<double>(with.events[n].weight));
        }
        auto const summary = summary_of_residuals(residuals, weights);
        auto const& best = trained.history[static_cast<std::size_t>(trained.best_epoch - 1)];
        EXPECT_TRUE(best.has_residuals());
        EXPECT_TRUE(std::isnan(best.validation_auc));
        EXPECT_NEAR(summary.width, best.validation_width, 1e-3);
        EXPECT_NEAR(summary.bias, best.validation_bias, 1e-3);
        EXPECT_LT(best.validation_width, 25);
        EXPECT_LT(std::fabs(best.validation_bias), 15);
        auto const table = read_file(folder / (name + "/metrics.csv"));
        EXPECT_EQ(table.rfind(train::metrics_of_number_begin, 0), 0U);
        EXPECT_EQ(table.rfind(train::metrics_of_any_begin, 0), 0U);
    }
}

/// The loss is that of the standardised number: with the mean of the training part in place of a network it is 1.
TEST_F(Train, TheLossOfANumberIsThatOfStandardDeviations) {
    auto const with = with_target(with_objects(sequences));
    auto options = options_of_number(with, train::Loss::squared);
    auto const start = train::training_start(with, options, folder / "a");
    double mean = 0, squares = 0;
    for (std::size_t const n : start.train_part) mean += static_cast<double>(*with.target.row(n));
    mean /= static_cast<double>(start.train_part.size());
    for (std::size_t const n : start.train_part) {
        squares += static_cast<double>(start.data.labels[n]) * static_cast<double>(start.data.labels[n]);
        EXPECT_NEAR((static_cast<double>(*with.target.row(n)) - mean) * static_cast<double>(start.target.scale),
                    start.data.labels[n], 1e-4);
    }
    EXPECT_NEAR(squares / static_cast<double>(start.train_part.size()), 1, 1e-4);
}

TEST_F(Train, ResumesANumberToTheSameBytes) {
    auto const with = with_target(with_objects(sequences));
    auto options = options_of_number(with, train::Loss::huber);
    options.average = train::Average::ema;
    auto const whole = train::train(with, options, folder / "whole", "toy", toy_hooks());
    auto hooks = toy_hooks();
    int batches = 0;
    hooks.stop_requested = [&] { return ++batches == 9; };
    auto const stopped = train::train(with, options, folder / "parts", "toy", hooks);
    EXPECT_FALSE(stopped.finished);
    auto const resumed = train::train(with, options, folder / "parts", "toy", toy_hooks());
    EXPECT_EQ(to_json(resumed.model), to_json(whole.model));
    ASSERT_EQ(resumed.history.size(), whole.history.size());
    for (std::size_t n = 0; n < whole.history.size(); ++n) {
        EXPECT_EQ(resumed.history[n].validation_bias, whole.history[n].validation_bias);
        EXPECT_EQ(resumed.history[n].validation_width, whole.history[n].validation_width);
    }
    options.backend = "torch", options.average = train::Average::none, options.max_epochs = 2;
    auto const torch = train::train(with, options, folder / "torch", "toy", toy_hooks());
    options.backend = "fused";
    auto const fused = train::train(with, options, folder / "fused", "toy", toy_hooks());
    EXPECT_NEAR(torch.history.back().validation_loss, fused.history.back().validation_loss, 1e-4);
}

TEST_F(Train, OfANumberNeedsOneThatVaries) {
    auto const with = with_target(with_objects(sequences));
    auto const options = options_of_number(with, train::Loss::squared);
    auto const refusal = [&](data::Sequences const& events, train::TrainOptions const& of) {
        return message_of([&] { train::train(events, of, folder / "run", "toy", toy_hooks()); });
    };
    auto constant = with;
    for (float& value : constant.target.values) value = 7;
    EXPECT_TRUE(says(refusal(constant, options), {"is 7 in all events of the training part"}));
    auto without = with;
    without.target = {};
    EXPECT_TRUE(says(refusal(without, options), {"the events hold no target"}));
    auto unknown = with;
    for (auto& event : unknown.events) event.production = Production::unknown;
    EXPECT_TRUE(says(refusal(unknown, options), {"the training part is empty (no event has a finite"}));
    auto wrong = options;
    wrong.delta = 0;
    EXPECT_TRUE(says(refusal(with, wrong), {"target.delta"}));
    wrong = options, wrong.from = "model.json";
    EXPECT_TRUE(says(refusal(with, wrong), {"train.from", "none with target"}));
    wrong = options, wrong.set = SetNetwork{}, wrong.set->embedding = {4}, wrong.backend = "torch";
    EXPECT_TRUE(says(refusal(with, wrong), {"target", "network.kind lstm or gru"}));
    wrong = options, wrong.classes = {"another"};
    EXPECT_TRUE(says(refusal(with, wrong), {"target", "one column, with inputs and network.kind lstm or gru"}));
}

TEST(JoinedSize, IsThatOfTheOptions) {
    auto options = toy_options();
    auto size = train::joined_size(options);
    ASSERT_EQ(size.sequences.size(), 1U);
    EXPECT_EQ(size.sequences[0].inputs, 4U);
    EXPECT_TRUE(size.hidden.empty());
    options.inputs = {{{"tracks", {"d0", "z0"}}, {"jets", {"pt"}}}, {"met"}};
    options.gru = true, options.hidden = {7}, options.classes = {"a", "b", "c"};
    size = train::joined_size(options);
    ASSERT_EQ(size.sequences.size(), 2U);
    EXPECT_EQ(size.sequences[0].inputs, 2U);
    EXPECT_TRUE(size.sequences[1].gru);
    EXPECT_EQ(size.width(), 2 * 6 + 1U);
    EXPECT_EQ(size.hidden, std::vector<std::size_t>{7});
    EXPECT_EQ(size.outputs, 3U);
    // gates x cells x (inputs + cells + bias) of two layers of each sequence, then 13 -> 7 -> 3
    std::size_t const second = 3 * 6 * (6 + 6 + 1);
    EXPECT_EQ(train::count_weights(options),
              3 * 6 * (2 + 6 + 1) + second + 3 * 6 * (1 + 6 + 1) + second + 7 * 14 + 3 * 8);
}

TEST_F(Train, OfObjectsNeedsThemAndALayerThatReadsThem) {
    auto options = toy_options();
    options.inputs.objects = {{"jets", {"pt", "btag"}}};
    auto const refusal = [&] { return message_of([&] { train_in("run", options); }); };
    EXPECT_TRUE(says(refusal(), {"the network reads jets (pt, btag)"})) << refusal();
    options.frame = Frame::canonical;
    EXPECT_TRUE(says(refusal(), {"network.frame", "detector with inputs"})) << refusal();
    options.frame = Frame::detector, options.inputs.objects[0].features = {"pt", "pt"};
    EXPECT_TRUE(says(refusal(), {"inputs.jets.features", "different names"})) << refusal();
    options.inputs.objects[0].features = {"pt"}, options.device = "cuda";
    EXPECT_TRUE(says(refusal(), {"device"})) << refusal();
    options.device = "cpu", options.inputs.objects = {{"jets", {"pt"}}, {"jets_lengths", {"pt"}}};
    EXPECT_TRUE(says(refusal(), {"inputs.jets is", "NAME_lengths"})) << refusal();
    options.inputs = {{}, {"met"}};
    EXPECT_TRUE(says(refusal(), {"network.kind dense"})) << refusal();
    options = toy_options(), options.gru = true;
    EXPECT_TRUE(says(refusal(), {"network.kind", "gru only with inputs"})) << refusal();
}

TEST_F(Train, WritesACanaryForEachLength) {
    auto const model = train_in("run", toy_options()).model;
    ASSERT_EQ(model.canaries.size(), sequences.longest() + 1);
    for (std::size_t n = 0; n < model.canaries.size(); ++n) EXPECT_EQ(model.canaries[n].jets.size(), n);
}

TEST_F(Train, LearnsThePriorOfEventsWithoutJets) {
    data::Sequences bare;
    for (std::size_t n = 0; n < 2000; ++n) {  // three of four are VBF, nothing else is known
        EventInfo info;
        info.event_number = n;
        info.production = n % 4 == 0 ? Production::ggf_dy : Production::vbf;
        bare.add(info, Regime::none, {});
    }
    auto options = toy_options();
    options.learning_rate = 0.05;
    options.max_epochs = 30;
    auto const model = train::train(bare, options, folder / "bare", "toy", toy_hooks()).model;
    EXPECT_NEAR(model.canaries.at(0).score, 0.75, 0.05);
}

TEST_F(Train, WeighsEventsInTheLoss) {
    data::Sequences bare;
    for (std::size_t n = 0; n < 2000; ++n) {  // as many VBF as ggF, but a ggF event counts three times
        EventInfo info;
        info.event_number = n;
        info.production = n % 2 == 0 ? Production::ggf_dy : Production::vbf;
        info.weight = n % 2 == 0 ? 3 : 1;
        bare.add(info, Regime::none, {});
    }
    auto options = toy_options();
    options.learning_rate = 0.05;
    options.max_epochs = 30;
    EXPECT_NEAR(train::train(bare, options, folder / "w", "toy", toy_hooks()).model.canaries.at(0).score, 0.25, 0.05);
    options.weights = false;
    EXPECT_NEAR(train::train(bare, options, folder / "u", "toy", toy_hooks()).model.canaries.at(0).score, 0.5, 0.05);
}

TEST_F(Train, WritesARowOfMetricsForEachEpoch) {
    train_in("run", toy_options());
    std::string const table = read_file(folder / "run/metrics.csv");
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 5);
    EXPECT_EQ(table.rfind("epoch,learning_rate,train_loss,validation_loss,validation_auc", 0), 0U);
}

TEST_F(Train, RefusesACheckpointOfAnotherTraining) {
    train_in("run", toy_options());
    auto const message =
        message_of([&] { train::train(sequences, toy_options(), folder / "run", "other data", toy_hooks()); });
    EXPECT_TRUE(says(message, {"belongs to another training"}));
}

TEST_F(Train, NamesADamagedCheckpoint) {
    std::filesystem::create_directories(folder / "run");
    std::ofstream{folder / "run/checkpoint.pt"} << "not a checkpoint";
    auto const message = message_of([&] { train_in("run", toy_options()); });
    EXPECT_TRUE(says(message, {"checkpoint.pt (damaged, or not a checkpoint"}));
}

TEST_F(Train, RefusesACheckpointWithAFlippedBit) {
    train_in("run", toy_options());
    std::string const path = folder / "run/checkpoint.pt", whole = read_file(path);
    for (std::size_t place = 0; place < whole.size(); place += whole.size() / 50) {
        std::string changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ 4);
        std::ofstream{path, std::ios::binary} << changed;
        auto const message = message_of([&] { train_in("run", toy_options()); });
        ASSERT_TRUE(says(message, {"checkpoint.pt (damaged", "checksum"})) << place;
    }
}

TEST_F(Train, RefusesOneClassOnly) {
    auto vbf_only = sequences;
    for (auto& event : vbf_only.events) event.production = Production::vbf;
    auto const message = message_of([&] { train::train(vbf_only, toy_options(), folder / "run", "toy", toy_hooks()); });
    EXPECT_TRUE(says(message, {"has 0 ggF, ", " VBF events (a classifier needs both)"}));
}

TEST_F(Train, RefusesWeightsThatAddUpToNothing) {
    auto weightless = sequences;
    for (auto& event : weightless.events) event.weight = 0;
    auto const message =
        message_of([&] { train::train(weightless, toy_options(), folder / "run", "toy", toy_hooks()); });
    EXPECT_TRUE(says(message, {"weights of the training part"}));
}

TEST_F(Train, BeginsOnlyWithALstm) {
    auto of_sets = toy_options();
    of_sets.set.emplace().embedding = {3};
    of_sets.max_epochs = 1;
    write_frozen_model(folder / "sets.json", train_in("sets", of_sets).model);
    auto of_variables = variables_model(3, {4}, 1);
    add_canaries(of_variables);
    write_frozen_model(folder / "variables.json", of_variables);
    auto options = toy_options();
    options.from = folder / "sets.json";
    EXPECT_TRUE(says(message_of([&] { train_in("run", options); }),
                     {"train.from: " + options.from + " is a network over sets of jets (", "LSTM"}));
    options.from = folder / "variables.json";
    EXPECT_TRUE(says(message_of([&] { train_in("run", options); }),
                     {"train.from: " + options.from + " is a network of variables of the event (", "LSTM"}));
}

TEST_F(Train, NamesTheOptionOutOfRange) {
    auto options = toy_options();
    options.dropout = 1;
    EXPECT_TRUE(says(message_of([&] { train_in("run", options); }),
                     {"option network.dropout is out of range (0 <= dropout < 1 expected). Change it"}));
    options = toy_options();
    options.name = "my_model";  // scores are called <model>_pVBF, so the name has no underscore
    EXPECT_TRUE(says(message_of([&] { train_in("run", options); }), {"name"}));
}

}  // namespace
}  // namespace jetseq::test
