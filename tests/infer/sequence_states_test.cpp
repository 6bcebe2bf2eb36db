#include "infer/sequence_states.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "core/math/random.hpp"
#include "infer/kernels/kernels_of_this_machine.hpp"

/// A cell that can be computed by hand.
namespace jetseq {
namespace {

/// One feature x, one cell.
SequenceInput one_cell(bool gru, std::size_t most = 0) {
    SequenceInput sequence;
    sequence.name = "tracks";
    sequence.features = {{"x", 1, 0.5F}};  // (x + 1) / 2
    sequence.most = most;
    float const ln3 = std::log(3.0F);  // sigmoid(ln 3) = 3/4
    if (gru) {
        sequence.gru = {{1, 1, {0, 0, 1}, {0, 0, 0.5F}, {-ln3, ln3, 0}}};  // z = 1/4, r = 3/4
    } else {
        sequence.lstm = {{1, 1, {0, 0, 1, 0}, {0, 0, 0.5F, 0}, {0, ln3, 0, -ln3}}};  // i = 1/2, f = 3/4, o = 1/4
    }
    return sequence;
}

/// The state after x = 3 and, with `two`, x = -1, whose inputs are 2 and 0.
double by_hand(bool gru, bool two) {
    if (gru) {
        double const h = 0.75 * std::tanh(2.0);
        return two ? h / 4 + 0.75 * std::tanh(0.5 * 0.75 * h) : h;
    }
    double const c = 0.5 * std::tanh(2.0), h = 0.25 * std::tanh(c);
    return two ? 0.25 * std::tanh(0.75 * c + 0.5 * std::tanh(0.5 * h)) : h;
}

class SequenceStatesByHand : public testing::TestWithParam<bool> {};

TEST_P(SequenceStatesByHand, AreThoseOfOneCell) {
    for (std::size_t const most : {std::size_t{0}, std::size_t{1}}) {
        auto const input = one_cell(GetParam(), most);
        for (auto const* kernel : kernels_of_this_machine()) {
            SequenceStates const states{input, *kernel};
            std::vector<float> memory(states.memory() + kernel::slack, NAN);
            float const x[] = {3, -1, 3};
            float const* const columns[] = {x};
            std::uint64_t const offsets[] = {0, 0, 2, 3};
            float found[3];
            states.write({{columns}, offsets}, {0, 3}, found, 1, aligned(memory.data()));
            EXPECT_EQ(found[0], 0);
            EXPECT_NEAR(found[1], by_hand(GetParam(), most == 0), 1e-6) << kernel->name;
            EXPECT_NEAR(found[2], by_hand(GetParam(), false), 1e-6) << kernel->name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, SequenceStatesByHand, testing::Bool());

/// y = (x + 1) / 2; relu(relu(2 y) - relu(1 - y)) is 4 for x = 3, 0.5 for x = 0, and 0 for x = -1.
TEST(SequenceStates, OfASetAreItsSum) {
    for (std::size_t const most : {std::size_t{0}, std::size_t{1}}) {
        SequenceInput input;
        input.name = "tracks", input.features = {{"x", 1, 0.5F}}, input.most = most;
        input.set.emplace().embedding = {2, 1};
        input.set->inputs = 1;
        input.set_parameters = {2, -1, 0, 1, 1, -1, 0};
        for (auto const* kernel : kernels_of_this_machine()) {
            SequenceStates const states{input, *kernel};
            EXPECT_EQ(states.cells(), 1U);
            std::vector<float> memory(states.memory() + kernel::slack, NAN);
            float const x[] = {3, 3, -1, 0, 3};
            float const* const columns[] = {x};
            std::uint64_t const offsets[] = {0, 0, 4, 5, 5};
            float found[4];
            states.write({{columns}, offsets}, {0, 4}, found, 1, aligned(memory.data()));
            EXPECT_EQ(found[0], 0);
            EXPECT_EQ(found[1], most == 0 ? 8.5F : 4);
            EXPECT_EQ(found[2], 4);
            EXPECT_EQ(found[3], 0);
        }
    }
}

TEST(Settled, ReplacesEveryNanByOne) {
    EXPECT_EQ(settled(1.5F), 1.5F);
    float const one = settled(-std::numeric_limits<float>::quiet_NaN()),
                other = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(std::memcmp(&one, &other, sizeof one), 0);
}

/// Any choice of events in any number gives the same bits, at all lengths around those that are sorted by counting.
TEST(SequenceStates, HaveTheBitsOfOneEventForAnyChoice) {
    Random random{5};
    auto const drawn = [&](std::size_t count) {
        std::vector<float> values(count);
        for (float& value : values) value = static_cast<float>(2 * random.uniform() - 1);
        return values;
    };
    constexpr std::size_t events = 300, cells = 11;
    for (std::string const kind : {"lstm", "gru", "set"}) {
        SequenceInput input;
        input.features = {{"a", 0, 1}, {"b", 0.1F, 2}};
        if (kind == "set") {
            input.set.emplace().embedding = {7, cells};
            input.set->inputs = 2;
            input.set_parameters = drawn(7 * 3 + cells * 8);
        } else if (kind == "gru") {
            input.gru = {{2, cells, drawn(66), drawn(363), drawn(33)},
                         {cells, cells, drawn(363), drawn(363), drawn(33)}};
        } else {
            input.lstm = {{2, cells, drawn(88), drawn(484), drawn(44)},
                          {cells, cells, drawn(484), drawn(484), drawn(44)}};
        }
        std::vector<std::uint64_t> offsets{0};
        for (std::size_t n = 0; n < events; ++n) {
            std::size_t const long_ones[] = {254, 255, 256, 257, 700, 300};
            offsets.push_back(offsets.back() + (n % 50 < 6 ? long_ones[n % 50] : n * 7 % 41));
        }
        auto const a = drawn(offsets.back()), b = drawn(offsets.back());
        float const* const columns[] = {a.data(), b.data()};
        SequenceColumns const objects{{columns}, offsets.data()};
        std::vector<float> of_first_kernel;
        for (auto const* kernel : kernels_of_this_machine()) {
            SequenceStates const states{input, *kernel};
            std::vector<float> memory(states.memory() + kernel::slack, NAN), one(events * cells), all(events * cells);
            float* const line = aligned(memory.data());
            for (std::size_t n = 0; n < events; ++n) states.write(objects, {n, 1}, &one[n * cells], cells, line);
            states.write(objects, {0, events}, all.data(), cells, line);
            EXPECT_EQ(one, all) << kernel->name;
            std::vector<std::size_t> odd;
            for (std::size_t n = 1; n < events; n += 2) odd.push_back(n);
            states.write(objects, {0, odd.size(), odd.data()}, all.data(), 2 * cells, line);
            for (std::size_t n = 0; n < odd.size(); ++n) {
                for (std::size_t j = 0; j < cells; ++j) {
                    ASSERT_EQ(all[n * 2 * cells + j], one[odd[n] * cells + j]) << kernel->name << " " << n;
                }
            }
            if (of_first_kernel.empty()) of_first_kernel = one;
            if (kernel->fused) {
                EXPECT_EQ(one, of_first_kernel) << kernel->name;
            }
            for (std::size_t n = 0; n < one.size(); ++n)
                ASSERT_NEAR(one[n], of_first_kernel[n], kind == "set" ? 1e-3 : 1e-5);
        }
    }
}

std::vector<float> random_numbers(std::size_t count, Random& random) {
    std::vector<float> numbers(count);
    for (float& one : numbers) one = static_cast<float>(2 * random.uniform() - 1);
    return numbers;
}

LstmLayer random_layer(std::size_t inputs, std::size_t cells, Random& random) {
    return {inputs, cells, random_numbers(4 * cells * inputs, random), random_numbers(4 * cells * cells, random),
            random_numbers(4 * cells, random)};
}

TEST(SequenceStates, OfOneEventAreThoseOfManyForLayersOfDifferentWidths) {
    constexpr std::size_t events = 40, features = 3;
    Random random{5, 0};
    for (auto const& [first, second] : {std::pair{8, 24}, {16, 64}, {25, 64}, {24, 8}, {64, 5}}) {
        SequenceInput sequence;
        sequence.name = "tracks";
        sequence.features.assign(features, {"x", 0, 1});
        auto const narrow = static_cast<std::size_t>(first), wide = static_cast<std::size_t>(second);
        sequence.lstm = {random_layer(features, narrow, random), random_layer(narrow, wide, random)};
        std::vector<std::uint64_t> offsets{0};
        for (std::size_t n = 0; n < events; ++n) offsets.push_back(offsets.back() + n % 14);
        auto const numbers = random_numbers(offsets.back() * features, random);
        float const* const columns[] = {numbers.data(), numbers.data() + 1, numbers.data() + 2};
        for (auto const* kernel : kernels_of_this_machine()) {
            SequenceStates const states{sequence, *kernel};
            std::vector<float> memory(states.memory() + kernel::slack), many(events * wide), one(events * wide);
            SequenceColumns const from{{columns, features}, offsets.data()};
            states.write(from, {0, events}, many.data(), wide, aligned(memory.data()));
            for (std::size_t n = 0; n < events; ++n) {
                states.write(from, {n, 1}, &one[n * wide], wide, aligned(memory.data()));
            }
            for (std::size_t k = 0; k < many.size(); ++k) {
                ASSERT_NEAR(one[k], many[k], kernel->fused ? 0 : 1e-6) << kernel->name << ' ' << first << ' ' << second;
            }
        }
    }
}

}  // namespace
}  // namespace jetseq
