#include "models/frozen/frozen_layers.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

TEST(FrozenLayers, NamesAreThereOnceAndNotEmpty) {
    JsonDocument const document{"a.json", R"({"plain": ["b", "a"], "of": [{"name": "c"}], "twice": ["a", "a"],
                                              "empty": [""]})"};
    FrozenNode const root{document};
    EXPECT_EQ(frozen::read_names(root["plain"], ""), (std::vector<std::string>{"b", "a"}));
    EXPECT_EQ(frozen::read_names(root["of"], "name"), (std::vector<std::string>{"c"}));
    EXPECT_TRUE(says(message_of([&] { frozen::read_names(root["twice"], ""); }), {"twice[1] is empty, or"}));
    EXPECT_TRUE(says(message_of([&] { frozen::read_names(root["empty"], ""); }), {"empty[0] is empty, or"}));
}

TEST(FrozenLayers, VariablesHaveOffsetsAndScales) {
    JsonDocument const document{"a.json", R"({"good": [{"name": "x", "offset": -1, "scale": 2}], "empty": []})"};
    FrozenNode const root{document};
    auto const inputs = frozen::read_variables(root["good"]);
    ASSERT_EQ(inputs.size(), 1);
    EXPECT_EQ(inputs[0].name, "x");
    EXPECT_EQ(frozen::read_input(root["good"][0]).scale, 2);
    EXPECT_TRUE(says(message_of([&] { frozen::read_variables(root["empty"]); }), {"empty is empty"}));
}

TEST(FrozenLayers, OfGatesHaveTheirNumbersGateByGate) {
    std::string const part = R"({"weights": [1, 2], "U": [3], "bias": [4]})",
                      other = R"({"weights": [5, 6], "U": [7], "bias": [8]})";
    auto const layer_of = [&](std::string const& components) {
        return R"({"activation": "tanh", "inner_activation": "sigmoid", "components": {)" + components + "}}";
    };
    std::string const lstm = layer_of("\"f\":" + other + ",\"i\":" + part + ",\"c\":" + part + ",\"o\":" + part);
    std::string const gru = layer_of("\"h\":" + other + ",\"z\":" + part + ",\"r\":" + part);
    JsonDocument const document{"a.json", "{\"layers\": [" + lstm + "," + gru + "]}"};
    auto const of_lstm = frozen::read_lstm(FrozenNode{document}["layers"][0], 2);
    EXPECT_EQ(of_lstm.w, (std::vector<float>{1, 2, 5, 6, 1, 2, 1, 2}));
    auto const of_gru = frozen::read_gru(FrozenNode{document}["layers"][1], 2);
    EXPECT_EQ(of_gru.cells, 1);
    EXPECT_EQ(of_gru.w, (std::vector<float>{1, 2, 1, 2, 5, 6}));
    EXPECT_EQ(of_gru.u, (std::vector<float>{3, 3, 7}));
    EXPECT_EQ(of_gru.b, (std::vector<float>{4, 4, 8}));
    EXPECT_TRUE(says(message_of([&] { frozen::read_gru(FrozenNode{document}["layers"][1], 3); }),
                     {"components.z.weights has 2 numbers, not 3"}));
}

TEST(FrozenLayers, OfAttentionHaveSizesAndParameters) {
    JsonDocument const document{"a.json", R"({"good": {"width": 6, "heads": 3, "blocks": 2, "parameters": {"b": [1, 2],
                                              "a": [3]}}, "odd": {"width": 6, "heads": 4, "blocks": 2}, "none": 0})"};
    FrozenNode const root{document};
    auto const set = frozen::read_attention(root["good"]);
    EXPECT_EQ(set.kind, SetKind::attention);
    EXPECT_EQ(set.width * 100 + set.heads * 10 + set.blocks, 632U);
    EXPECT_EQ(frozen::read_parameters(root["good"], {{"a", 1, 0}, {"b", 2, 1}}), (std::vector<float>{3, 1, 2}));
    EXPECT_EQ(frozen::read_count(root["good"]["width"], 6), 6U);
    EXPECT_TRUE(says(message_of([&] { frozen::read_count(root["good"]["width"], 5); }), {"width is 0, or more"}));
    EXPECT_TRUE(says(message_of([&] { frozen::read_count(root["none"], 5); }), {"none is 0, or more"}));
    EXPECT_TRUE(says(message_of([&] { frozen::read_attention(root["odd"]); }), {"heads does not divide the width"}));
    EXPECT_TRUE(says(message_of([&] {
                         frozen::read_parameters(root["good"], {{"a", 2, 0}});
                     }),
                     {"parameters.a has 1 numbers, not 2"}));
}

TEST(FrozenLayers, OnlyTheLastHasASoftmax) {
    JsonDocument const document{"a.json",
                                R"({"layers": [{"weights": [1, 2], "bias": [3, 4], "activation": "softmax"}]})"};
    FrozenNode const layers = FrozenNode{document}["layers"];
    auto const layer = frozen::read_dense(layers[0], 1, true);
    EXPECT_EQ(layer.outputs, 2);
    frozen::require_head(layers, layer);
    EXPECT_TRUE(says(message_of([&] { frozen::read_dense(layers[0], 1, false); }), {"[0].activation is softmax"}));
    EXPECT_TRUE(says(message_of([&] {
                         frozen::require_head(layers, {1, 2, Activation::sigmoid, {1, 2}, {3, 4}});
                     }),
                     {"must end in one sigmoid output"}));
}

TEST(FrozenLayers, ANumberIsOneLinearOutput) {
    JsonDocument const document{"a.json", R"({"layers": []})"};
    FrozenNode const layers = FrozenNode{document}["layers"];
    frozen::require_number(layers, {1, 1, Activation::linear, {1}, {3}});
    for (auto const& wrong :
         {DenseLayer{1, 1, Activation::sigmoid, {1}, {3}}, DenseLayer{1, 2, Activation::linear, {1, 2}, {3, 4}}}) {
        EXPECT_TRUE(
            says(message_of([&] { frozen::require_number(layers, wrong); }), {"must end in one linear output"}));
    }
}

}  // namespace
}  // namespace jetseq
