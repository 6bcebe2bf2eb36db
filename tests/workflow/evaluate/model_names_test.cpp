#include "workflow/evaluate/model_names.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says;
using Names = std::vector<std::string>;

TEST(ModelNames, AreThoseGivenOrTheirOwn) {
    EXPECT_EQ(told_apart({{"", "vbf", "runs/a"}, {"mine", "vbf", "runs/b"}}), (Names{"vbf", "mine"}));
    EXPECT_EQ(told_apart({}), Names{});
}

TEST(ModelNames, ThatRepeatBecomeTheEndOfThePathThatTellsThemApart) {
    EXPECT_EQ(told_apart({{"", "vbf", "/r/a/vbf.json"}, {"", "vbf", "/r/b/vbf.json"}}), (Names{"a/vbf", "b/vbf"}));
    EXPECT_EQ(told_apart({{"", "vbf", "/r/one.json"}, {"", "VBF", "/r/two.json"}}), (Names{"one", "two"}));
    EXPECT_EQ(told_apart({{"", "vbf", "/r/one.json"}, {"", "vbf", "/s/two.json"}, {"", "ggf", "/r/one.json"}}),
              (Names{"one", "two", "ggf"}));
}

TEST(ModelNames, OfTheSameFileAreNumbered) {
    EXPECT_EQ(told_apart({{"", "vbf", "/r/one.json"}, {"", "vbf", "/r/one.json"}}), (Names{"one (1)", "one (2)"}));
}

TEST(ModelNames, GivenTwiceAreRefused) {
    EXPECT_TRUE(says(message_of([] {
                         told_apart({{"a", "vbf", "x"}, {"a", "vbf", "y"}});
                     }),
                     {"the models: 'a' is given twice"}));
    require_different("the cuts", {"a", "b"});
    EXPECT_TRUE(says(message_of([] {
                         require_different("the cuts", {"a", "b", "a"});
                     }),
                     {"the cuts: 'a' is given twice"}));
}

}  // namespace
}  // namespace jetseq::workflow
