#include "infer/input_binding.hpp"

#include <gtest/gtest.h>

#include "infer/scorer.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::joined_model, test::message_of, test::says, test::two_sequences;

TEST(NumberColumn, ReadsFloatsAndDoublesAtAnyDistance) {
    float const floats[] = {1, 2, 3, 4};
    double const doubles[] = {0.1, 0.2, 0.3};
    EXPECT_EQ(NumberColumn{floats}[2], 3);
    EXPECT_EQ((NumberColumn{floats + 1, 2}[1]), 4);
    EXPECT_EQ(NumberColumn{doubles}[1], 0.2F);
    EXPECT_EQ((NumberColumn{doubles, 2}[1]), 0.3F);
    EXPECT_TRUE(NumberColumn{doubles}.is_bound());
    EXPECT_FALSE(NumberColumn{}.is_bound());
}

/// Binds each column of `events`, in any order, every other one as doubles three numbers apart.
class InputBindingTest : public testing::Test {
protected:
    FrozenModel const model = joined_model(two_sequences(), 5);
    Classifier const classifier{model};
    test::JoinedEvents const events{model, 500, 7, 3};
    std::vector<std::vector<double>> doubles;

    NumberColumn column_of(std::vector<float> const& values) {
        if (doubles.size() % 2 == 0) {
            doubles.emplace_back();
            return values.data();
        }
        auto& spaced = doubles.emplace_back(3 * values.size());
        for (std::size_t n = 0; n < values.size(); ++n) spaced[3 * n] = static_cast<double>(values[n]);
        return {spaced.data(), 3};
    }

    void bind_all(InputBinding& inputs) {
        for (std::size_t k = events.variables.size(); k-- > 0;) {
            inputs.bind("event", classifier.variables()[k].name, column_of(events.variables[k]));
        }
        for (std::size_t s = classifier.sequences().size(); s-- > 0;) {
            auto const& sequence = classifier.sequences()[s];
            for (std::size_t k = 0; k < sequence.features.size(); ++k) {
                inputs.bind(sequence.name, sequence.features[k].name, column_of(events.features[s][k]));
            }
            inputs.bind_offsets(sequence.name, events.offsets[s].data());
        }
    }
};

TEST_F(InputBindingTest, GivesTheBitsOfColumnsInOrder) {
    InputBinding first{classifier};
    bind_all(first);
    InputBinding const inputs{std::move(first)};
    Scorer score{classifier};
    std::vector<float> expected(events.size()), found(events.size());
    score(events.batch(), expected.data());
    score(inputs.batch(events.size()), found.data());
    EXPECT_EQ(found, expected);
    float one = 0;
    score(inputs.batch(1), &one);
    EXPECT_EQ(one, expected[0]);
}

TEST_F(InputBindingTest, ReadsTheColumnsAsTheyAreThen) {
    FrozenModel const of_variables = test::variables_model(2, {4}, 1);
    Classifier const dense{of_variables};
    InputBinding inputs{dense};
    double x = 1, y = 2;
    inputs.bind("event", of_variables.inputs[0].name, &x).bind("event", of_variables.inputs[1].name, &y);
    Scorer score{dense};
    float before = 0, after = 0, expected = 0;
    score(inputs.batch(1), &before);
    x = -3;
    score(inputs.batch(1), &after);
    float const values[] = {-3, 2};
    float const* const columns[] = {values, values + 1};
    score({VariableColumns{columns}, 1}, &expected);
    EXPECT_EQ(after, expected);
    EXPECT_NE(after, before);
}

TEST_F(InputBindingTest, NamesWhatIsWrongOrMissing) {
    InputBinding inputs{classifier};
    float const x = 0;
    EXPECT_TRUE(says(message_of([&] { inputs.bind("jet", "j0", &x); }),
                     {"no 'jet'", "jets, tracks, event", "did you mean 'jets'"}));
    EXPECT_TRUE(says(message_of([&] { inputs.bind("tracks", "tt1", &x); }), {"of 'tracks' no 'tt1'", "'t1'"}));
    EXPECT_TRUE(says(message_of([&] { inputs.bind("event", "met", &x); }), {"of 'event' no 'met'", "v0"}));
    EXPECT_TRUE(says(message_of([&] { inputs.bind_offsets("event", nullptr); }), {"no offsets"}));
    EXPECT_TRUE(says(message_of([&] { static_cast<void>(inputs.batch(1)); }), {"'j0' of 'jets' is not bound"}));
    bind_all(inputs);
    inputs.bind_offsets("tracks", nullptr);
    EXPECT_TRUE(says(message_of([&] { static_cast<void>(inputs.batch(1)); }), {"offsets of 'tracks'"}));
    EXPECT_TRUE(says(message_of([] { InputBinding{Classifier{test::random_model(1, 4, 1)}}; }), {"reads jets"}));
}

}  // namespace
}  // namespace jetseq
