#include "infer/network_layout.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "infer/kernels/kernels_of_this_machine.hpp"
#include "infer/network.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::test {
namespace {

bool begins_a_line(float const* place) { return reinterpret_cast<std::uintptr_t>(place) % alignof(CacheLine) == 0; }

TEST(Aligned, IsTheFirstLineOfTheCacheInTheMemory) {
    alignas(CacheLine) std::array<float, 32> memory;  // two lines of 16 floats
    EXPECT_EQ(aligned(memory.data()), memory.data());
    EXPECT_EQ(aligned(memory.data() + 1), memory.data() + 16);
    EXPECT_EQ(aligned(memory.data() + 15), memory.data() + 16);
    EXPECT_EQ(aligned(memory.data() + 16), memory.data() + 16);
}

TEST(JetColumns, BeginAtALaterJet) {
    Jet const jets[] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
    auto const second = from(columns_of(jets), 1);
    EXPECT_EQ(*second.pt, 5);
    EXPECT_EQ(*second.e, 8);
}

TEST(NetworkLayout, HasTheWeightsOfOneCellByHand) {
    double const log2_e = 1 / std::log(2.0);  // gates are functions of 2^row: rows are scaled by -log2(e), g twice
    for (auto const* kernel : kernels_of_this_machine()) {
        NetworkLayout const layout{one_cell_model(), *kernel};
        EXPECT_FALSE(layout.takes_variables);
        EXPECT_EQ(layout.offset[0], -50);
        EXPECT_EQ(layout.scale[0], 1 / 25.0F);
        ASSERT_EQ(layout.lstm.size(), 1U);
        float const* const rows = layout.lstm[0].by_cell;  // of bias, pt, eta, phi, e, h: the gates i, f, g, o
        EXPECT_NEAR(rows[1], -log2_e * std::log(3.0), 1e-6);
        EXPECT_NEAR(rows[2], -2 * log2_e, 1e-6);
        EXPECT_NEAR(rows[4 + 2], -2 * log2_e, 1e-6);          // pt: weight 1 of g
        EXPECT_NEAR(rows[5 * 4 + 2], -2 * log2_e / 2, 1e-6);  // h: weight 1/2 of g
        EXPECT_EQ(rows[4], 0);
        EXPECT_TRUE(begins_a_line(rows) && begins_a_line(layout.lstm[0].vectors)) << kernel->name;
        ASSERT_EQ(layout.dense.size(), 1U);
        EXPECT_EQ(layout.dense[0].columns, 16U);  // 1 input, rounded up to 16 partial sums
        EXPECT_EQ(layout.dense[0].w[0], 2);
        EXPECT_EQ(layout.dense[0].w[1], 0);
        EXPECT_EQ(layout.classes, 2U);
        ASSERT_EQ(layout.empty.size(), 1U);
        EXPECT_NEAR(layout.empty[0], 1 / (1 + std::exp(-0.5)), 1e-6);  // the bias of the output is 1/2
    }
}

TEST(NetworkLayout, OfVariablesHasNoScoreWithoutThem) {
    auto const model = three_class_model(variables_model(2, {}, 1));
    NetworkLayout const layout{model, *kernels_of_this_machine().front()};
    EXPECT_TRUE(layout.takes_variables);
    EXPECT_EQ(layout.inputs, (std::vector<float>{model.inputs[0].offset, model.inputs[0].scale, model.inputs[1].offset,
                                                 model.inputs[1].scale}));
    EXPECT_EQ(layout.classes, 3U);
    ASSERT_EQ(layout.empty.size(), 3U);
    for (float const one : layout.empty) EXPECT_TRUE(std::isnan(one));
}

TEST(SequenceLayout, HasTheBlocksOfTwoGruCellsByHand) {
    double const log2_e = 1 / std::log(2.0);
    SequenceInput sequence;
    sequence.features = {{"x", 1, 0.5F}};
    sequence.most = 3;
    sequence.gru = {{1, 2, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {-1, -2, -3, -4, -5, -6}}};
    for (auto const* kernel : kernels_of_this_machine()) {
        SequenceLayout const layout{sequence, *kernel};
        LayerLayout const& layers = layout;
        ASSERT_EQ(layers.gru.size(), 1U);
        EXPECT_EQ(layers.layers.gru_count, 1U);
        // Of the second cell: biases of z, r, n; W of z, r, n; U of z and r for each h; U of n for each h.
        float const rows[] = {-2, -4, -6, 2, 4, 6, 3, 7, 4, 8, 11, 12};
        for (int k = 0; k < 12; ++k) {
            double const factor = k == 2 || k == 5 || k >= 10 ? -2 * log2_e : -log2_e;
            EXPECT_NEAR(layers.gru[0].by_cell[12 + k], rows[k] * factor, 1e-5) << k;
            EXPECT_EQ(layers.gru[0].blocks[static_cast<std::size_t>(k) * kernel->width + 1],
                      layers.gru[0].by_cell[12 + k]);
        }
        EXPECT_EQ(layout.inputs, (std::vector<float>{1, 0.5F}));
        EXPECT_EQ(layout.most, 3U);
        EXPECT_EQ(layout.lists, kernel::gru_lists);
        EXPECT_EQ(layout.before, 0U);
    }
}

}  // namespace
}  // namespace jetseq::test
