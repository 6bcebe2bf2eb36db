#include "infer/classifier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/io/output_file.hpp"
#include "core/math/random.hpp"
#include "infer/scorer.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::one_cell_model, test::random_model, test::says, test::TemporaryFolder;

TEST(Classifier, LoadsWhatWasFrozen) {
    TemporaryFolder const folder;
    auto const model = random_model(2, 25, 1);
    write_frozen_model(folder / "vbf.json", model);
    auto const loaded = Classifier::load(folder / "vbf.json");
    EXPECT_EQ(loaded.model().canaries.size(), model.canaries.size());
    Scorer from_file{loaded}, from_memory{Classifier{model}};
    for (auto const& canary : model.canaries) EXPECT_EQ(from_file(canary.jets), from_memory(canary.jets));
}

TEST(Classifier, TellsHowFarTheCanariesAreAway) {
    auto model = one_cell_model();
    EXPECT_LE(Classifier{model}.canary_difference(), 2e-7F);  // rounding of a score near 0.6
    model.canaries[1].score += 8e-7F;
    EXPECT_NEAR(Classifier{model}.canary_difference(), 8e-7, 2e-7);
}

TEST(Classifier, RejectsAModelIfACanaryFails) {
    auto model = one_cell_model();
    model.canaries[3].score += 1e-4F;
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"jetseq.canaries[3] misses by 0.0001"}));
}

TEST(Classifier, RejectsOtherWeightsThanThoseThatWereTrained) {
    auto model = random_model(2, 25, 1);
    model.lstm()[1].u[77] += 1;  // canary 2 is the first in which a state is handed on
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"jetseq.canaries[2] misses by"}));
}

/// A network whose score is so steep in its inputs that single precision is off by more than 1e-6: of two layers of
/// 64, weights of order 4 / sqrt(inputs), with the canaries of a double-precision evaluation.
FrozenModel sharp_network() {
    FrozenModel model;
    Random random{3, 0};
    auto const drawn = [&random](double width) { return static_cast<float>(width * (2 * random.uniform() - 1)); };
    std::size_t inputs = 20;
    DenseNetwork network;
    for (std::size_t k = 0; k < inputs; ++k) model.inputs.push_back({"x" + std::to_string(k), 0, 1});
    for (std::size_t const outputs : {std::size_t{64}, std::size_t{64}, std::size_t{64}, std::size_t{1}}) {
        DenseLayer layer{inputs, outputs, outputs == 1 ? Activation::sigmoid : Activation::rectified, {}, {}};
        double const width = 7 / std::sqrt(static_cast<double>(inputs));
        for (std::size_t n = 0; n < inputs * outputs; ++n) layer.w.push_back(drawn(width));
        for (std::size_t n = 0; n < outputs; ++n) layer.b.push_back(drawn(1));
        network.dense.push_back(layer), inputs = outputs;
    }
    model.network = network;
    auto const score = [&model](std::vector<float> const& variables) {
        std::vector<double> x(variables.begin(), variables.end());
        for (auto const& layer : model.dense_layers()) {
            std::vector<double> y;
            for (std::size_t row = 0; row < layer.outputs; ++row) {
                double z = layer.b[row];
                for (std::size_t k = 0; k < layer.inputs; ++k) z += layer.w[row * layer.inputs + k] * x[k];
                y.push_back(layer.outputs == 1 ? 1 / (1 + std::exp(-z)) : std::max(z, 0.0));
            }
            x = y;
        }
        return x.front();
    };
    while (model.canaries.size() < 64) {
        Canary canary;
        for (std::size_t k = 0; k < 20; ++k) canary.variables.push_back(drawn(2));
        double const exact = score(canary.variables);
        canary.score = static_cast<float>(exact);
        if (exact > 0.02 && exact < 0.98) model.canaries.push_back(canary);
    }
    return model;
}

TEST(Classifier, TakesASharpNetworkWithItsRoundingAndNoOther) {
    auto model = sharp_network();
    EXPECT_GT(Classifier{model}.canary_difference(), 1e-6F);
    for (std::size_t const layer : {0U, 1U, 2U}) {
        auto changed = model;
        changed.dense()[layer].w[7] *= 1.01F;
        EXPECT_TRUE(says(message_of([&] { Classifier{changed}; }), {"misses by", "more than rounding explains"}));
    }
}

TEST(Classifier, RejectsANetworkInWhichNoChangedWeightCouldBeFound) {
    FrozenModel model;
    model.inputs.push_back({"x", 0, 1});
    // The sum of two numbers of 3e7 +- 2 is near 1.
    model.network = DenseNetwork{{{1, 1, Activation::sigmoid, {1e8F}, {-3e7F}}}};
    Canary canary;
    canary.variables = {0.3F}, canary.score = 0.817F;  // exact: 1 / (1 + exp(-1.19)) = 0.767
    model.canaries = {canary};
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"jetseq.canaries[0] misses by 0.0", "too sharp"}));
}

TEST(Classifier, RejectsACanaryThatIsNotANumber) {
    auto model = one_cell_model();
    model.dense()[0].w[0] = NAN;
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"jetseq.canaries[0] misses by nan"}));
}

TEST(Classifier, RejectsAModelWithoutCanaries) {
    auto model = one_cell_model();
    model.canaries.clear();
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"jetseq.canaries is empty", "Freeze the model again"}));
}

TEST(Classifier, NamesTheFileIfACanaryFails) {
    TemporaryFolder const folder;
    auto model = one_cell_model();
    model.canaries[0].score = 0;
    write_frozen_model(folder / "vbf.json", model);
    EXPECT_TRUE(says(message_of([&] { Classifier::load(folder / "vbf.json"); }),
                     {folder / "vbf.json" + ": ", "jetseq.canaries[0] misses"}));
}

TEST(Classifier, NamesTheFileAndTheLayerThatIsCutShort) {
    TemporaryFolder const folder;
    auto text = to_json(one_cell_model());
    auto const bias = text.find("\"bias\":[") + 8;
    text.replace(bias, text.find(']', bias) - bias, "0,0");
    write_file(folder / "vbf.json", text);
    EXPECT_TRUE(says(message_of([&] { Classifier::load(folder / "vbf.json"); }),
                     {folder / "vbf.json", "layers[0].components.i.weights has 4 numbers, not 8"}));
}

TEST(Classifier, FindsItsWorkingPoints) {
    auto model = one_cell_model();
    model.working_points = {{"loose", 0.5F, {}, {}}, {"tight", 0.9F, {}, {}}};
    Classifier const classifier{model};
    EXPECT_EQ(classifier.working_point("tight").threshold, 0.9F);
    ASSERT_EQ(classifier.working_points().size(), 2U);
    EXPECT_EQ(classifier.working_points()[0].name, "loose");
    EXPECT_TRUE(says(message_of([&] { classifier.working_point("tigth"); }),
                     {"no working point 'tigth'", "it has: loose, tight", "did you mean 'tight'?"}));
}

TEST(Classifier, SaysThatThereAreNoWorkingPoints) {
    Classifier const classifier{one_cell_model()};
    EXPECT_TRUE(says(message_of([&] { classifier.working_point("tight"); }), {"no working point 'tight'"}));
}

TEST(Classifier, RejectsAModelMadeByHandThatIsNotComplete) {
    EXPECT_TRUE(says(message_of([] { Classifier{FrozenModel{}}; }), {"model 'vbf' has no inputs"}));
    auto model = test::random_model(1, 2, 1);
    model.classes.push_back("other");
    EXPECT_TRUE(says(message_of([&] { Classifier{model}; }), {"has not a name for each class"}));
    auto dense = test::variables_model(3, {2}, 1);
    dense.canaries.at(0).variables.pop_back();
    EXPECT_TRUE(says(message_of([&] { Classifier{dense}; }), {"has a canary without all variables"}));
}

/// Why a model of two LSTM layers of 3 cells and dense layers of 2 and 1 outputs is refused once `change` has changed
/// it.
std::string fault_after(void (*change)(FrozenModel&)) {
    auto model = random_model(2, 3, 1, Frame::detector, {2});
    change(model);
    return message_of([&] { Classifier{model}; });
}

TEST(Classifier, RejectsLayersMadeByHandThatLackWeightsOrDoNotFollowEachOther) {
    std::string const lstm =
        "model 'vbf' has an LSTM layer with other inputs, or fewer or more weights. Fill it as "
        "read_frozen_model() does";
    std::string const dense =
        "model 'vbf' has a dense layer with other inputs, or fewer or more weights. Fill it as "
        "read_frozen_model() does";
    EXPECT_EQ(fault_after([](FrozenModel&) {}), "(nothing was thrown)");
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.lstm()[0].w.clear(); }), lstm);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.lstm()[1].u.pop_back(); }), lstm);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.lstm()[1].b.push_back(0); }), lstm);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.lstm()[1].inputs = 2; }), lstm);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.lstm()[1] = {3, 0, {}, {}, {}}; }), lstm);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.dense()[0].w.clear(); }), dense);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.dense()[1].b.clear(); }), dense);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.dense()[1].inputs = 3; }), dense);
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.lstm().clear(); }),
              "model 'vbf' has no LSTM layer, or no dense layer. Fill it as read_frozen_model() does");
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.dense().clear(); }),
              "model 'vbf' has no LSTM layer, or no dense layer. Fill it as read_frozen_model() does");
    EXPECT_EQ(fault_after([](FrozenModel& model) { model.dense().pop_back(); }),
              "model 'vbf' ends neither in one output nor in a softmax over two or more. Fill it as "
              "read_frozen_model() does");
}

}  // namespace
}  // namespace jetseq
