#include "workflow/select/selection_config.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workflow/config/config.hpp"
#include "workflow/config/object_cuts.hpp"
#include "workflow/events/load.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

class SelectionConfig : public testing::Test {
protected:
    Config config(std::string const& text, std::vector<std::string> const& overrides = {}) const {
        write_file(folder / "a.yaml", text);
        return Config{folder / "a.yaml", overrides, selection_keys()};
    }
    TemporaryFolder const folder;
};

TEST_F(SelectionConfig, ReadsTheCutsOfObjectsAndKeepsOtherDefaults) {
    auto read = config("objects: {lepton_pt_min: 10, signal_electron: loose, jet_is_muon_radius: 0.2}\n");
    auto const cuts = object_cuts(read);
    EXPECT_EQ(cuts.lepton_pt_min, 10);
    EXPECT_EQ(cuts.signal_electron, LeptonQuality::loose);
    EXPECT_EQ(cuts.jet_is_muon_radius, 0.2F);
    EXPECT_EQ(cuts.signal_muon, LeptonQuality::medium);
    EXPECT_EQ(cuts.large_jet_pt_min, 200);
}

TEST_F(SelectionConfig, ReadsHowSequencesAreMadeAndWhatIsSet) {
    auto read = config("select: {jet_pt_min: 40, resolved_mass_window: 30}\nobjects: {lepton_pt_min: 10}\n");
    auto const options = select_options(read);
    EXPECT_EQ(options.cuts.jet_pt_min, 40);
    EXPECT_EQ(options.cuts.jet_abs_eta_max, 4.5F);
    EXPECT_EQ(options.objects.lepton_pt_min, 10);
    ASSERT_EQ(options.of_events.size(), 2U);  // 30 is the default
    EXPECT_TRUE(says(options.of_events[0], {"a.yaml:1: key 'select.jet_pt_min'"}));
    EXPECT_TRUE(says(options.of_events[1], {"a.yaml:2: key 'objects.lepton_pt_min'"}));
}

TEST_F(SelectionConfig, TakesTheJetsThatAModelWasTrainedOn) {
    InputContract contract;
    contract.jet_pt_min = 40, contract.jet_abs_eta_max = 4;
    VCandidateCuts cuts;
    take_jets_of(contract, config("channel: 2-lepton\n"), cuts);
    EXPECT_EQ(cuts.jet_pt_min, 40);
    EXPECT_EQ(cuts.jet_abs_eta_max, 4);
    cuts.jet_pt_min = 30;
    EXPECT_TRUE(says(message_of([&] { take_jets_of(contract, config("select: {jet_pt_min: 30}\n"), cuts); }),
                     {"a.yaml:1: key 'select.jet_pt_min' is 30, but the model was trained on jets with 40"}));
}

TEST_F(SelectionConfig, ReadsRegionsWithDefinitionsAndSharedCuts) {
    auto read = config(R"(channel: 1-lepton
definitions: {high: {any: [large1_w_d2, large1_z_d2]}}
shared_cuts: {trigger: [{met: met > 60 GeV}]}
preselection: [trigger]
regions:
  - {name: first, category: vbf, cuts: [{tag: high}, {score: score > 0.7}]}
  - {name: second, regime: resolved, cuts: [{rest: {not_in: [first]}}]}
)");
    EXPECT_TRUE(has_regions(read));
    auto const selection = selection_of(read);
    EXPECT_EQ(selection.leptons, 1);
    ASSERT_EQ(selection.preselection.size(), 1U);
    EXPECT_EQ(selection.preselection[0].name, "met");
    ASSERT_EQ(selection.regions.size(), 2U);
    EXPECT_EQ(selection.regions[0].category, Production::vbf);
    EXPECT_EQ(selection.regions[0].regime, Regime::merged);
    EXPECT_EQ(selection.regions[0].cuts.size(), 2U);
    EXPECT_EQ(selection.regions[1].regime, Regime::resolved);
    EXPECT_EQ(selection.regions[1].category, Production::unknown);
    EXPECT_TRUE(selection.uses_score() && selection.uses_boson_tagger());
}

TEST_F(SelectionConfig, NamesTheLineOfAMistake) {
    auto const refusal = [&](std::string const& regions) {
        return message_of([&] {
            auto read = config("regions:\n" + regions);
            selection_of(read);
        });
    };
    EXPECT_TRUE(says(refusal("  - {name: a, cuts: [{x: mett > 1 GeV}]}\n"), {"a.yaml:2: ", "did you mean 'met'"}));
    EXPECT_TRUE(says(refusal("  - {name: a, cuts: [{x: met > 1 GeV}]}\n  - {name: a, cuts: []}\n"),
                     {"a.yaml:3: a second region 'a'"}));
    EXPECT_TRUE(
        says(refusal("  - {name: a, cuts: [{x: {not_in: [b]}}]}\n"), {"a.yaml:2: no region 'b' stands before"}));
    EXPECT_TRUE(
        says(refusal("  - {name: a, cut: []}\n"), {"a.yaml:2: unknown key 'cut' of a region", "did you mean 'cuts'"}));
    EXPECT_EQ(refusal("  - {name: a, regime: [], cuts: []}\n").substr(folder.path().size() + 1),
              "a.yaml:2: regime is a list. One of: merged, resolved");
    EXPECT_TRUE(says(refusal("  - {name: a, category: {b: 1}, cuts: []}\n"), {"a.yaml:2: category is a map. One of"}));
    EXPECT_TRUE(says(refusal("  - {name: [], cuts: []}\n"), {"a.yaml:2: the name of a region is a list"}));
    EXPECT_TRUE(says(refusal("  - {name: a, cuts: [{x: {not_in: [[b]]}}]}\n"), {"a.yaml:2: not_in has a list"}));
    auto without = config("channel: 2-lepton\n");
    EXPECT_FALSE(has_regions(without));
}

TEST_F(SelectionConfig, FindsTheTaggerFromItsOwnFolder) {
    auto read = config("boson_tagger: ../taggers/w.json\n");
    EXPECT_EQ(tagger_file(read, "configs/here/a.yaml"), "configs/taggers/w.json");
    auto absolute = config("boson_tagger: /taggers/w.json\n");
    EXPECT_EQ(tagger_file(absolute, "configs/a.yaml"), "/taggers/w.json");
    auto none = config("channel: 2-lepton\n");
    EXPECT_EQ(tagger_file(none, "configs/a.yaml"), "");
}

TEST(LoadSequences, SaysThatAJobHasNoKeysForForeignFiles) {
    EXPECT_STREQ(
        without_foreign_keys(Error{"no column pt. Name it under data.names"}, "a fit", "score them first").what(),
        "no column pt. Name it under data.names. The configuration of a fit has no such keys: score them first");
    EXPECT_STREQ(without_foreign_keys(Error{"no such file"}, "a fit", "score them first").what(), "no such file");
}

}  // namespace
}  // namespace jetseq::workflow
