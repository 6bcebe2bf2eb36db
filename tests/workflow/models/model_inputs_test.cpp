// What models read, and where it lies among the events that were read.
#include "workflow/models/model_inputs.hpp"

#include <gtest/gtest.h>

#include "infer/scorer.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_models.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says;

FrozenModel two_sequences() { return test::joined_model(test::two_sequences(), 1); }

/// Random numbers for what `choice` names, with a column that nothing reads in front.
data::Sequences events_for(data::EventChoice const& choice, std::size_t events) {
    data::Sequences sequences;
    Random random{7, 0};
    auto const number = [&] { return static_cast<float>(random.uniform()); };
    for (auto objects : choice.objects) {
        objects.features.insert(objects.features.begin(), "other");
        sequences.objects.emplace_back().choice = objects;
    }
    sequences.variables.names = choice.variables;
    sequences.variables.names.insert(sequences.variables.names.begin(), "other");
    for (std::size_t n = 0; n < events; ++n) {
        sequences.add({}, Regime::none, {});
        for (auto& list : sequences.objects) {
            std::vector<float> values;
            std::size_t const count = n % 4;
            for (std::size_t k = 0; k < count * list.width(); ++k) values.push_back(number());
            list.add(values.data(), count);
        }
        for (std::size_t k = 0; k < sequences.variables.names.size(); ++k) {
            sequences.variables.values.push_back(number());
        }
    }
    return sequences;
}

TEST(ModelInputs, NameWhatAModelReads) {
    EXPECT_EQ(variables_of(test::variables_model(2, {3}, 1)), (Strings{"v0", "v1"}));
    EXPECT_EQ(variables_of(test::one_cell_model()), Strings{});
    EXPECT_TRUE(choice_of(test::one_cell_model()).empty());
    auto const model = two_sequences();
    auto const choice = choice_of(model);
    ASSERT_EQ(choice.objects.size(), 2U);
    EXPECT_EQ(choice.objects[1].features.size(), model.sequences()[1].features.size());
    EXPECT_EQ(choice.variables.size(), 3U);
    EXPECT_EQ(variables_of(model), Strings{});
}

TEST(ModelInputs, OfSeveralModelsAreJoined) {
    auto const model = two_sequences();
    auto other = model, sorted = model;
    auto& network = std::get<JoinedNetwork>(other.network);
    network.sequences[0].features[0].name = "another";
    network.event[2].name = "more";
    std::get<JoinedNetwork>(sorted.network).sequences[1].sort = "-another";
    auto const all = joined_choice({test::one_cell_model(), model, other, sorted});
    ASSERT_EQ(all.objects.size(), 3U);
    EXPECT_EQ(all.objects[0].features.size(), model.sequences()[0].features.size() + 1);
    EXPECT_EQ(all.objects[0].features.back(), "another");
    EXPECT_EQ(all.objects[2].sort, "-another");
    EXPECT_EQ(all.variables.size(), 4U);
}

TEST(ModelInputs, AreFoundByName) {
    auto const model = two_sequences();
    auto const sequences = events_for(choice_of(model), 9);
    auto const scores = scores_of(model, sequences);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        std::vector<std::vector<float>> objects;
        for (auto const& list : sequences.objects) {
            auto& values = objects.emplace_back();
            for (std::size_t i = 0; i < list.length(n); ++i) {
                float const* const row = list.row(n) + i * list.width();
                values.insert(values.end(), row + 1, row + list.width());
            }
        }
        float const* const row = sequences.variables.row(n);
        std::vector<float> const variables{row + 1, row + 4};
        EXPECT_NEAR(scores[n], test::exact_probabilities(model, objects, variables)[1], 1e-6);
    }
}

TEST(ModelInputs, ThatAreMissingAreNamed) {
    auto const model = two_sequences();
    auto sequences = events_for(choice_of(model), 1);
    auto const refusal = [&](auto const& change) {
        auto changed = sequences;
        change(changed);
        return message_of([&] { ModelInputs(model, changed); });
    };
    auto const name = model.sequences()[0].name, feature = model.sequences()[0].features[0].name;
    EXPECT_TRUE(says(refusal([](auto& of) { of.objects[0].choice.sort = "-x"; }), {"without the objects '" + name}));
    EXPECT_TRUE(says(refusal([](auto& of) { of.objects[0].choice.features[1] = "x"; }), {"without '" + feature}));
    EXPECT_TRUE(says(refusal([](auto& of) { of.variables.names[1] = "x"; }), {"without the variable"}));
}

}  // namespace
}  // namespace jetseq::workflow
