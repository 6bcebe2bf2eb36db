#include "evaluate/studies/input_changes.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/math/random.hpp"
#include "evaluate/metrics/groups.hpp"
#include "evaluate/studies/importance.hpp"
#include "evaluate/studies/trust.hpp"
#include "tests/evaluate/sample.hpp"

namespace jetseq::evaluate {
namespace {

/// Events with 0 ... 3 sorted tracks of (d0, z0), unsorted leptons of (q), and the variables met and m.
EventInputs toy_inputs(std::size_t events) {
    EventInputs inputs;
    inputs.sequences = {{"tracks", {"d0", "z0"}, true, {0}, {}}, {"leptons", {"q"}, false, {0}, {}}};
    inputs.variables = {"met", "m"};
    Random random{3};
    auto const number = [&] { return static_cast<float>(random.uniform()); };
    for (std::size_t n = 0; n < events; ++n) {
        std::vector<float> tracks, leptons;
        for (std::size_t i = 0; i < n % 4; ++i) tracks.push_back(number()), tracks.push_back(number());
        for (std::size_t i = 0; i < n % 3; ++i) leptons.push_back(number());
        inputs.sequences[0].add(tracks.data(), n % 4), inputs.sequences[1].add(leptons.data(), n % 3);
        inputs.values.push_back(number()), inputs.values.push_back(number());
    }
    return inputs;
}

/// The score is d0 of the first track plus met, scaled to [0, 1]; it sees nothing else.
std::vector<float> by_d0_and_met(EventInputs const& inputs) {
    std::vector<float> scores;
    auto const& tracks = inputs.sequences[0];
    for (std::size_t n = 0; n < tracks.events(); ++n) {
        bool const has_one = tracks.offsets[n + 1] > tracks.offsets[n];
        float const d0 = has_one ? tracks.row(tracks.offsets[n])[0] : 0;
        scores.push_back((d0 + inputs.values[2 * n]) / 3);
    }
    return scores;
}

test::Sample labelled_by(std::vector<float> const& scores) {
    test::Sample sample;
    Random random{4};
    for (float const score : scores) sample.add(score, random.uniform() < static_cast<double>(score));
    return sample;
}

Importance const& of(std::vector<Importance> const& all, std::string const& name) {
    for (auto const& one : all) {
        if (one.name == name) return one;
    }
    throw std::out_of_range{name};
}

TEST(InputChanges, AreTwoOfEachFeatureAndVariableAndALossOfEachKind) {
    auto const inputs = toy_inputs(2000);
    auto const changes = input_changes(inputs);
    std::vector<std::string> names;
    for (auto const& change : changes) names.push_back(change.name);
    EXPECT_EQ(names,
              (std::vector<std::string>{"d0 of tracks +5 %", "d0 of tracks -5 %", "z0 of tracks +5 %",
                                        "z0 of tracks -5 %", "q of leptons +5 %", "q of leptons -5 %", "met +5 %",
                                        "met -5 %", "m +5 %", "m -5 %", "5 % of tracks lost", "5 % of leptons lost"}));
    auto const up = changes[2].apply(inputs);
    for (std::size_t i = 0; i < up.sequences[0].values.size(); ++i) {
        float const factor = i % 2 == 1 ? 1.05F : 1;
        EXPECT_EQ(up.sequences[0].values[i], factor * inputs.sequences[0].values[i]);
    }
    EXPECT_EQ(up.sequences[1].values, inputs.sequences[1].values);
    EXPECT_EQ(changes[7].apply(inputs).values[2], 0.95F * inputs.values[2]);
    EXPECT_EQ(changes[7].apply(inputs).values[3], inputs.values[3]);
}

TEST(InputChanges, LoseOneOfTwentyObjectsAlwaysTheSame) {
    auto const inputs = toy_inputs(8000);  // 12,000 tracks
    auto const change = input_changes(inputs)[10];
    auto const lost = change.apply(inputs);
    EXPECT_EQ(lost.sequences[0].events(), 8000U);
    EXPECT_NEAR(static_cast<double>(lost.sequences[0].offsets.back()), 11400, 4 * std::sqrt(12000 * 0.05 * 0.95));
    EXPECT_EQ(lost.sequences[0].values.size(), 2 * lost.sequences[0].offsets.back());
    EXPECT_EQ(change.apply(inputs).sequences[0].values, lost.sequences[0].values);
    EXPECT_EQ(lost.sequences[1].values, inputs.sequences[1].values);
}

TEST(InputChanges, ReverseTheOrderOfWhatIsSorted) {
    auto const inputs = toy_inputs(4);  // the last event has three tracks: places 3, 4, 5
    auto const changes = reversed_orders(inputs);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].name, "tracks in reversed order");
    auto const reversed = changes[0].apply(inputs).sequences[0];
    EXPECT_EQ(reversed.offsets, inputs.sequences[0].offsets);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(reversed.row(3 + i)[0], inputs.sequences[0].row(5 - i)[0]);
        EXPECT_EQ(reversed.row(3 + i)[1], inputs.sequences[0].row(5 - i)[1]);
    }
}

TEST(InputShifts, AreThoseOfWhatTheScoreSees) {
    auto const inputs = toy_inputs(3000);
    auto const sample = labelled_by(by_d0_and_met(inputs));
    for (auto const& shift : shifts(input_changes(inputs), inputs, sample, by_d0_and_met, 0.4)) {
        bool const is_seen = shift.name.rfind("d0 of tracks", 0) == 0 || shift.name.rfind("met", 0) == 0;
        bool const is_up = shift.name.find('+') != std::string::npos;
        if (is_seen) {
            EXPECT_TRUE(is_up ? shift.vbf.value > 0 : shift.vbf.value < 0) << shift.name;
        } else if (shift.name != "5 % of tracks lost") {
            EXPECT_EQ(shift.vbf.value, 0) << shift.name;
            EXPECT_EQ(shift.auc_change.value, 0) << shift.name;
        }
    }
}

TEST(InputImportances, AreThoseOfWhatTheScoreSees) {
    auto const inputs = toy_inputs(3000);
    auto const sample = labelled_by(by_d0_and_met(inputs));
    auto const all = importances(inputs, sample, by_d0_and_met);
    std::vector<std::string> kinds;
    for (auto const& one : all) kinds.push_back(one.kind);
    EXPECT_EQ(kinds, (std::vector<std::string>{"sequence exchanged", "sequence exchanged", "feature exchanged",
                                               "feature exchanged", "feature exchanged", "variable exchanged",
                                               "variable exchanged"}));
    for (auto const* name : {"leptons", "z0 of tracks", "q of leptons", "m"}) {
        EXPECT_EQ(of(all, name).loss.value, 0) << name;
    }
    for (auto const* name : {"tracks", "d0 of tracks", "met"}) {
        EXPECT_GT(of(all, name).loss.value, 5 * of(all, name).loss.error) << name;
    }
    // An exchange of whole sequences also exchanges how many there are.
    EXPECT_GT(of(all, "tracks").loss.value, of(all, "d0 of tracks").loss.value);
    auto const again = importances(inputs, sample, by_d0_and_met);
    for (std::size_t n = 0; n < all.size(); ++n) EXPECT_EQ(again[n].loss.value, all[n].loss.value) << all[n].name;
}

/// A score that keeps nothing has lost all: AUC 1/2.
TEST(InputImportances, OfTheOnlyInputIsAllThatTheScoreHas) {
    auto const inputs = toy_inputs(3000);
    auto const by_met = [](EventInputs const& of_events) {
        std::vector<float> scores;
        for (std::size_t n = 0; n < of_events.values.size(); n += 2) scores.push_back(of_events.values[n]);
        return scores;
    };
    auto const sample = labelled_by(by_met(inputs));
    auto const loss = of(importances(inputs, sample, by_met), "met").loss;
    EXPECT_NEAR(loss.value, auc(LabelledScores{sample}).value - 0.5, 4 * loss.error);
    EXPECT_GT(loss.value, 10 * loss.error);
}

ScoredEvents counted_events() {
    ScoredEvents events;
    std::vector<std::int32_t> const tracks{0, 3, 4, 5, 6, 7, 8, 11, 12, 40};
    for (std::size_t n = 0; n < tracks.size(); ++n) {
        ScoredEvent event;
        event.label = n % 2 == 0 ? 1 : 0, event.score = 0.1F * static_cast<float>(n);
        events.add(event);
    }
    events.objects = {{"tracks", tracks}};
    return events;
}

TEST(Groupings, OfObjectsGrowWithTheirNumber) {
    auto events = counted_events();
    events.known = {false, false, false, false, false};
    auto const all = groupings(events, {{&events.score, 0.5}}, 0.1);
    ASSERT_EQ(all.size(), 1U);  // nothing else is known
    EXPECT_EQ(all[0].key, "length_of_tracks");
    EXPECT_EQ(all[0].title, "Number of tracks");
    std::vector<std::string> names;
    for (auto const& group : all[0].groups) names.push_back(group.name);
    EXPECT_EQ(names, (std::vector<std::string>{"0", "3", "4-5", "6-7", "8-11", "12", "32-40"}));
    EXPECT_EQ(all[0].groups[4].key, 8);
    EXPECT_EQ(all[0].groups[4].n_vbf + all[0].groups[4].n_ggf, 2U);
}

TEST(Groupings, OfJetsThatAreCountedAsObjectsAreNotShownTwice) {
    auto events = counted_events();
    EXPECT_EQ(groupings(events, {{&events.score, 0.5}}, 0.1).front().key, "n_jets");
    events.n_jets = events.objects[0].count;
    EXPECT_EQ(groupings(events, {{&events.score, 0.5}}, 0.1).front().key, "length_of_tracks");
}

TEST(Sculpting, OfObjectsIsThatOfTheirNumbers) {
    auto events = counted_events();
    auto const all = sculpting_of_objects(events);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].variable, "Number of tracks");
    EXPECT_EQ(all[0].edges.front(), -0.5);
    EXPECT_EQ(all[0].edges.back(), 41.5);  // 21 bins of two
    EXPECT_EQ(all[0].edges.size(), 22U);
    events.objects[0].count.assign(10, 2);
    EXPECT_EQ(sculpting_of_objects(events)[0].edges.size(), 4U);  // 0, 1, 2
}

}  // namespace
}  // namespace jetseq::evaluate
