#include "infer/rounding.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace jetseq {
namespace {

constexpr double unit = 6e-8;  // half of the distance from 1 to the next float

/// sigmoid(`weight` x + `bias`) of one variable, or of a softmax of it and 0.
FrozenModel one_weight(float weight, float bias) {
    FrozenModel model;
    model.inputs = {{"x", 0, 1}};
    model.network = DenseNetwork{{{1, 1, Activation::sigmoid, {weight}, {bias}}}};
    return model;
}

Canary at(float x) { return {{}, 0, {x}}; }

TEST(RoundingError, OfOneWeightByHand) {
    EXPECT_NEAR(rounding_error(one_weight(2, 0), at(0)), unit, 1e-12);  // 0 is exact: of the sigmoid alone
    // x = 1 has the error of one unit; z = 2 - 2 that of 2 units, and 4 of the sum of abs(2) and abs(-2); the slope of
    // the sigmoid at 0 is 1/4, and it rounds once more.
    EXPECT_NEAR(rounding_error(one_weight(2, -2), at(1)), ((2 + 4) / 4.0 + 1) * unit, 1e-12);
}

TEST(RoundingError, OfASoftmaxIsThatOfTheWorstProbability) {
    auto model = one_weight(0, 0);
    model.network = DenseNetwork{{{1, 2, Activation::softmax, {4, 0}, {-4, 0}}}};
    // z = {4 - 4, 0} with errors {4 + 8, 0} units; p = {1/2, 1/2}. The error of the weighted mean of z is 6 units, so
    // that p_0 has 1/2 sqrt(12^2 + 6^2) and p_1 1/2 x 6 units, and one of rounding.
    EXPECT_NEAR(rounding_error(model, at(1)), (std::sqrt(180.0) / 2 + 1) * unit, 1e-12);
}

TEST(RoundingError, IsNaNIfAWeightIs) {
    EXPECT_TRUE(std::isnan(rounding_error(one_weight(NAN, 0), at(1))));
    auto model = one_weight(0, 0);
    model.network = DenseNetwork{{{1, 2, Activation::linear, {NAN, 1}, {0, 0}}}};  // of one output, not the last
    EXPECT_TRUE(std::isnan(rounding_error(model, at(1))));
}

}  // namespace
}  // namespace jetseq
