#include "infer/classifier_content.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::test {
namespace {

TEST(ClassifierContent, HasOneNetworkForEachFoldAndTheMemoryOfTheLargest) {
    auto ensemble = random_ensemble(3, 1, 4);
    ensemble.networks[1] = random_model(1, 40, 7);  // 40 cells need more than 4
    ensemble.networks[1].fold = {1, 3};
    ClassifierContent const content{ensemble};
    ASSERT_EQ(content.networks.size(), 3U);
    EXPECT_GT(content.networks[1]->memory(), content.networks[0]->memory());
    EXPECT_EQ(content.memory(), content.networks[1]->memory());
    EXPECT_EQ(content.classes(), 2U);
    EXPECT_EQ(content.owners, 1U);
    EXPECT_LE(content.canary_difference, 1e-6F);
}

TEST(ClassifierContent, NamesTheNetworkWhoseCanaryFails) {
    auto ensemble = random_ensemble(2, 1, 4);
    ensemble.networks[1].canaries[3].score += 1e-3F;
    EXPECT_TRUE(says(message_of([&] { ClassifierContent{ensemble}; }), {"networks[1].jetseq.canaries[3] misses by"}));
}

}  // namespace
}  // namespace jetseq::test
