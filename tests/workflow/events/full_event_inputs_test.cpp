#include "workflow/events/full_event_inputs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/events/event_file.hpp"
#include "event/kinematics.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/events/load.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::message_of, test::says, test::TemporaryFolder;

/// A Z -> qq as a large-R jet with a jet inside it, two tag jets, a soft jet and two muons.
Event merged_event() {
    Event event;
    event.info.event_number = 7, event.info.leptons = 2, event.info.met = 20, event.info.met_phi = 0.5F;
    event.info.pt_miss = 15;
    event.jets = {{400, 0.1F, 1, 420}, {90, 3, -1, 910}, {60, -2.5F, 2, 370}, {25, 1, -2, 40}};
    event.btag = {1, 0, 0, 0};
    event.large_jets = {{410, 0.1F, 1, 91, 1.2F, 30},
                        {210, -1, -2.5F, 20, std::numeric_limits<float>::quiet_NaN(), -1}};
    event.leptons = {{100, 0.5F, -2, 13, LeptonQuality::tight}, {50, -0.5F, -2.5F, -13, LeptonQuality::medium}};
    return event;
}

class FullEvents : public testing::Test {
protected:
    data::Sequences load(data::EventChoice const& inputs, std::vector<Event> const& events = {merged_event()},
                         Absent const& absent = {}) {
        data::write_events(folder / "a.h5", events, {}, absent);
        options.names.inputs = inputs;
        return load_sequences({folder / "a.h5"}, options, heard);
    }
    std::string refusal_of(data::EventChoice const& inputs, Absent const& absent = {}) {
        return message_of([&] { load(inputs, {merged_event()}, absent); });
    }
    TemporaryFolder const folder;
    LoadOptions options;
    Heard heard;
};

std::vector<float> numbers(data::ObjectList const& list) { return {list.values.begin(), list.values.end()}; }

TEST_F(FullEvents, GiveAllJetsWithThoseOfTheCandidateMarked) {
    auto const found = load({{{"jets", {"pt", "in_candidate", "eta", "phi", "e"}}}, {}});
    EXPECT_EQ(numbers(found.objects[0]),
              (std::vector<float>{400, 1, 0.1F, 1, 420, 90, 0, 3, -1, 910, 60, 0, -2.5F, 2, 370}));  // not the soft one
    EXPECT_EQ(found.length(0), 2U);
    EXPECT_EQ(found.regimes[0], Regime::merged);
    options.cuts.jet_pt_min = 20;
    EXPECT_EQ(numbers(load({{{"jets", {"btag", "pt"}, "pt"}}, {}}).objects[0]),
              (std::vector<float>{0, 25, 0, 60, 0, 90, 1, 400}));
}

TEST_F(FullEvents, GiveLargeJetsAndLeptons) {
    auto const found =
        load({{{"large_jets",
                {"pt", "m", "if(finite(d2), d2, 0)", "if(finite(n_trk), n_trk, 0)", "in_candidate", "eta", "phi"}},
               {"leptons", {"pdg_id", "quality", "pt", "eta", "phi"}}},
              {}});
    EXPECT_EQ(numbers(found.objects[0]),
              (std::vector<float>{410, 91, 1.2F, 30, 1, 0.1F, 1, 210, 20, 0, 0, 0, -1, -2.5F}));
    EXPECT_EQ(numbers(found.objects[1]), (std::vector<float>{13, 3, 100, 0.5F, -2, -13, 2, 50, -0.5F, -2.5F}));
}

TEST_F(FullEvents, GiveNumbersOfTheEventAndOfTheCandidate) {
    auto const event = merged_event();
    auto const found = load({{{"jets", {"m", "pt / event.candidate_pt"}}},
                             {"met", "met_phi", "pt_miss", "regime", "candidate_pt", "candidate_eta", "candidate_phi",
                              "candidate_m", "m_vv", "n_large_jets", "n_leptons", "n_jets", "tag_m_jj", "log(met)"}});
    float const* const v = found.variables.row(0);
    for (auto const& [k, expected] : {std::pair{0, 20.0},
                                      {1, 0.5},
                                      {2, 15.0},
                                      {3, 1.0},
                                      {4, 410.0},
                                      {5, 0.1},
                                      {6, 1.0},
                                      {7, 91.0},
                                      {9, 2.0},
                                      {10, 2.0},
                                      {11, 2.0},
                                      {12, m_jj(event.jets[1], event.jets[2])},
                                      {13, std::log(20.0)}}) {
        EXPECT_NEAR(static_cast<double>(v[k]), expected, 1e-5 * std::fabs(expected)) << k;
    }
    auto const lepton = [](Lepton const& of) {
        double const pt = of.pt;
        return FourVector{pt * std::cos(of.phi), pt * std::sin(of.phi), pt * std::sinh(of.eta), pt * std::cosh(of.eta)};
    };
    double const m_vv = mass(four_vector(event.large_jets[0]) + lepton(event.leptons[0]) + lepton(event.leptons[1]));
    EXPECT_NEAR(static_cast<double>(v[8]), m_vv, 1e-4 * m_vv);
    auto const& jets = found.objects[0];
    EXPECT_NEAR(static_cast<double>(jets.values[0]), mass(four_vector(event.jets[0])), 1e-3);
    EXPECT_FLOAT_EQ(jets.values[1], 400.0F / 410.0F);
}

TEST_F(FullEvents, GiveTheNumberThatANetworkIsToFind) {
    auto first = merged_event(), second = merged_event();
    first.info.mass = 1000, first.info.production = Production::vbf;
    second.info.mass = 500, second.info.event_number = 8;
    auto const found = load({{{"jets", {"pt"}}}, {}, {}, "mass / met"}, {first, second});
    EXPECT_EQ(std::vector<float>(found.target.values.begin(), found.target.values.end()), (std::vector<float>{50, 25}));
    for (auto const& event : found.events) EXPECT_EQ(event.production, Production::ggf_dy);
    EXPECT_TRUE(says(refusal_of({{{"jets", {"pt"}}}, {}, {}, "mass"}, {"events.mass"}), {"has no events.mass"}));
    EXPECT_TRUE(says(refusal_of({{{"jets", {"pt"}}}, {"mass"}}), {"have no 'mass'"}));  // no measurement knows it
    second.info.mass = 0;
    data::EventChoice const inverse{{{"jets", {"pt"}}}, {}, {}, "1 / mass"};
    EXPECT_TRUE(says(message_of([&] {
                         load(inverse, {first, second});
                     }),
                     {"a.h5: events, row 1: the target '1 / mass'"}));
    options.names.drops_unknown_targets = true;
    EXPECT_EQ(load(inverse, {first, second}).events[1].production, Production::unknown);
}

TEST_F(FullEvents, HaveNoCandidateIfNoneIsFound) {
    auto event = merged_event();
    event.large_jets.clear();
    options.require_candidate = false;
    auto const found = load({{{"jets", {"in_candidate"}}}, {"regime", "candidate_pt", "candidate_m", "m_vv"}}, {event});
    EXPECT_EQ(numbers(found.objects[0]), (std::vector<float>{0, 0, 0}));
    for (int k = 0; k < 4; ++k) EXPECT_EQ(found.variables.row(0)[k], 0);
}

TEST_F(FullEvents, RefuseNumbersThatAreUnknown) {
    EXPECT_TRUE(says(refusal_of({{{"large_jets", {"d2"}}}, {}}), {"/large_jets, row 0, place 1: 'd2' is nan"}));
    EXPECT_TRUE(says(refusal_of({{{"jets", {"btag"}}}, {}}, {"jets.btag"}), {"a.h5 has no jets.btag"}));
    EXPECT_TRUE(says(refusal_of({{{"jets", {"pt"}}}, {"log(met)"}}, {"events.met"}),
                     {"a.h5 has no events.met (for 'log(met)')"}));
    EXPECT_TRUE(says(refusal_of({{{"leptons", {"pt"}}}, {}}, {"leptons"}), {"a.h5 has no /leptons"}));
}

TEST_F(FullEvents, NameWhatTheyHave) {
    EXPECT_TRUE(says(refusal_of({{{"tracks", {"pt"}}}, {}}), {"no 'tracks' (they have: jets, large_jets, leptons"}));
    EXPECT_TRUE(says(refusal_of({{{"jets", {"log(btak)"}}}, {}}),
                     {"jets of full events have no 'btak' (for 'log(btak)')", "did you mean 'btag'?"}));
    EXPECT_TRUE(says(refusal_of({{{"jets", {"pt / event.mat"}}}, {}}), {"have no 'mat'", "did you mean 'met'?"}));
    EXPECT_TRUE(says(refusal_of({{{"jets", {"pt"}}}, {"m_vw"}}), {"have no 'm_vw'", "did you mean 'm_vv'?"}));
    auto const names = names_of_full_events();
    EXPECT_EQ(names.front(), "jets.pt");
    EXPECT_EQ(std::count(names.begin(), names.end(), "event.tag_centrality"), 1);
}

TEST_F(FullEvents, HaveNoNotesBeforeTheyAreRead) {
    data::EventChoice const inputs{{{"jets", {"pt"}}}, {"met"}};
    EXPECT_TRUE(FullEventInputs(inputs, {}, "a.h5").notes().empty());
}

TEST_F(FullEvents, NoteWhatIsCutOff) {
    auto const found = load({{{"jets", {"pt"}, "", 2}}, {}});
    EXPECT_EQ(numbers(found.objects[0]), (std::vector<float>{400, 90}));
    EXPECT_TRUE(says(heard.notes.back(), {"of jets the first 2 are read: 1 more, of 1 events"}));
}

TEST_F(FullEvents, ComeInSeveralFilesWithNumbersOfTheSameKinds) {
    data::write_events(folder / "b.h5", {merged_event(), merged_event()}, {});
    data::EventChoice const inputs{{{"jets", {"pt"}}}, {"met"}};
    load(inputs);
    auto const all = load_sequences({folder / "a.h5", folder / "b.h5"}, options, heard);
    EXPECT_EQ(all.size(), 3U);
    EXPECT_EQ(all.objects[0].size(), 3U);
    EXPECT_EQ(all.variables.values.size(), 3U);
    data::Sequences other;
    data::prepare_for(inputs, other);
    EXPECT_EQ(other.objects.size(), 1U);
    EXPECT_EQ(other.variables.names, inputs.variables);
}

}  // namespace
}  // namespace jetseq::workflow
