#include "core/version.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <string>

namespace jetseq {
namespace {

TEST(Version, IsThreeNumbers) { EXPECT_TRUE(std::regex_match(version(), std::regex{"[0-9]+\\.[0-9]+\\.[0-9]+"})); }

TEST(Version, HasTheRevisionOfItsSourcesOrSaysThatItIsUnknown) {
    std::string const revision = git_revision();
    EXPECT_TRUE(std::regex_match(revision, std::regex{"unknown|[0-9a-f]{7,40}(-dirty)?"})) << revision;
}

}  // namespace
}  // namespace jetseq
