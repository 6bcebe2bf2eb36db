#include "event/jet_resolution.hpp"

#include <gtest/gtest.h>

namespace jetseq {
namespace {

TEST(JetResolution, AddsItsTermsInQuadrature) {
    EXPECT_NEAR(jet_resolution(100, 0), std::sqrt(0.04 * 0.04 + 0.065 * 0.065 + 0.03 * 0.03), 1e-15);
    EXPECT_NEAR(jet_resolution(25, -3), std::sqrt(0.08 * 0.08 + 0.2 * 0.2 + 0.12 * 0.12), 1e-15);
}

}  // namespace
}  // namespace jetseq
