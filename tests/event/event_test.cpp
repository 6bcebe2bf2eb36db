#include "event/event.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(Production, IsWhatTheFirstTwoClassesSay) {
    EXPECT_TRUE(are_productions({"ggF", "VBF"}));
    EXPECT_TRUE(are_productions({"ggF", "VBF", "background"}));
    EXPECT_FALSE(are_productions({"VBF", "ggF"}));
    EXPECT_FALSE(are_productions({"light", "b"}));
    EXPECT_FALSE(are_productions({}));
}

TEST(Production, ContradictsAnotherOneThatIsKnown) {
    constexpr auto unknown = Production::unknown, ggf = Production::ggf_dy, vbf = Production::vbf;
    EXPECT_TRUE(contradict(ggf, vbf));
    EXPECT_TRUE(contradict(vbf, Production{2}));  // another class of a network
    EXPECT_FALSE(contradict(vbf, vbf));
    EXPECT_FALSE(contradict(unknown, vbf));
    EXPECT_FALSE(contradict(ggf, unknown));
    EXPECT_FALSE(contradict(unknown, unknown));
}

TEST(EventInfo, HasTheIdOfItsSampleAndNumber) {
    EventInfo info;
    info.sample_id = 3, info.event_number = 17;
    EXPECT_EQ(id_of(info).sample_id, 3);
    EXPECT_EQ(id_of(info).event_number, 17U);
}

}  // namespace
}  // namespace jetseq
