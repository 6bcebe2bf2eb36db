#include "workflow/select/full_event_score.hpp"

#include <gtest/gtest.h>

#include "data/events/event_file.hpp"
#include "data/scores/selected_file.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/events/load.hpp"
#include "workflow/select/selection_run.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::message_of, test::says, test::TemporaryFolder;

/// A network of all jets above 20 GeV, with those of the candidate marked, and two variables.
FrozenModel network_of_full_events() {
    FrozenModel model = test::joined_model({{{"jets", 3, 1, 4}}, 2}, 3);
    auto& network = std::get<JoinedNetwork>(model.network);
    auto& jets = network.sequences[0];
    jets.features[0].name = "log(pt)", jets.features[1].name = "in_candidate", jets.features[2].name = "eta";
    jets.sort = "-pt";
    network.event[0].name = "met / 100", network.event[1].name = "candidate_eta";
    model.contract.jet_pt_min = 20, model.contract.jet_abs_eta_max = 4.5F;
    return model;
}

class FullEventScoreTest : public testing::Test {
protected:
    TemporaryFolder const folder;
    std::string const file = folder / "events.h5";
    Classifier const classifier{network_of_full_events()};
    Selection selection;
    Heard heard;

    void SetUp() override {
        auto events = test::toy_events(300, 3);
        for (auto& event : events) event.info.leptons = selection.leptons;
        data::write_events(file, events, {});
        selection.regions.push_back(
            {"all", Regime::merged, Production::unknown, {{"merged", condition_from("merged_candidate")}}});
    }

    /// The scores of all events as `score` computes them: by the candidate of find_v_candidate().
    std::map<std::uint64_t, float> expected() {
        LoadOptions options;
        options.names.inputs = choice_of(classifier.model());
        options.cuts.jet_pt_min = 20;
        auto const sequences = load_sequences({file}, options, heard);
        ModelInputs inputs{classifier.model(), sequences};
        Scorer score{classifier};
        std::map<std::uint64_t, float> scores;
        for (std::size_t n = 0; n < sequences.size(); ++n) {
            score(inputs.event(n, {nullptr, nullptr}), &scores[sequences.events[n].event_number]);
        }
        return scores;
    }
};

TEST_F(FullEventScoreTest, GivesTheScoresOfTheWholeEvent) {
    selection.candidate.jet_pt_min = 30;  // of the regions, not of the network
    auto const score = full_event_score(&classifier, selection, {}, file);
    EventSelector selector{selection, nullptr, nullptr, false, score.get()};
    auto const scores = expected();
    std::set<double> different;
    for (auto const& event : data::read_events(file)) {
        if (selector(event) < 0) continue;
        double const found = selector.variables()[variable_named("score", Regime::merged)];
        EXPECT_EQ(found, static_cast<double>(scores.at(event.info.event_number)));
        different.insert(found);
    }
    EXPECT_GT(different.size(), 50U);
}

TEST_F(FullEventScoreTest, IsWhatARegionCutsOn) {
    auto const scores = expected();
    selection.regions[0].cuts.push_back({"score", condition_from("merged_score > 0.5")});
    SelectionRun run;
    run.selection = selection, run.files = {file}, run.out = folder / "out", run.part_rows = 77, run.threads = 2;
    run.classifier = classifier;
    check_selection(run);
    OutputFiles outputs;
    run_selection(run, outputs, heard);
    outputs.commit();
    auto const selected = data::read_selected(folder / "out/selected.h5");
    EXPECT_GT(selected.size(), 20U);
    EXPECT_LT(selected.size(), scores.size() - 20);
    for (auto const& id : selected.ids) EXPECT_GT(scores.at(id.event_number), 0.5F);
}

TEST_F(FullEventScoreTest, IsRefusedWhereTheNetworkReadsWhatIsNotThere) {
    EXPECT_EQ(full_event_score(nullptr, selection, {}, file), nullptr);
    EXPECT_NE(full_event_score(&classifier, selection, {}, file), nullptr);
    EXPECT_TRUE(says(message_of([&] { full_event_score(&classifier, selection, {"events.met"}, file); }),
                     {file, "no events.met"}));
    FrozenModel model = network_of_full_events();
    std::get<JoinedNetwork>(model.network).sequences[0].name = "tracks";
    Classifier const tracks{model};
    EXPECT_TRUE(says(message_of([&] { full_event_score(&tracks, selection, {}, file); }), {"'tracks'"}));
}

TEST_F(FullEventScoreTest, NamesTheRowOfANumberThatIsNotFinite) {
    FrozenModel model = network_of_full_events();
    std::get<JoinedNetwork>(model.network).event[0].name = "log(met - 1000000)";
    Classifier const broken{model};
    auto const score = full_event_score(&broken, selection, {}, file);
    score->set_row(17);
    Event event;
    EXPECT_TRUE(says(message_of([&] { (*score)(event, {}); }), {file, "17", "log(met - 1000000)"}));
}

}  // namespace
}  // namespace jetseq::workflow
