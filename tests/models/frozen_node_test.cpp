#include "models/frozen/frozen_node.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

TEST(FrozenNode, HasTheElementsOfAListInTheirOrder) {
    JsonDocument const document{"a.json", R"({"rows": [[1, 2], [], [3]]})"};
    std::vector<std::size_t> sizes;
    for (FrozenNode const row : FrozenNode{document}["rows"].elements()) sizes.push_back(row.size());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 0, 1}));
    EXPECT_TRUE(says(message_of([&] { FrozenNode{document}.elements(); }), {"a.json: is not a list"}));
}

TEST(FrozenNode, HasExactNumbersThatAFloatCannotHold) {
    JsonDocument const document{"a.json", R"({"x": 0.1, "large": 1e300, "word": "1"})"};
    FrozenNode const root{document};
    EXPECT_EQ(root.exact_number("x"), 0.1);
    EXPECT_EQ(root.number("x"), 0.1F);
    EXPECT_EQ(root["large"].exact_number(), 1e300);
    EXPECT_TRUE(says(message_of([&] { root.number("large"); }), {"large is not a finite 32-bit number"}));
    EXPECT_TRUE(says(message_of([&] { root.exact_number("word"); }), {"word is not a number"}));
}

TEST(FrozenNode, RequiresAWordAndQuotesItIfItHasSpaces) {
    JsonDocument const document{"a.json", R"({"layer": {"unit": "MeV", "type": "lstm"}})"};
    FrozenNode const layer = FrozenNode{document}["layer"];
    EXPECT_NO_THROW(layer.require_word("type", "lstm"));
    EXPECT_TRUE(says(message_of([&] { layer.require_word("type", "dense"); }), {"a.json: layer.type is not dense."}));
    EXPECT_TRUE(says(message_of([&] { layer.require_word("unit", "GeV, rad"); }), {"layer.unit is not 'GeV, rad'."}));
    EXPECT_TRUE(says(message_of([&] { layer.require_word("kind", "a"); }), {"layer has no key 'kind'"}));
}

}  // namespace
}  // namespace jetseq
