#include <gtest/gtest.h>

#include <fstream>
#include <cmath>

#include "core/io/output_file.hpp"
#include "fit/likelihood/twice_nll.hpp"
#include "fit/workspace/workspace_notes.hpp"
#include "fit/workspace/workspace_read.hpp"
#include "fit/workspace/workspace_write.hpp"
#include "tests/fit/toy_workspaces.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"

namespace jetseq::fit {
namespace {

void write_workspace(std::string const& path, Workspace const& workspace, BinEdges const& edges,
                     DataOrigin const& origin = {}) {
    OutputFiles files;
    add_workspace(files, path, workspace, edges, origin);
    files.commit();
}

using jetseq::test::message_of, jetseq::test::says, jetseq::test::TemporaryFolder;
using test::everything;

std::string message_for(Workspace const& workspace) {
    return message_of([&] { check(workspace, "w.json"); });
}

/// The message for the document of everything() after `change`.
template <class Change>
std::string message_after(Change&& change) {
    Json document = document_of(everything());
    change(document);
    return message_of([&] { workspace_of(document, "w.json"); });
}

TEST(Workspace, ComesBackAsItWasWritten) {
    TemporaryFolder const folder;
    BinEdges const edges{{"first", {0, 1, 2, 5}}};
    write_workspace(folder / "w.json", everything(), edges);
    auto const read = read_workspace(folder / "w.json");
    EXPECT_EQ(document_of(read), document_of(everything()));
    EXPECT_EQ(read_bin_edges(folder / "w.json", read), edges);
    auto const original = everything();
    Likelihood const a{original, original.measurements[0]}, b{read, read.measurements[0]};
    EXPECT_EQ((TwiceNll{a, a.observed()}.value(a.starts())), (TwiceNll{b, b.observed()}.value(b.starts())));
}

TEST(BinEdges, StandInAFileBesideTheWorkspace) {
    TemporaryFolder const folder;
    auto const workspace = everything();
    BinEdges const edges{{"second", {0, 0.5, 1}}};
    OutputFiles files;
    add_bin_edges(files, folder / "w.json", workspace, edges, {DataKind::asimov, {{"mu", 2}}});
    EXPECT_EQ(files.paths(), (std::vector<std::string>{folder / "w.edges.json"}));
    files.commit();
    EXPECT_EQ(read_bin_edges(folder / "w.json", workspace), edges);
    EXPECT_EQ(read_origin(folder / "w.json", workspace).kind, DataKind::asimov);
}

TEST(BinEdges, AreOneMoreThanTheBinsOfTheirChannel) {
    auto const workspace = everything();  // "first" has three bins, "second" two
    EXPECT_NO_THROW(require_fit({{"first", {0, 1, 2, 3}}}, workspace, "e.json"));
    EXPECT_NO_THROW(require_fit({{"elsewhere", {0, 1}}}, workspace, "e.json"));
    EXPECT_TRUE(says(message_of([&] { require_fit({{"second", {0, 1}}}, workspace, "e.json"); }),
                     {"e.json: channel 'second' has 2 edges (one more than its 2 bins expected)"}));
}

TEST(Workspace, WithMadeDataSaysSoAsLongAsTheyAreThese) {
    TemporaryFolder const folder;
    auto workspace = everything();
    write_workspace(folder / "w.json", workspace, {}, {DataKind::pseudo, {{"mu", 1.0 / 3}}, 5});
    auto const origin = read_origin(folder / "w.json", workspace);
    EXPECT_EQ(origin.kind, DataKind::pseudo);
    EXPECT_EQ(origin.seed, 5U);
    EXPECT_EQ(origin.strengths[0].second, 1.0 / 3);
    EXPECT_TRUE(read_bin_edges(folder / "w.json", workspace).empty());
    workspace.channels[0].observed[0] += 1;  // observed data replace the made data
    EXPECT_EQ(read_origin(folder / "w.json", workspace).kind, DataKind::observed);
    write_workspace(folder / "w.json", everything(), {});
    EXPECT_EQ(read_origin(folder / "w.json", everything()).kind, DataKind::observed);
}

TEST(Workspace, HasNoKeysThatPyhfsSchemaLacks) {
    Json const document = document_of(everything());
    std::vector<std::string> keys;
    for (auto const& entry : document.items()) keys.push_back(entry.key());
    EXPECT_EQ(keys, (std::vector<std::string>{"channels", "observations", "measurements", "version"}));
    EXPECT_EQ(document["version"], "1.0.0");
    EXPECT_TRUE(document["channels"][0]["samples"][0]["modifiers"][0]["data"].is_null());
}

TEST(Workspace, EdgesThatDontFitAreRefused) {
    TemporaryFolder const folder;
    auto const message = message_of([&] {
        write_workspace(folder / "w.json", everything(), {{"second", {0, 1, 2, 3}}});
    });
    EXPECT_TRUE(says(message, {"second", "4 edges", "2 bins"}));
}

TEST(BadWorkspace, WithABinInWhichNothingIsExpectedIsRefused) {
    Workspace workspace = everything();
    for (auto& sample : workspace.channels[0].samples) {
        sample.yields[1] = 0;
        for (auto& modifier : sample.modifiers) {
            if (modifier.type == ModifierType::histosys) modifier.low[1] = modifier.high[1] = 0;
        }
    }
    EXPECT_TRUE(says(message_for(workspace), {"w.json", "first", "bin 1", "events were seen", "Merge"}));
    EXPECT_EQ(message_for(workspace).find("41"), std::string::npos);  // a user of Asimov data must stay blind
    workspace.channels[0].observed[1] = 0;
    EXPECT_EQ(message_for(workspace), "(nothing was thrown)");
    workspace.channels[0].samples[1].yields[1] = -2;
    EXPECT_TRUE(says(message_for(workspace), {"first", "bin 1", "less than nothing"}));
}

TEST(BadWorkspace, OfEmptyBinsAloneIsRefused) {
    Workspace const workspace{{{"empty", {{"signal", {0, 0}, {test::strength()}}}, {0, 0}}}, {{"m", "mu", {}}}};
    EXPECT_TRUE(says(message_for(workspace), {"w.json", "all bins are empty"}));
}

TEST(BadWorkspace, WithNegativeNumbersNamesThePlace) {
    Workspace workspace = everything();
    workspace.channels[1].observed[0] = -1;
    EXPECT_TRUE(says(message_for(workspace), {"channel 'second'", "observation", "bin 0"}));
    workspace = everything();
    workspace.channels[1].samples[1].modifiers[1].low[1] = INFINITY;
    EXPECT_TRUE(says(message_for(workspace), {"'second'", "'b'", "histosys modifier 'tilt'", "lo_data", "bin 1"}));
    workspace = everything();
    workspace.channels[0].samples[1].modifiers[2].low[1] = -3;
    EXPECT_TRUE(says(message_for(workspace), {"'first'", "'b'", "staterror modifier 'stat_first'", "bin 1", "-3"}));
    workspace = everything();
    workspace.channels[0].samples[0].modifiers[1].down = 0;
    EXPECT_TRUE(says(message_for(workspace), {"'theory'", "factor 0"}));
}

TEST(BadWorkspace, WithListsOfDifferentLengthNamesThem) {
    Workspace workspace = everything();
    workspace.channels[0].samples[2].yields.pop_back();
    EXPECT_TRUE(says(message_for(workspace), {"'first'", "'c'", "2 bins", "3"}));
    workspace = everything();
    workspace.channels[1].samples[1].modifiers[1].high.push_back(1);
    EXPECT_TRUE(says(message_for(workspace), {"'tilt'", "hi_data", "3 bins", "2"}));
    workspace = everything();
    workspace.channels[0].samples[1].modifiers[2].low.clear();
    EXPECT_TRUE(says(message_for(workspace), {"'stat_first'", "0 bins"}));
}

TEST(BadWorkspace, WithAModifierTwiceIsRefused) {
    Workspace workspace = everything();
    auto& modifiers = workspace.channels[0].samples[0].modifiers;
    modifiers.push_back(modifiers[1]);
    EXPECT_TRUE(says(message_for(workspace), {"'first'", "'signal'", "normsys modifier 'theory'", "twice"}));
}

TEST(BadWorkspace, WithANameOfTwoMeaningsIsRefused) {
    Workspace workspace = everything();
    workspace.channels[1].samples[2].modifiers.push_back(test::norm("c_norm", 0.9, 1.1));
    EXPECT_TRUE(says(message_for(workspace), {"'c_norm'", "normfactor"}));
    workspace = everything();
    workspace.channels[0].samples[0].modifiers.push_back({ModifierType::shapesys, "free_c", 1, 1, {1, 1, 1}, {}});
    EXPECT_TRUE(says(message_for(workspace), {"'free_c'", "one sample"}));
    workspace = everything();
    workspace.channels[1].name = "first";
    EXPECT_TRUE(says(message_for(workspace), {"'first'", "twice"}));
}

Notes notes_of(Workspace const& workspace) { return Likelihood{workspace, workspace.measurements[0]}.notes(); }

/// The only note of `workspace`; empty if there are none or several.
std::string note_of(Workspace const& workspace) {
    auto const notes = notes_of(workspace);
    return notes.size() == 1 ? notes[0] : "";
}

TEST(Notes, AreNotGivenWithoutReason) { EXPECT_EQ(notes_of(everything()), Notes{}); }

TEST(Notes, TellAParameterOfInterestThatCannotBeOne) {
    auto const with = [](std::string const& poi) {
        Workspace workspace = everything();
        workspace.measurements[0].parameter_of_interest = poi;
        EXPECT_FALSE(Likelihood(workspace, workspace.measurements[0]).parameter_of_interest()) << poi;
        return note_of(workspace);
    };
    EXPECT_TRUE(says(with("theoyr"), {"'measurement'", "'theoyr'", "no modifier", "'theory'", "limit"}));
    EXPECT_TRUE(says(with("scale"), {"'scale'", "constrained", "poi: scale"}));
    EXPECT_TRUE(says(with("lumi"), {"'lumi'", "constrained"}));
    EXPECT_TRUE(says(with("factor"), {"'factor'", "each of 2 bins", "factor[0]"}));
    EXPECT_TRUE(says(with(""), {"'measurement' names none"}));
}

TEST(Notes, GoWithAChosenParameterOfInterest) {
    Workspace workspace = everything();
    workspace.measurements[0].parameter_of_interest = "lumi";
    Likelihood likelihood{workspace, workspace.measurements[0]};
    likelihood.choose_parameter_of_interest("factor[1]");
    EXPECT_EQ(likelihood.parameters()[*likelihood.parameter_of_interest()].name, "factor[1]");
    EXPECT_EQ(likelihood.notes(), Notes{});
    EXPECT_TRUE(says(message_of([&] { likelihood.choose_parameter_of_interest("lumy"); }), {"'lumy'", "'lumi'"}));
    likelihood.choose_parameter_of_interest("");
    EXPECT_FALSE(likelihood.parameter_of_interest());
    EXPECT_TRUE(says(likelihood.notes()[0], {"as asked", "no limit"}));
    workspace.channels = {{"one", {{"signal", {5}, {{ModifierType::shapefactor, "factor", 1, 1, {}, {}}}}}, {7}}};
    Likelihood of_one_bin{workspace, {"m", "", {}}};
    of_one_bin.choose_parameter_of_interest("factor");
    EXPECT_EQ(of_one_bin.parameters()[*of_one_bin.parameter_of_interest()].name, "factor[0]");
}

TEST(Notes, TellWhatIsBelowZero) {
    Workspace workspace = everything();
    workspace.channels[0].samples[1].yields[2] = -0.5;
    workspace.channels[1].samples[1].modifiers[1].low[1] = -3;
    EXPECT_TRUE(says(note_of(workspace), {"sample 'b'", "channel 'first'", "bin 2", "-0.5", "first of 2"}));
}

TEST(Notes, TellBinsThatAreLeftOut) {
    Workspace workspace = everything();
    workspace.channels.push_back({"idle", {{"b", {0, 4, 0}, {}}}, {0, 3, 0}});
    EXPECT_TRUE(says(note_of(workspace), {"Left out", "'idle'", "bins 0, 2"}));
    workspace.channels[2].samples[0].yields[1] = workspace.channels[2].observed[1] = 0;
    EXPECT_TRUE(says(note_of(workspace), {"Left out", "channel 'idle'."}));
}

TEST(Notes, TellUncertaintiesWithoutAYield) {
    Workspace workspace = everything();
    workspace.channels[0].samples[2].yields[0] = 0;  // its shapesys says 2
    EXPECT_TRUE(says(note_of(workspace), {"not used", "'free_c'", "channel 'first', bin 0", "2 of 0"}));
}

TEST(Notes, TellSettingsWithoutAModifier) {
    Workspace workspace = everything();
    workspace.measurements[0].settings.push_back({"gone", {1}, {}, {}, {}, {}});
    workspace.measurements[0].settings.push_back({"pruned", {1}, {}, {}, {}, {}});
    EXPECT_TRUE(says(note_of(workspace), {"'gone', 'pruned'", "not used"}));
}

TEST(Notes, TellObservationsWithoutAChannel) {
    Json document = document_of(everything());
    document["observations"].push_back({{"name", "validation"}, {"data", {9.0}}});
    EXPECT_TRUE(says(note_of(workspace_of(document, "w.json")), {"'validation'", "left out"}));
}

TEST(Workspace, SharesAStaterrorOfTwoChannelsAsPyhfDoes) {
    Workspace const workspace{{{"z", {{"b", {10, 20}, {test::statistics("stat", {1, 4})}}}, {12, 25}},
                               {"a", {{"b", {30}, {test::statistics("stat", {3})}}}, {40}}},
                              {{"m", "", {}}}};
    Likelihood const likelihood{workspace, workspace.measurements[0]};
    ASSERT_EQ(likelihood.parameters().size(), 3U);
    EXPECT_EQ(likelihood.parameters()[0].width, 0.1);  // channels in the order of their names
    EXPECT_EQ(likelihood.parameters()[1].width, 0.1);
    EXPECT_EQ(likelihood.parameters()[2].width, 0.2);
    EXPECT_EQ(likelihood.expected(std::vector<double>{1.5, 2, 3}), (std::vector<double>{20, 60, 45}));
    EXPECT_TRUE(says(likelihood.notes()[0], {"'stat'", "'z', 'a'"}));
}

TEST(BadWorkspace, ThatIsAPatchOrAPatchsetSaysHowToApplyIt) {
    TemporaryFolder const folder;
    auto const message = [&](std::string const& text) {
        std::ofstream{folder / "w.json"} << text;
        return message_of([&] { read_workspace(folder / "w.json"); });
    };
    EXPECT_TRUE(says(message(R"({"patches": [], "metadata": {}, "version": "1.0.0"})"),
                     {"w.json", "patchset", "pyhf patchset apply"}));
    EXPECT_TRUE(says(message(R"([{"op": "add", "path": "/x", "value": 1}])"), {"w.json", "patch", "jsonpatch"}));
    EXPECT_TRUE(says(message("\xEF\xBB\xBF{}"), {"w.json", "is not a pyhf workspace", "byte order mark"}));
    EXPECT_TRUE(says(message("// {}"), {"w.json", "is not a pyhf workspace", "'{'"}));
}

TEST(BadWorkspace, WithKeysThatAreUnknownOrMissingIsRefused) {
    EXPECT_TRUE(says(message_after([](Json& d) { d["chanels"] = 1; }), {"w.json", "chanels", "channels"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d.erase("observations"); }), {"no key 'observations'"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["version"] = "2.0.0"; }), {"2.0.0", "1.0.0"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["measurements"] = Json::array(); }), {"no measurement"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["measurements"][0]["config"].erase("poi"); }), {"'poi'"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["channels"][0]["samples"][0]["bin_edges"] = 1; }),
                     {"'first'", "'signal'", "bin_edges"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["channels"][0]["samples"][0]["modifiers"][0]["type"] = "normfac"; }),
                     {"normfac", "normfactor"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["observations"][0]["name"] = "frist"; }), {"'frist'", "'first'"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["observations"].erase(1); }), {"'second'", "no observation"}));
    EXPECT_TRUE(says(message_after([](Json& d) { d["channels"][0]["samples"][0]["data"][0] = "2"; }),
                     {"'signal'", "list of numbers"}));
}

TEST(BadWorkspace, WithSettingsThatDontFitIsRefused) {
    auto const message = [](ParameterSetting const& setting) {
        Workspace workspace = everything();
        workspace.measurements[0].settings.push_back(setting);
        return message_of([&] { Likelihood(workspace, workspace.measurements[0]); });
    };
    EXPECT_TRUE(says(message({"mu", {1, 2}, {}, {}, {}, {}}), {"'mu'", "another length"}));
    EXPECT_TRUE(says(message({"mu", {-1}, {}, {}, {}, {}}), {"'mu'", "outside its bounds"}));
    EXPECT_TRUE(says(message({"mu", {}, {}, {}, {0.1}, {}}), {"'mu'", "sigmas"}));
    EXPECT_TRUE(says(message({"scale", {}, {}, {}, {0}, {}}), {"'scale'", "not above 0"}));
    Workspace workspace = everything();
    workspace.measurements[0].settings.clear();
    EXPECT_TRUE(says(message_of([&] { Likelihood(workspace, workspace.measurements[0]); }), {"'lumi'", "sigmas"}));
}

TEST(BadWorkspace, ThatIsNoJsonIsRefused) {
    TemporaryFolder const folder;
    write_file(folder / "w.json", "{\"channels\": [");
    EXPECT_TRUE(says(message_of([&] { read_workspace(folder / "w.json"); }), {"w.json", "JSON"}));
}

TEST(BadWorkspace, WhoseTextIsWrongNamesLineAndColumn) {
    TemporaryFolder const folder;
    auto const message = [&](std::string const& text) {
        std::ofstream{folder / "w.json"} << text;
        return message_of([&] { read_workspace(folder / "w.json"); });
    };
    EXPECT_TRUE(says(message("{\"channels\": [\n  1,}"), {"w.json", "line 2, column 5"}));  // a comma too many
    EXPECT_TRUE(says(message("{\n \"version\": \"1\",\n \"version\": \"2\"}"),
                     {"line 1, column 1", "version"}));                          // a key twice
    EXPECT_TRUE(says(message("{\"channels\": 1e999}"), {"line 1, column 14"}));  // beyond a double
    EXPECT_TRUE(says(message("{} {}"), {"line 1, column 4"}));                   // more behind it
    EXPECT_TRUE(says(message("[1]"), {"w.json", "list", "workspace"}));
    EXPECT_TRUE(says(message_of([&] { read_workspace(folder / "none.json"); }), {"none.json", "No such file"}));
}

}  // namespace
}  // namespace jetseq::fit
