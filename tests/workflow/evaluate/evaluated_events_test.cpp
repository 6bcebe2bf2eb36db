#include "workflow/evaluate/evaluated_events.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/sequences/split.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/toy_events.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says;

/// Adds an event without jets.
void add_event(data::Sequences& sequences, int sample, Production production, float mass = 0, int leptons = 2,
               int spin = -1) {
    EventInfo info;
    info.sample_id = sample, info.event_number = sequences.size(), info.production = production;
    info.mass = mass, info.leptons = leptons, info.spin = spin;
    sequences.add(info, Regime::none, {});
}

TEST(EvaluatedEvents, AreTheLabelledOnesOfTheTestPart) {
    auto const sequences = test::toy_sequences(500, 1);
    auto const chosen = chosen_events(sequences, false, {});
    for (std::size_t const n : chosen) {
        EXPECT_EQ(data::part_of(sequences.events[n]), data::Part::test);
        EXPECT_NE(sequences.events[n].production, Production::unknown);
    }
    EXPECT_NEAR(static_cast<double>(chosen.size()), 150, 4 * 10.2);  // 30 %: sqrt(500 x 0.3 x 0.7) = 10.2
    EXPECT_EQ(chosen_events(sequences, true, {}).size(), 500U);
}

TEST(EvaluatedEvents, WithoutALabelAreRefused) {
    data::Sequences sequences;
    add_event(sequences, 1, Production::unknown);
    EXPECT_TRUE(says(message_of([&] { chosen_events(sequences, true, {}); }), {"no event is labelled (all 1"}));
    data::Sequences one;  // the first event of sample 1 that is not in the test part
    for (std::uint64_t number = 0; one.size() == 0; ++number) {
        EventInfo info;
        info.sample_id = 1, info.event_number = number, info.production = Production::vbf;
        if (data::part_of(info) != data::Part::test) one.add(info, Regime::none, {});
    }
    EXPECT_TRUE(says(message_of([&] { chosen_events(one, false, {}); }), {"no labelled event is left (1 read)"}));
}

TEST(EvaluatedEvents, OfOtherClassesAreLeftOut) {
    data::Sequences sequences;
    for (auto const production :
         {Production::vbf, Production{2}, Production::unknown, Production::ggf_dy, Production{3}}) {
        add_event(sequences, 1, production);
    }
    auto const kept = of_two_classes(sequences);
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept.events[0].event_number, 0U);
    EXPECT_EQ(kept.events[1].event_number, 2U);
    EXPECT_EQ(kept.events[2].event_number, 3U);
}

TEST(EvaluatedEvents, BecomeColumnsOfTheReport) {
    data::Sequences sequences;
    EventInfo info;
    info.sample_id = 7, info.production = Production::vbf, info.weight = 0.5F, info.mass = 1000, info.spin = 2;
    info.leptons = 1;
    // Tag jets of 3.7 TeV at eta +-3, then a hard jet and two soft ones.
    std::vector<Jet> const jets{{200, 3, 0, 200 * std::cosh(3.0F)},
                                {190, -3, 0, 190 * std::cosh(3.0F)},
                                {60, 0, 0, 60},
                                {49, 0, 1, 49},
                                {31, 0, 2, 31}};
    sequences.add(info, Regime::resolved, jets);
    add_event(sequences, 8, Production::ggf_dy);
    auto const events = scored_events(sequences, {0.75F, 0.25F});
    ASSERT_EQ(events.size(), 2U);
    auto const event = events[0];
    EXPECT_EQ(event.score, 0.75F);
    EXPECT_EQ(event.label, 1);
    EXPECT_EQ(event.weight, 0.5F);
    EXPECT_EQ(event.n_jets, 5);
    EXPECT_EQ(event.mass, 1000);
    EXPECT_EQ(event.spin, 2);
    EXPECT_EQ(event.leptons, 1);
    EXPECT_EQ(event.regime, 2);
    EXPECT_TRUE(event.cut_based);  // 770 GeV and 4.7
    EXPECT_EQ(event.leading_pt, 200);
    EXPECT_EQ(event.leading_eta, 3);
    EXPECT_EQ(event.n_soft, 2);
    EXPECT_EQ(event.sample, 7);
    EXPECT_EQ(events[1].label, 0);
    EXPECT_EQ(events[1].leading_pt, 0);
    EXPECT_FALSE(events[1].cut_based);
}

/// Two tag jets that pass the cuts, and two lists of objects.
TEST(EvaluatedEvents, CountObjectsAndKnowWhatTheFileSays) {
    data::Sequences sequences;
    std::vector<Jet> const jets{{200, 3, 0, 200 * std::cosh(3.0F)}, {190, -3, 0, 190 * std::cosh(3.0F)}};
    sequences.add({}, Regime::none, jets);
    EXPECT_TRUE(has_cut_based(sequences, {"ggF", "VBF"}));
    EXPECT_FALSE(has_cut_based(sequences, {"light", "b"}));
    EXPECT_TRUE(scored_events(sequences, {0.5F})[0].cut_based);
    EXPECT_FALSE(scored_events(sequences, {0.5F}, {"light", "b"})[0].cut_based);
    sequences.objects.resize(2);
    sequences.objects[0].choice = {"tracks", {"d0"}}, sequences.objects[1].choice = {"tracks", {"d0"}, "d0"};
    float const d0[] = {1, 2, 3};
    for (auto& list : sequences.objects) list.add(d0, 3);
    sequences.absent = {"events.mass"};
    auto const events = scored_events(sequences, {0.5F});
    ASSERT_EQ(events.objects.size(), 1U);  // one of each name
    EXPECT_EQ(events.objects[0].name, "tracks");
    EXPECT_EQ(events.objects[0].count, std::vector<std::int32_t>{3});
    EXPECT_TRUE(events.known.jets && events.known.spin && events.known.leptons);
    EXPECT_FALSE(events.known.mass || events.known.regime);
    data::Sequences without;
    without.add({}, Regime::merged, {});
    without.objects = sequences.objects;
    EXPECT_FALSE(has_cut_based(without, {"ggF", "VBF"}));
    EXPECT_FALSE(scored_events(without, {0.5F}).known.jets);
    EXPECT_TRUE(scored_events(without, {0.5F}).known.regime);
}

TEST(EvaluatedEvents, NameTheirSamplesByWhatTheyAre) {
    data::Sequences sequences;
    add_event(sequences, 1, Production::vbf, 1000.5F, 2, 2);
    add_event(sequences, 2, Production::ggf_dy, 0, -1);
    add_event(sequences, 3, Production::ggf_dy, 800, 0, 0);
    add_event(sequences, 4, Production::ggf_dy, 800, 0, 0);
    auto const names = names_of_samples(sequences, {"ggF", "VBF"});
    EXPECT_EQ((names.at({1, 1})), "VBF, 1000 GeV, 2-lepton, spin 2");
    EXPECT_EQ((names.at({2, 0})), "ggF/DY, hadronic");
    EXPECT_EQ((names.at({3, 0})), "ggF/DY, 800 GeV, 0-lepton, sample 3");
    EXPECT_EQ((names.at({4, 0})), "ggF/DY, 800 GeV, 0-lepton, sample 4");
    auto const others = names_of_samples(sequences, {"light", "b"});
    EXPECT_EQ((others.at({1, 1})), "b");
    EXPECT_EQ((others.at({3, 0})), "light, sample 3");
}

}  // namespace
}  // namespace jetseq::workflow
