#include "train/fused/step.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "train/fused/aligned_floats.hpp"
#include "train/fused/layout.hpp"
#include "train/fused/network.hpp"

namespace jetseq::train {
namespace {

TEST(Step, ShrinksAGradientToTheLargestNorm) {  // torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm
    EXPECT_DOUBLE_EQ(shrink_to(1, 4), 1 / (4 + 1e-6));
    EXPECT_EQ(shrink_to(5, 4), 1);
    EXPECT_EQ(shrink_to(1, 0), 1);
}

TEST(Step, CorrectsTheBiasOfAdamsMoments) {  // Kingma and Ba, algorithm 1
    FusedStep step;
    step.learning_rate = 0.1, step.weight_decay = 0.5;
    auto const second = adam_step(step, 2, 64, 0.25);
    EXPECT_FLOAT_EQ(second.rate, static_cast<float>(0.1 / (1 - 0.81)));
    EXPECT_FLOAT_EQ(second.inverse_root, static_cast<float>(1 / std::sqrt(1 - 0.999 * 0.999)));
    EXPECT_FLOAT_EQ(second.gradient_scale, 0.25F / 64);
    EXPECT_FLOAT_EQ(second.decay, 0.95F);
}

TEST(AlignedFloats, BeginAtALineOfTheCacheAndAreZero) {
    AlignedFloats floats{20};
    EXPECT_EQ(floats.size(), 32U);  // whole lines of 16
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(floats.data()) % 64, 0U);
    for (std::size_t n = 0; n < floats.size(); ++n) EXPECT_EQ(floats.data()[n], 0);
    EXPECT_EQ(AlignedFloats{}.data(), nullptr);
}

/// One layer of 4 cells with 4 inputs: 16 rows of 1 + 4 + 4 columns, then 4 weights and a bias.
TEST(ParameterLayout, HasRoomForMatricesAndHead) {
    ParameterLayout const layout{NetworkSize{4, 1, 4, 1}};
    EXPECT_EQ(layout.parameters(), 4 * 4 * (4 + 4 + 1) + 4 + 1U);
    EXPECT_EQ(layout.shape().head, 16 * 9U);
    EXPECT_GE(layout.floats(), layout.parameters());
    auto const& matrix = layout.shape().sequences[0].layers[0].sums;
    EXPECT_EQ(matrix.used, 16U);
    EXPECT_EQ(layout.transposed(), 16 * matrix.transposed_columns);
    EXPECT_GE(matrix.transposed_columns, 8U);
    // A kernel reads whole vectors of the head, up to 16 floats from its last weight on.
    EXPECT_GE(layout.floats() + layout.slack(), layout.shape().head + 5);
}

}  // namespace
}  // namespace jetseq::train
