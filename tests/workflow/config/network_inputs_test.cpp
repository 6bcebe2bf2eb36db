#include "workflow/config/network_inputs.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <tuple>

#include "core/expression/expression.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;
using Names = std::vector<std::string>;

NetworkInputs inputs_of_text(std::string const& text) {
    TemporaryFolder const folder;
    std::ofstream{folder / "c.yaml"} << text;
    Config config{folder / "c.yaml", {}, training_keys()};
    auto const inputs = inputs_of(config);
    config.refuse_unread_keys();
    return inputs;
}

/// The features that an entry becomes.
Names features_of_entry(std::string const& entry) {
    return inputs_of_text("inputs: {tracks: {features: [" + entry + "]}}").choice.objects.at(0).features;
}

std::string refusal_of(std::string const& text) {
    return message_of([&] { inputs_of_text(text); });
}

TEST(NetworkInputsOfAConfiguration, AreListsOfObjectsAndVariables) {
    auto const inputs = inputs_of_text(
        "inputs:\n"
        "  tracks: {features: [d0, log(pt)], sort: -abs(d0), first: 40}\n"
        "  jets: {features: pt}\n"
        "  event: [met, m_vv]\n");
    ASSERT_EQ(inputs.choice.objects.size(), 2U);
    EXPECT_TRUE((inputs.choice.objects[0] == data::ObjectChoice{"tracks", {"d0", "log(pt)"}, "-abs(d0)", 40}));
    EXPECT_TRUE((inputs.choice.objects[1] == data::ObjectChoice{"jets", {"pt"}}));
    EXPECT_EQ(inputs.choice.variables, (Names{"met", "m_vv"}));
    EXPECT_TRUE(inputs.scalings.empty());
    EXPECT_TRUE(inputs_of_text("{}").choice.empty());
}

TEST(NetworkInputsOfAConfiguration, ChooseObjectsOfADataset) {
    auto const inputs = inputs_of_text(
        "inputs:\n"
        "  tracks: {features: [d0], from: constituents, where: charge != 0}\n"
        "  jets: {features: [pt], from: jets}\n");
    auto const& [tracks, jets] = std::tie(inputs.choice.objects.at(0), inputs.choice.objects.at(1));
    EXPECT_EQ(tracks.dataset(), "constituents");
    EXPECT_EQ(tracks.where, "charge != 0");
    EXPECT_EQ(jets.from, "");
    EXPECT_EQ(jets.dataset(), "jets");
    EXPECT_EQ(inputs.places.count("charge != 0"), 1U);
}

TEST(NetworkInputsOfAConfiguration, MayHaveMeaningsAndUnits) {
    auto const inputs = inputs_of_text(
        "inputs:\n"
        "  tracks: {features: [{name: pt, is: pt, unit: MeV, missing: -999, as: 1, normalise: log}, {name: eta, is: "
        "eta}]}\n"
        "  event: [{name: met, is: energy, unit: GeV}, n]\n");
    auto const& tracks = inputs.choice.objects.at(0);
    EXPECT_EQ(tracks.features, (Names{"log(if(pt != -999, (pt) / 1000, 1))", "eta"}));
    EXPECT_EQ(tracks.meanings, (std::vector<Meaning>{{"if(pt != -999, (pt) / 1000, 0 / 0)", "pt"}, {"eta", "eta"}}));
    EXPECT_EQ(inputs.choice.meanings, (std::vector<Meaning>{{"met", "energy"}}));
    auto const refused = [](std::string const& entry, std::initializer_list<std::string> texts) {
        return says(refusal_of("inputs: {tracks: {features: [" + entry + "]}}"), texts);
    };
    EXPECT_TRUE(refused("max(pt, 1)", {"c.yaml:1", "'max(pt', whose parentheses don't match", "in quotes"}));
    EXPECT_TRUE(refused("{name: pt, is: Pt}", {"c.yaml:1", "'Pt'", "did you mean 'pt'"}));
    EXPECT_TRUE(refused("{name: pt, unit: MeV}", {"'unit' that is no pt, energy or mass", "'is'"}));
    EXPECT_TRUE(refused("{name: eta, is: eta, unit: GeV}", {"'unit' that is no pt"}));
    EXPECT_TRUE(refused("{name: pt, is: pt, unit: TeV}", {"unit is TeV (GeV or MeV expected)"}));
}

TEST(NetworkInputsOfAConfiguration, TreatMissingNumbersByExpressions) {
    EXPECT_EQ(features_of_entry("{name: d0}"), Names{"d0"});
    EXPECT_EQ(features_of_entry("{name: d0, missing: -999}"), Names{"if(d0 != -999, d0, 0)"});
    EXPECT_EQ(features_of_entry("{name: d0, missing: -999.9, as: -1.5}"), Names{"if(d0 != -999.9, d0, -1.5)"});
    EXPECT_EQ(features_of_entry("{name: d0, missing: nan, as: 2}"), Names{"if(finite(d0), d0, 2)"});
    EXPECT_EQ(features_of_entry("{name: d0, missing: flag}"), (Names{"if(finite(d0), d0, 0)", "not finite(d0)"}));
    EXPECT_EQ(features_of_entry("{name: d0, missing: -999, flag: true}, z0"),
              (Names{"if(d0 != -999, d0, 0)", "d0 == -999", "z0"}));
    EXPECT_EQ(features_of_entry("{name: d0, clip: [-5, 5]}"), Names{"clip(d0, -5, 5)"});
    EXPECT_EQ(features_of_entry("{name: pt / event.pt, normalise: log}"), Names{"log(pt / event.pt)"});
    auto const all = features_of_entry("{name: d0, missing: nan, as: 1, clip: [0.5, 1e3], normalise: asinh}");
    EXPECT_EQ(all, Names{"asinh(if(finite(d0), clip(d0, 0.5, 1000), 1))"});
    EXPECT_EQ(Expression{all[0]}.columns(), Names{"d0"});
}

TEST(NetworkInputsOfAConfiguration, MayBeScaledByTheUser) {
    auto const inputs = inputs_of_text(
        "inputs: {tracks: {features: [{name: d0, normalise: none}, {name: z0, normalise: {offset: -1, scale: 0.5}},\n"
        "  {name: pt, missing: flag}]}, event: [{name: met, normalise: none}]}");
    std::map<std::string, Scaling> const expected{
        {"tracks.d0", {0, 1}}, {"tracks.z0", {-1, 0.5F}}, {"tracks.not finite(pt)", {0, 1}}, {"event.met", {0, 1}}};
    EXPECT_TRUE(inputs.scalings == expected);
}

TEST(NetworkInputsOfAConfiguration, KnowTheirPlaceInTheConfiguration) {
    auto const inputs =
        inputs_of_text("inputs:\n  tracks:\n    features: [d0, {name: z0, missing: nan}]\n    sort: -d0\n");
    EXPECT_TRUE(says(inputs.places.at("if(finite(z0), z0, 0)"), {"c.yaml:3: key 'inputs.tracks.features'"}));
    EXPECT_TRUE(says(inputs.places.at("d0"), {"c.yaml:4: key 'inputs.tracks.sort'"}));
}

/// The notes on a configuration.
Names notes_on(std::string const& text) {
    TemporaryFolder const folder;
    std::ofstream{folder / "c.yaml"} << text;
    Config config{folder / "c.yaml", {}, training_keys()};
    inputs_of(config), inputs_of(config);
    return config.notes();
}

TEST(NetworkInputsOfAConfiguration, TellOfAnOrderByUnknownNumbers) {
    std::string const entry = "inputs: {tracks: {features: [{name: d0, missing: -1}], sort: ";
    auto const notes = notes_on(entry + "-d0}}");
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_TRUE(says(notes[0], {"c.yaml:1: key 'inputs.tracks.sort' sorts by 'd0'", "-1, which stands for"}));
    EXPECT_TRUE(notes_on(entry + "z0}}").empty());
}

TEST(NetworkInputsOfAConfiguration, NeedsALogarithmOfWhatStandsForMissingNumbers) {
    auto const refused = [](std::string const& entry) {
        return refusal_of("inputs: {tracks: {features: [" + entry + "]}}");
    };
    EXPECT_TRUE(says(refused("{name: d0, missing: -999, normalise: log}"), {"but without 'as', a number above 0"}));
    EXPECT_TRUE(says(refused("{name: d0, missing: nan, as: 0, normalise: log}"), {"whose 'as' is not above 0"}));
    EXPECT_EQ(features_of_entry("{name: d0, missing: -999, as: 2, normalise: log}"),
              Names{"log(if(d0 != -999, d0, 2))"});
}

TEST(NetworkInputsOfAConfiguration, AreRefusedWithTheLineAndTheReason) {
    auto const refused = [](std::string const& entry) {
        return refusal_of("inputs: {tracks: {features: [" + entry + "]}}");
    };
    EXPECT_TRUE(says(refused(""), {"c.yaml:1: key 'inputs.tracks.features' is empty"}));
    EXPECT_TRUE(says(refused("d0, d0"), {"has 'd0' twice"}));
    EXPECT_TRUE(says(refused("[d0]"), {"has a list in it"}));
    EXPECT_TRUE(says(refused("{nam: d0}"), {"'nam' (known: name, is, unit, missing", "did you mean 'name'?"}));
    EXPECT_TRUE(says(refused("{missing: 0}"), {"an entry without a name"}));
    EXPECT_TRUE(says(refused("{name: d0, as: 0}"), {"'as' but without 'missing'"}));
    EXPECT_TRUE(says(refused("{name: d0, flag: true}"), {"'flag' but without 'missing'"}));
    EXPECT_TRUE(says(refused("{name: d0, missing: 0, flag: 1}"), {"'flag' that is not true or false"}));
    EXPECT_TRUE(says(refused("{name: d0, missing: none}"), {"whose 'missing' is 'none'"}));
    EXPECT_TRUE(says(refused("{name: d0, clip: 5}"), {"'clip' that is not [least, most]"}));
    EXPECT_TRUE(says(refused("{name: d0, clip: [5, 5]}"), {"least value is not below"}));
    EXPECT_TRUE(says(refused("{name: d0, normalise: sqrt}"), {"'normalise: sqrt' (log, asinh, none"}));
    EXPECT_TRUE(says(refused("{name: d0, normalise: {offset: 1}}"), {"'normalise' that is not log"}));
    EXPECT_TRUE(says(refused("{name: d0, normalise: {offset: 1, scale: 0}}"), {"'scale' of 0"}));
    EXPECT_TRUE(says(refusal_of("inputs: {event: [met]}"), {"names no objects", "network.variables"}));
    EXPECT_TRUE(says(refusal_of("inputs: {tracks: {sort: -pt}}"), {"inputs.tracks' has no features"}));
    EXPECT_TRUE(says(refusal_of("inputs: {tracks: {features: {a: b}}}"), {"is a map (a list of names"}));
    EXPECT_TRUE(says(refusal_of("inputs: {tracks: {features: [d0], sort: '-'}}"), {"no column after the minus"}));
    EXPECT_TRUE(says(refusal_of("inputs: {tracks: {features: [d0], sort: '-d0 + z0'}}"), {"begins with a minus"}));
    EXPECT_EQ(inputs_of_text("inputs: {tracks: {features: [d0], sort: '-(d0 + z0)'}}").choice.objects[0].sort,
              "-(d0 + z0)");
    EXPECT_TRUE(says(refusal_of("inputs: {tracks: {features: [d0], first: 0}}"), {"inputs.tracks.first' is '0'"}));
    EXPECT_TRUE(says(refusal_of("inputs: {tracks.a: {features: [d0]}}"), {"c.yaml:1: 'tracks.a' of inputs has a dot"}));
    EXPECT_TRUE(says(refusal_of("inputs: {tracks: {feature: [d0]}}"),
                     {"unknown key 'inputs.tracks.feature'", "did you mean 'inputs.tracks.features'?"}));
}

}  // namespace
}  // namespace jetseq::workflow
