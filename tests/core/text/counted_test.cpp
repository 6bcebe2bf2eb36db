#include "core/text/counted.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(Counted, IsSingularForOneAlone) {
    EXPECT_EQ(counted(0, "event has", "events have"), "0 events have");
    EXPECT_EQ(counted(1, "event has", "events have"), "1 event has");
    EXPECT_EQ(counted(20, "event has", "events have"), "20 events have");
}

}  // namespace
}  // namespace jetseq
