#include "train/fused/dropout_bits.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq::train::fused {
namespace {

/// The known answers of Philox4x32-10 that its authors give for counter and key of zeros and of ones.
TEST(Philox, HasTheKnownAnswers) {
    Philox const zeros = philox(0, 0, 0, 0, 0, 0);
    EXPECT_EQ(zeros.word[0], 0x6627e8d5U);
    EXPECT_EQ(zeros.word[1], 0xe169c58dU);
    EXPECT_EQ(zeros.word[2], 0xbc57ac4cU);
    EXPECT_EQ(zeros.word[3], 0x9b00dbd8U);
    std::uint32_t const f = 0xffffffffU;
    Philox const ones = philox(f, f, f, f, f, f);
    EXPECT_EQ(ones.word[0], 0x408f276dU);
    EXPECT_EQ(ones.word[1], 0x41c83b0eU);
    EXPECT_EQ(ones.word[2], 0xa20bc7c6U);
    EXPECT_EQ(ones.word[3], 0x6d5451fdU);
}

TEST(DropoutBits, DropTheRequestedFraction) {
    int dropped = 0, all = 0;
    for (std::uint64_t event = 0; event < 1000; ++event) {
        for (std::uint32_t cell = 0; cell < 25; ++cell, ++all) {
            auto const bits = dropout_bits(1, event, 1, 0, 0, cell / cells_per_draw);
            dropped += bits_of_cell(bits, cell) < 19661;  // 0.3 * 65536
        }
    }
    EXPECT_NEAR(dropped, 0.3 * all, 3 * std::sqrt(0.21 * all));  // three standard deviations
}

TEST(DropoutBits, AreOthersInEachStream) {
    EXPECT_EQ(in_stream(7, 0), 7U);  // the first sequence, as networks of one sequence
    for (std::uint32_t const stream : {1U, 2U, hidden_stream}) {
        EXPECT_NE(dropout_bits(1, 2, in_stream(7, stream), 0, 0, 0).word[0], dropout_bits(1, 2, 7, 0, 0, 0).word[0]);
    }
}

}  // namespace
}  // namespace jetseq::train::fused
