#include "models/frozen/set_network.hpp"

#include <gtest/gtest.h>

#include "models/frozen/set_layers.hpp"

namespace jetseq {
namespace {

SetSize deep_sets() {
    SetSize set;
    set.inputs = 2, set.embedding = {3, 1};
    return set;
}

TEST(SetNetwork, EmbeddingLayersTakeTheParametersInOrder) {
    auto const layers = embedding_layers(deep_sets(), {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
    ASSERT_EQ(layers.size(), 2U);
    EXPECT_EQ(layers[0].inputs, 2U);
    EXPECT_EQ(layers[0].outputs, 3U);
    EXPECT_EQ(layers[0].w, (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(layers[0].b, (std::vector<float>{7, 8, 9}));
    EXPECT_EQ(layers[1].w, (std::vector<float>{10, 11, 12}));
    EXPECT_EQ(layers[1].b, std::vector<float>{13});
    EXPECT_EQ(layers[1].activation, Activation::rectified);
    EXPECT_EQ(deep_sets().sums(), 1U);
    EXPECT_EQ(count_of(parameter_shapes(deep_sets())), 13U);
}

TEST(SetNetwork, HasTheParametersOfItsSumAndOfTheLayersBehind) {
    SetNetwork network;
    static_cast<SetSize&>(network) = deep_sets();
    network.hidden = {4}, network.outputs = 3;
    EXPECT_EQ(count_of(parameter_shapes(network)), 13U + 4 * 2 + 3 * 5);
    network.parameters.assign(36, 2);
    auto const lists = named_parameters(network);
    EXPECT_EQ(lists[4].shape.name, "hidden0_w");
    EXPECT_EQ(lists[5].values, std::vector<float>(4, 2));
    network.kind = SetKind::attention, network.width = 6;
    EXPECT_EQ(network.sums(), 6U);
}

/// Writes down the operations in their order.
struct Words {
    std::string layer(std::string const& name, std::string const& x, std::size_t outputs) {
        return x + " " + name + ":" + std::to_string(outputs);
    }
    std::string norm(std::string const& name, std::string const& x) { return x + " " + name; }
    std::string relu(std::string const& x) { return x + " relu"; }
    std::string add(std::string const& x, std::string const& y) { return "[" + x + " + " + y + "]"; }
    std::string dropout(std::string const& x) { return x + " drop"; }
    std::string attention(std::string const&, std::string const&, std::string const&) { return "attended"; }
    std::string only_real(std::string const& x) { return x + " real"; }
    std::string sum_of_jets(std::string const& x) { return x + " sum"; }
};

TEST(SetLayers, DescribeDeepSetsAndAttention) {
    Words words;
    std::string const x = "x", deep = "x real embedding0:3 relu drop embedding1:1 relu drop real sum";
    EXPECT_EQ(relu_layers("a", {2, 1}, words, x), "x a0:2 relu drop a1:1 relu drop");
    EXPECT_EQ(set_sums(deep_sets(), words, x), deep);
    SetNetwork network;
    static_cast<SetSize&>(network) = deep_sets();
    network.hidden = {4};
    EXPECT_EQ(set_layers(network, words, x), deep + " hidden0:4 relu drop output:1");
    auto attention = deep_sets();
    attention.kind = SetKind::attention, attention.width = 8, attention.blocks = 1;
    std::string const mixed = "[x real embedding:8 + attended block0_mix:8 drop]";
    EXPECT_EQ(set_sums(attention, words, x),
              "[" + mixed + " + " + mixed + " block0_norm1 block0_wide:16 relu block0_narrow:8 drop] norm real sum");
}

}  // namespace
}  // namespace jetseq
