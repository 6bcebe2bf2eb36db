#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "infer/network.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq::test {
namespace {

/// Rounding of 32-bit arithmetic with 2 x 25 cells; the largest seen is 2.5e-7.
constexpr double tolerance = 1e-6;

kernel::Kernel const* found(std::string const& name) {
    for (auto const* kernel : kernels_of_this_machine()) {
        if (name == kernel->name) return kernel;
    }
    return nullptr;
}

/// All kernels; those that this machine can't run are skipped by name.
class Kernels : public testing::TestWithParam<char const*> {
protected:
    void SetUp() override {
        if (!found(GetParam())) GTEST_SKIP() << GetParam() << " can't be run on this machine";
    }
    static std::vector<float> one_by_one(FrozenModel const& model, data::Sequences const& sequences) {
        Network const network{model, *found(GetParam())};
        std::vector<float> memory(network.memory(), NAN), scores;  // whatever stood there must not matter
        for (std::size_t n = 0; n < sequences.size(); ++n)
            scores.push_back(network.score(columns_of(sequences[n].data()), sequences[n].size(), memory.data()));
        return scores;
    }
    static std::vector<float> together(FrozenModel const& model, data::Sequences const& sequences) {
        Network const network{model, *found(GetParam())};
        std::vector<float> memory(network.memory(), NAN), scores(sequences.size());
        network.score(columns_of(sequences.jets.data()), sequences.offsets.data(), sequences.size(), scores.data(),
                      memory.data());
        return scores;
    }
};

bool same_bits(std::vector<float> const& a, std::vector<float> const& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TEST_P(Kernels, AgreeWithDoublePrecisionForManyShapes) {
    auto const sequences = toy_sequences(500, 1);
    for (std::size_t const layers : {1, 2, 3}) {
        for (std::size_t const cells : {1, 4, 15, 16, 17, 25, 32, 50}) {
            auto const model = random_model(layers, cells, layers * 100 + cells);
            auto const scores = one_by_one(model, sequences);
            for (std::size_t n = 0; n < sequences.size(); ++n) {
                ASSERT_NEAR(scores[n], exact_score(model, sequences[n]), tolerance) << layers << " x " << cells;
            }
        }
    }
}

TEST_P(Kernels, AgreeWithDoublePrecisionForDenseLayers) {
    auto const sequences = toy_sequences(500, 2);
    auto const model = random_model(2, 25, 5, Frame::detector, {40, 7});
    auto const scores = one_by_one(model, sequences);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        ASSERT_NEAR(scores[n], exact_score(model, sequences[n]), tolerance);
    }
}

TEST_P(Kernels, StayFiniteForSaturatedGates) {
    auto model = random_model(2, 25, 3);
    for (float const factor : {100.0F, 1e6F}) {
        for (auto& weight : model.lstm()[0].w) weight *= factor;
        auto const sequences = toy_sequences(200, 3);
        for (float const score : one_by_one(model, sequences)) EXPECT_TRUE(score >= 0 && score <= 1) << score;
    }
}

TEST_P(Kernels, GiveTheSameBitsForOneEventAndForMany) {
    auto const sequences = toy_sequences(20'000, 4);
    for (std::size_t const cells : {3, 16, 25}) {
        auto const model = random_model(2, cells, cells);
        EXPECT_TRUE(same_bits(one_by_one(model, sequences), together(model, sequences))) << cells << " cells";
    }
}

/// Some events without jets, one in 20 with up to 40, one in 50 with NaN.
data::Sequences mixed_sequences(std::size_t count) {
    Random random{8};
    data::Sequences sequences;
    for (std::size_t n = 0; n < count; ++n) {
        auto jets = toy_jets(n % 20 == 0 ? random.below(41) : random.below(6), random);
        if (n % 50 == 3 && !jets.empty()) jets.back().eta = NAN;
        sequences.add({}, Regime::none, jets);
    }
    return sequences;
}

TEST_P(Kernels, GiveTheSameBitsForBatchesOfAnySizeInAnyOrder) {
    Random random{9};
    for (std::size_t const size : {1, 3, 15, 16, 17, 64, 1000, 5000}) {
        auto const model = random_model(2, 25, size);
        auto const forward = mixed_sequences(size);
        std::vector<std::size_t> order(size);
        for (std::size_t n = 0; n < size; ++n) order[n] = n;
        shuffle(order, random);
        data::Sequences shuffled;
        for (std::size_t const n : order) shuffled.add({}, Regime::none, forward[n]);
        auto const expected = one_by_one(model, forward), all = together(model, forward);
        auto const mixed = together(model, shuffled);
        EXPECT_TRUE(same_bits(all, expected)) << size;
        for (std::size_t n = 0; n < size; ++n) {
            EXPECT_EQ(std::bit_cast<std::uint32_t>(mixed[n]), std::bit_cast<std::uint32_t>(expected[order[n]]))
                << size << ", event " << n;
        }
    }
}

TEST_P(Kernels, GiveTheSameBitsForOneEventAndForManyOfManyShapes) {
    auto const sequences = mixed_sequences(300);
    for (std::size_t const layers : {1, 2, 3}) {
        for (std::size_t const cells : {1, 3, 7, 16, 17, 25, 32, 50}) {
            for (auto const& hidden : {std::vector<std::size_t>{}, std::vector<std::size_t>{40, 7}}) {
                auto const model = random_model(layers, cells, cells, Frame::canonical, hidden);
                EXPECT_TRUE(same_bits(one_by_one(model, sequences), together(model, sequences)))
                    << layers << " x " << cells << " cells";
            }
        }
    }
}

TEST_P(Kernels, TakeColumnsWithStride) {
    auto const sequences = mixed_sequences(200);
    auto const model = random_model(2, 25, 10);
    constexpr std::size_t stride = 7;
    std::vector<float> pt, eta, phi, e;
    for (Jet const& jet : sequences.jets) {
        pt.push_back(jet.pt), eta.push_back(jet.eta), phi.push_back(jet.phi);
        pt.resize(pt.size() + stride - 1, NAN), eta.resize(pt.size(), NAN), phi.resize(pt.size(), NAN);
        e.push_back(jet.e), e.resize(pt.size(), NAN);
    }
    Network const network{model, *found(GetParam())};
    std::vector<float> memory(network.memory()), scores(sequences.size());
    network.score({pt.data(), eta.data(), phi.data(), e.data(), stride}, sequences.offsets.data(), scores.size(),
                  scores.data(), memory.data());
    EXPECT_TRUE(same_bits(scores, one_by_one(model, sequences)));
}

TEST_P(Kernels, WriteNowhereElse) {
    auto const sequences = mixed_sequences(300);
    constexpr std::size_t zone = 64;
    constexpr float untouched = -12345;
    for (std::size_t const cells : {1, 3, 7, 15, 16, 17, 25, 31, 32, 50}) {
        Network const network{random_model(2, cells, cells, Frame::detector, {17}), *found(GetParam())};
        for (std::size_t shift = 0; shift < 16; ++shift) {  // begins anywhere in a line of the cache
            std::size_t const size = network.memory(), count = sequences.size();
            std::vector<float> memory(zone + shift + size + zone, untouched), scores(zone + count + zone, untouched);
            network.score(columns_of(sequences.jets.data()), sequences.offsets.data(), count, scores.data() + zone,
                          memory.data() + zone + shift);
            auto const is_untouched = [](float value) { return value == untouched; };
            EXPECT_TRUE(std::all_of(memory.begin(), memory.begin() + zone + static_cast<int>(shift), is_untouched));
            EXPECT_TRUE(std::all_of(memory.end() - zone, memory.end(), is_untouched)) << cells;
            EXPECT_TRUE(std::all_of(scores.begin(), scores.begin() + zone, is_untouched));
            EXPECT_TRUE(std::all_of(scores.end() - zone, scores.end(), is_untouched));
        }
    }
}

TEST_P(Kernels, NeedLittleMemory) {  // a classifier and its scorer stay below 1 MB
    Network const network{random_model(2, 25, 1), *found(GetParam())};
    EXPECT_LT(network.memory() * sizeof(float), 128 * 1024);
}

TEST_P(Kernels, GiveNanForNan) {
    auto const model = random_model(2, 25, 6);
    for (std::uint32_t const pattern : {0x7fc00000U, 0x7fc00001U, 0xffffffffU}) {  // NaN comes in many bits
        float nan = 0;
        std::memcpy(&nan, &pattern, sizeof nan);
        data::Sequences sequences;
        for (int n = 0; n < 4; ++n) sequences.add({}, Regime::none, std::vector<Jet>{{50, nan, 0, 80}, {40, 1, 1, 60}});
        for (float const score : one_by_one(model, sequences)) EXPECT_TRUE(std::isnan(score));
        for (float const score : together(model, sequences)) EXPECT_TRUE(std::isnan(score));
    }
}

INSTANTIATE_TEST_SUITE_P(OnThisMachine, Kernels, testing::Values("AVX-512", "AVX2", "NEON", "baseline"));

TEST(FusedKernels, GiveTheSameBitsOnAHundredThousandEvents) {
    auto const sequences = toy_sequences(100'000, 7);
    auto const model = random_model(2, 25, 7);
    std::vector<float> first;
    for (auto const* kernel : kernels_of_this_machine()) {
        if (!kernel->fused) continue;
        Network const network{model, *kernel};
        std::vector<float> memory(network.memory()), scores;
        for (std::size_t n = 0; n < sequences.size(); ++n)
            scores.push_back(network.score(columns_of(sequences[n].data()), sequences[n].size(), memory.data()));
        if (first.empty()) first = scores;
        EXPECT_TRUE(same_bits(scores, first)) << kernel->name;
    }
}

}  // namespace
}  // namespace jetseq::test
