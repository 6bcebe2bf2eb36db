#include "workflow/config/strict_yaml.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says;

std::string name_of(int line) { return "a.yaml:" + std::to_string(line + 1); }

std::string yaml_refusal(std::string const& text, std::string const& key = "") {
    return message_of([&] { strict_yaml(text, name_of, key); });
}

TEST(StrictYaml, GivesTheOneDocumentOfAText) {
    auto const root = strict_yaml("a: 1\nb: [x, 'y']\n", name_of);
    EXPECT_EQ(root["a"].as<int>(), 1);
    EXPECT_EQ(root["b"][1].Scalar(), "y");
    EXPECT_EQ(strict_yaml("0.5", name_of, "train.rate").Scalar(), "0.5");
}

TEST(StrictYaml, RefusesWhatYamlLosesOrPeopleReadInTwoWays) {
    struct {
        std::string text, says;
    } const rows[] = {{"a: 1\nb: 2\na: 3\n", "a.yaml:3: key 'a' appears twice, first in line 1"},
                      {"a: &x 1\n", "a.yaml:1: an anchor"},
                      {"a: !!str 1\n", "a.yaml:1: the tag"},
                      {"a: {<<: {b: 1}}\n", "a.yaml:1: the merge key"},
                      {"a:\n\tb: 1\n", "a.yaml:2: a tab in the indentation"},
                      {"a: 1\n---\nb: 2\n", "a.yaml:"},
                      {"a: [1\n", "a.yaml:"},
                      {"a: \x01\n", "a.yaml:1"}};
    for (auto const& [text, what] : rows) EXPECT_TRUE(says(yaml_refusal(text), {what})) << text;
}

TEST(QuotedYaml, GivesATextBackAsItIs) {
    for (std::string const text :
         {"plain", "", "a \"b\" \\c", "yes", "0x10", "# no comment", "a\nb\tc\x7f", "\xc3\xa4"}) {
        EXPECT_EQ(scalar_in_yaml(quoted_yaml(text)), text) << text;
    }
    EXPECT_EQ(quoted_yaml("a\"b\n"), "\"a\\\"b\\x0a\"");
}

TEST(ScalarInYaml, IsEmptyIfThereIsNone) {
    EXPECT_EQ(scalar_in_yaml("0.5"), "0.5");
    EXPECT_EQ(scalar_in_yaml("'a b'"), "a b");
    EXPECT_EQ(scalar_in_yaml("[1, 2]"), "");
    EXPECT_EQ(scalar_in_yaml("{a: 1}"), "");
    EXPECT_EQ(scalar_in_yaml(""), "");
}

}  // namespace
}  // namespace jetseq::workflow
