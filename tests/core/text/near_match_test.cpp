#include "core/text/near_match.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(NearMatch, SuggestsTheNameWithTheFewestChanges) {
    EXPECT_EQ(did_you_mean("eventNumbr", {"sampleId", "eventNumber", "met"}), "; did you mean 'eventNumber'?");
    EXPECT_EQ(did_you_mean("lepton", {"large_jets", "leptons"}), "; did you mean 'leptons'?");
    EXPECT_EQ(did_you_mean("tigth", {"loose", "tight"}), "; did you mean 'tight'?");
}

TEST(NearMatch, TakesCapitalsAsSmallLetters) {
    EXPECT_EQ(did_you_mean("ETA", {"pt", "phi", "eta"}), "; did you mean 'eta'?");
}

TEST(NearMatch, TakesTheFirstOfEqualNames) {  // one change each
    EXPECT_EQ(did_you_mean("pt1", {"pt2", "pt3"}), "; did you mean 'pt2'?");
}

TEST(NearMatch, CountsASwapOfNeighboursAsOneChange) {
    EXPECT_EQ(did_you_mean("kk", {"k", "mu"}), "; did you mean 'k'?");
    EXPECT_EQ(did_you_mean("lsmt", {"lstm"}), "; did you mean 'lstm'?");
    EXPECT_EQ(did_you_mean("pgn", {"svg", "pdf", "png"}), "; did you mean 'png'?");
}

TEST(NearMatch, SuggestsNoNameOfWhichMoreThanHalfTheLettersDiffer) {
    for (std::string const wrong : {"gif", "jpg", "ps", "eps", "tiff"}) {
        EXPECT_EQ(did_you_mean(wrong, {"svg", "pdf", "png"}), "") << wrong;
    }
}

TEST(NearMatch, SuggestsNothingFarAway) {
    EXPECT_EQ(did_you_mean("eventNumber", {"pt", "eta"}), "");
    EXPECT_EQ(did_you_mean("pt", {}), "");
}

TEST(NearMatch, SuggestsNoNameWithoutACommonLetter) { EXPECT_EQ(did_you_mean("xy", {"pt", "e"}), ""); }

TEST(NearMatch, JoinsWords) {
    EXPECT_EQ(joined({}), "");
    EXPECT_EQ(joined({"a"}), "a");
    EXPECT_EQ(joined({"a", "b", "c"}), "a, b, c");
}

}  // namespace
}  // namespace jetseq
