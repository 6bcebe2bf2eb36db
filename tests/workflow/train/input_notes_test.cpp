#include "workflow/train/input_notes.hpp"

#include <gtest/gtest.h>

#include "tests/support/message_of.hpp"
#include "tests/workflow/heard.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::says;

/// 40 labelled events with a track of d0 0, 1, ... and z0 2, no hits, and two variables.
data::Sequences events_with_tracks() {
    data::Sequences events;
    events.objects.resize(2);
    events.objects[0].choice = {"tracks", {"d0", "z0"}};
    events.objects[1].choice = {"hits", {"x"}};
    events.variables.names = {"met", "one"};
    for (std::uint64_t n = 0; n < 40; ++n) {
        EventInfo info;
        info.event_number = n, info.production = Production::vbf;
        events.add(info, Regime::none, {});
        float const track[] = {static_cast<float>(n), 2};
        events.objects[0].add(track, 1), events.objects[1].add(nullptr, 0);
        events.variables.values.push_back(static_cast<float>(n)), events.variables.values.push_back(1);
    }
    return events;
}

data::Names names_of(data::Sequences const& events) {
    data::Names names;
    for (auto const& list : events.objects) names.inputs.objects.push_back(list.choice);
    names.inputs.variables = events.variables.names;
    return names;
}

TEST(InputNotes, TellOfWhatTeachesNothing) {
    auto const events = events_with_tracks();
    Heard heard;
    tell_of_inputs(events, names_of(events), 1, heard);
    ASSERT_EQ(heard.warnings.size(), 1U);
    EXPECT_TRUE(says(heard.warnings[0], {"no event of the training part has hits"}));
    ASSERT_EQ(heard.notes.size(), 2U);
    EXPECT_TRUE(says(heard.notes[0], {"the feature 'z0' of tracks is 2 in the whole training part"}));
    EXPECT_TRUE(says(heard.notes[1], {"the variable 'one' is 1 in the whole training part"}));
    Heard other;
    tell_of_inputs(events, {}, 1, other);
    EXPECT_TRUE(other.notes.empty() && other.warnings.empty());
}

TEST(InputNotes, WarnOfIdsThatANetworkReads) {
    auto const events = events_with_tracks();
    auto names = names_of(events);
    names.renamed["events.eventNumber"] = "number";
    for (std::string const text : {"number / 2", "log(event.sampleId)", "events.eventNumber"}) {
        names.inputs.variables = {text};
        Heard heard;
        tell_of_inputs(events, names, 2, heard);
        ASSERT_FALSE(heard.warnings.empty()) << text;
        EXPECT_TRUE(says(heard.warnings[0], {"the network reads '" + text + "'"}));
    }
}

}  // namespace
}  // namespace jetseq::workflow
