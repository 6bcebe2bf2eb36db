#include "train/cuda/digest.hpp"

#include <gtest/gtest.h>

#include "tests/train/fused/random_events.hpp"

namespace jetseq::test {
namespace {

TEST(Digest, DependsOnTheContentAndNotOnTheAddress) {
    Events const events{50, 4};
    Events const copy{events};  // NOLINT(performance-unnecessary-copy-initialization): at another address
    EXPECT_EQ(train::cuda::digest_of(events.view(), 50, 4), train::cuda::digest_of(copy.view(), 50, 4));
}

TEST(Digest, ChangesWithEachList) {
    Events const events{50, 4};
    auto const before = train::cuda::digest_of(events.view(), 50, 4);
    EXPECT_NE(train::cuda::digest_of(events.view(), 49, 4), before);
    for (auto const list : {&Events::inputs, &Events::labels, &Events::weights}) {
        Events other{events};
        (other.*list).back() += 0.25F;
        EXPECT_NE(train::cuda::digest_of(other.view(), 50, 4), before);
    }
    for (auto const list : {&Events::offsets, &Events::hashes}) {
        Events other{events};
        ++(other.*list)[7];
        EXPECT_NE(train::cuda::digest_of(other.view(), 50, 4), before);
    }
}

}  // namespace
}  // namespace jetseq::test
