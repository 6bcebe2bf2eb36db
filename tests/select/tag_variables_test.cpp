#include "select/variables/tag_variables.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/select/toy_selection.hpp"
#include "tests/support/message_of.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says;

using test::massless;

TEST(TagVariables, OfTwoJetsByHand) {
    std::vector<Jet> const jets{massless(100, 3, 3), massless(50, -1, -3)};
    auto const found = tag_variables(jets);
    EXPECT_EQ(found[0], 2);
    EXPECT_EQ(found[1], 1);
    double const delta_phi = 2 * 3.14159265 - 6;
    EXPECT_NEAR(found[2], std::sqrt(2 * 100 * 50 * (std::cosh(4) - std::cos(delta_phi))), 1e-3);
    EXPECT_EQ(found[3], 4);
    EXPECT_NEAR(found[4], delta_phi, 1e-6);
    EXPECT_EQ(found[5], 100);
    EXPECT_EQ(found[6], 3);
    EXPECT_EQ(found[7], 50);
    EXPECT_EQ(found[8], -1);
    EXPECT_EQ(found[9], 0);  // no other jet
}

TEST(TagVariables, CentralityIsOneInTheMiddleAndOneOverEAtATagJet) {
    auto const of = [](float eta) {
        return tag_variables(std::vector<Jet>{massless(300, 3, 0), massless(200, -1, 2), massless(31, eta, 1)})[9];
    };
    EXPECT_NEAR(of(1), 1, 1e-6);
    EXPECT_NEAR(of(2.9999F), std::exp(-1.0), 1e-3);
}

TEST(TagVariables, AreZeroWithoutTagJets) {
    for (auto const& jets : {std::vector<Jet>{}, {massless(100, 3, 0)}, {massless(100, 3, 0), massless(50, 1, 0)}}) {
        auto const found = tag_variables(jets);
        EXPECT_EQ(found[0], static_cast<float>(jets.size()));
        for (std::size_t k = 1; k < found.size(); ++k) EXPECT_EQ(found[k], 0);
    }
}

TEST(TagVariables, AreFoundByName) {
    EXPECT_EQ(places_of_tag_variables({"tag_m_jj", "n_jets"}), (std::vector<std::size_t>{2, 0}));
    auto const message = message_of([] { places_of_tag_variables({"m_jj"}); });
    EXPECT_TRUE(says(message, {"variable 'm_jj' can't be computed", "tag_m_jj"}));
}

}  // namespace
}  // namespace jetseq
