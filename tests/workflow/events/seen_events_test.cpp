#include "workflow/events/seen_events.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/io/sha256.hpp"
#include "core/json/json.hpp"
#include "data/sequences/split.hpp"
#include "infer/classifier.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/events/samples_by_content.hpp"
#include "workflow/events/seen_jets.hpp"
#include "workflow/events/tag_columns.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

/// A model whose record of its training is `training`.
FrozenModel model_with(Json const& training) {
    auto model = test::one_cell_model();
    test::add_canaries(model);
    model.training = training.dump();
    return model;
}

Json data_of(std::vector<int> const& samples) { return {{"sample_ids", samples}}; }

/// The first event of `sample` in `part`.
EventInfo event_in(std::int32_t sample, data::Part part) {
    EventInfo event;
    event.sample_id = sample, event.production = Production::vbf;
    while (data::part_of(event) != part) ++event.event_number;
    return event;
}

TEST(SeenEvents, AreThoseOfTheSamplesOfATraining) {
    auto const seen = seen_events(model_with({{"data", data_of({7})}}));
    EXPECT_TRUE(seen.is_known);
    for (auto const part : {data::Part::train, data::Part::validation, data::Part::test}) {
        EXPECT_EQ(seen.part_of(event_in(7, part)), part);
        EXPECT_EQ(seen.part_of(event_in(8, part)), std::nullopt);
        EXPECT_EQ(seen.holds(event_in(7, part)), part != data::Part::test);
    }
    data::Sequences sequences;
    sequences.add(event_in(7, data::Part::train), Regime::none, {});
    sequences.add(event_in(7, data::Part::validation), Regime::none, {});
    sequences.add(event_in(8, data::Part::train), Regime::none, {});
    EXPECT_EQ(seen.leakage(sequences)->training, 1U);
    EXPECT_EQ(seen.leakage(sequences)->validation, 1U);
}

TEST(SeenEvents, IncludeThoseOfTheModelsThatATrainingBeganWith) {
    Json data = data_of({7});
    data["from"] = {{"file", "first.json"}};
    data["ancestors"] = {{{"file", "first.json"}, {"data", data_of({8})}}};
    auto const seen = seen_events(model_with({{"data", data}}));
    EXPECT_EQ(seen.trainings.size(), 2U);
    EXPECT_TRUE(seen.holds(event_in(8, data::Part::train)));
    data["ancestors"][0]["data"] = nullptr;  // the first model does not say
    EXPECT_FALSE(seen_events(model_with({{"data", data}})).is_known);
    data.erase("ancestors");  // an earlier version kept none
    EXPECT_FALSE(seen_events(model_with({{"data", data}})).is_known);
    EXPECT_FALSE(seen_events(model_with(Json::object())).leakage({}).has_value());
}

TEST(SeenEvents, AreHandedOnWithTheModelThatATrainingBeginsWith) {
    TemporaryFolder const folder;
    Json data = data_of({7});
    data["ancestors"] = {{{"file", "first.json"}, {"data", data_of({8})}}};
    write_frozen_model(folder / "second.json", model_with({{"data", data}}));
    auto const ancestors = ancestors_of(folder / "second.json");
    ASSERT_EQ(ancestors.size(), 2U);
    EXPECT_EQ(ancestors[0].at("file"), "second.json");
    EXPECT_EQ(ancestors[0].at("sha256"), sha256_of_file(folder / "second.json"));
    EXPECT_EQ(ancestors[0].at("data").dump(), R"({"sample_ids":[7]})");
    EXPECT_EQ(ancestors[1].at("data").dump(), R"({"sample_ids":[8]})");
}

TEST(SamplesByContent, AreThoseUnderWhichATrainingReadAFile) {
    using Samples = std::map<std::int32_t, std::int32_t>;
    EXPECT_EQ(samples_by_content(model_with({{"data", data_of({7, 8})}})), (Samples{{7, 7}, {8, 8}}));
    Json alone = data_of({0});
    alone["content"] = 1234;  // one file without sampleId: its events had 0
    EXPECT_EQ(samples_by_content(model_with({{"data", alone}})), (Samples{{0, 0}, {1234, 0}}));
    alone["ancestors"] = {{{"data", data_of({9})}}};
    EXPECT_EQ(samples_by_content(model_with({{"data", alone}})), (Samples{{0, 0}, {9, 9}, {1234, 0}}));
    EXPECT_EQ(samples_by_content(model_with(Json::object())), Samples{});
    EXPECT_EQ(samples_by_content(model_with({{"data", 5}})), Samples{});  // a record of another form
}

/// Two events with the same jets, one in the training part, one in `part`.
data::Sequences copies_in(data::Part part) {
    data::Sequences sequences;
    std::vector<Jet> const jets{{60, 1, 2, 120}};
    sequences.add(event_in(7, data::Part::train), Regime::none, jets);
    sequences.add(event_in(8, part), Regime::none, jets);
    sequences.add(event_in(9, part), Regime::none, {});  // without jets: no copy
    return sequences;
}

TEST(SeenJets, CountCopiesOfTrainingEventsInOtherParts) {
    EXPECT_EQ(copies_across_parts(copies_in(data::Part::validation), {}).validation, 1U);
    EXPECT_EQ(copies_across_parts(copies_in(data::Part::test), {}).test, 1U);
    EXPECT_EQ(copies_across_parts(copies_in(data::Part::train), {}).test, 0U);
}

class SeenJetsOfAModel : public testing::Test {
protected:
    void SetUp() override {
        write_frozen_model(file, model);
        write_seen_jets(folder.path(), model, sequences, "");
    }
    /// The training events under other ids.
    data::Sequences renamed() const {
        data::Sequences others;
        for (std::size_t n = 0; n < sequences.size(); ++n) {
            auto info = sequences.events[n];
            info.sample_id += 1000;
            others.add(info, Regime::none, sequences[n]);
        }
        return others;
    }
    std::set<std::int32_t> samples() const {
        std::set<std::int32_t> ids;
        for (auto const& event : sequences.events) ids.insert(event.sample_id);
        return ids;
    }
    TemporaryFolder const folder;
    std::string const file = folder / "model.json";
    data::Sequences const sequences = test::toy_sequences(200, 1);
    FrozenModel const model = model_with({{"data", {{"sample_ids", samples()}}}});
};

TEST_F(SeenJetsOfAModel, StandBesideTheModel) {
    EXPECT_EQ(seen_jets_beside(file), folder / "seen_jets.h5");
    EXPECT_TRUE(has_seen_jets(file));
    EXPECT_FALSE(has_seen_jets(folder / "elsewhere/model.json"));
    EXPECT_EQ(check_seen_jets(file), "");
    EXPECT_EQ(check_seen_jets(file, Classifier::load(file)), "");
}

TEST_F(SeenJetsOfAModel, FindEventsThatTheTrainingHasSeenUnderOtherIds) {
    auto const same = seen_by_jets(file, model, sequences);
    ASSERT_TRUE(same);
    EXPECT_EQ(same->under_other_ids.training + same->under_other_ids.validation, 0U);  // their ids say so already
    std::uint64_t learnt = 0, validated = 0;
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        if (sequences[n].size() == 0) continue;
        learnt += data::part_of(sequences.events[n]) == data::Part::train,
            validated += data::part_of(sequences.events[n]) == data::Part::validation;
    }
    auto const others = seen_by_jets(file, Classifier::load(file), renamed());
    ASSERT_TRUE(others);
    EXPECT_EQ(others->under_other_ids.training, learnt);
    EXPECT_EQ(others->under_other_ids.validation, validated);
    EXPECT_FALSE(others->is_estimate);
    EXPECT_TRUE(
        says(seen_under_other_ids(file, Classifier::load(file), renamed()),
             {std::to_string(learnt + validated) + " events have jets that the training of", "they count as unseen"}));
    EXPECT_EQ(seen_under_other_ids(file, Classifier::load(file), sequences), "");
    EXPECT_EQ(seen_under_other_ids(file, Classifier::load(file), renamed(), [](EventInfo const&) { return false; }),
              "");
}

TEST_F(SeenJetsOfAModel, OfAnotherTrainingAreNotRead) {
    EXPECT_FALSE(seen_by_jets(file, model_with({{"data", data_of({5})}}), sequences));
}

TEST_F(SeenJetsOfAModel, AreNotKnownIfNoEventHasJets) {
    data::Sequences without;
    for (std::size_t n = 0; n < 3; ++n) without.add(sequences.events[n], Regime::none, {});
    EXPECT_FALSE(seen_by_jets(file, model, without));
    EXPECT_FALSE(seen_by_jets(file, Classifier::load(file), without));
}

TEST_F(SeenJetsOfAModel, OfASingleModelCallForNoWarning) {  // of an ensemble, networks may have seen what they score
    test::Heard heard;
    warn_of_other_ids(file, Classifier::load(file), renamed(), heard);
    EXPECT_TRUE(heard.warnings.empty());
}

TEST(TagColumns, AreAddedToTheEventsThatHaveNone) {
    auto sequences = test::toy_sequences(20, 1);
    add_tag_variables(sequences, {"tag_m_jj", "n_jets"});
    ASSERT_EQ(sequences.variables.values.size(), 40U);
    for (std::size_t n = 0; n < 20; ++n)
        EXPECT_EQ(sequences.variables.row(n)[1], static_cast<float>(sequences[n].size()));
    add_tag_variables(sequences, {"tag_m_jj", "n_jets"});
    EXPECT_EQ(sequences.variables.values.size(), 40U);
    auto others = test::toy_sequences(2, 1);
    EXPECT_TRUE(says(message_of([&] { add_tag_variables(others, {"tag_m_j"}); }), {"tag_m_j"}));
}

TEST(ModelFiles, AreRecognisedByTheirSha256) {
    TemporaryFolder const folder;
    write_frozen_model(folder / "a.json", model_with(Json::object()));
    auto const digest = sha256_of_file(folder / "a.json");
    require_sha256(folder / "a.json", digest);
    EXPECT_TRUE(says(message_of([&] { require_sha256(folder / "a.json", std::string(64, '0')); }),
                     {"a.json has the SHA-256 " + digest + ", not 0000"}));
}

TEST(ModelFiles, SayTheirCalibration) {
    EXPECT_EQ(calibration_text({{"kind", "temperature"}, {"slope", 0.5}}),
              "temperature: logit of the score times 0.5 plus 0");
    EXPECT_EQ(calibration_text({{"kind", "isotonic"}, {"logits", {1, 2, 3}}}), "isotonic: 3 knots");
}

TEST(ModelFiles, ScoreAllEvents) {
    auto const model = model_with(Json::object());
    auto const sequences = test::toy_sequences(50, 1);
    Classifier const classifier{model};
    auto const scores = scores_of(classifier, sequences);
    ASSERT_EQ(scores.size(), 50U);
    for (std::size_t n = 0; n < 50; ++n) EXPECT_NEAR(scores[n], test::exact_score(model, sequences[n]), 1e-6);
    EXPECT_EQ(scores_of(model, sequences), scores);
    auto const both = probabilities_of_all(classifier, sequences);
    ASSERT_EQ(both.size(), 100U);
    for (std::size_t n = 0; n < 50; ++n) {
        EXPECT_EQ(both[2 * n + 1], scores[n]);  // by label: 0 ggF/DY, 1 VBF
        EXPECT_EQ(both[2 * n], 1 - scores[n]);
    }
}

TEST(ModelFiles, ReadEventsAsTheModelMustSeeThem) {
    TemporaryFolder const folder;
    write_sequences(folder / "a.h5", test::toy_sequences(30, 1), {});
    test::Heard heard;
    EXPECT_EQ(load_for(model_with(Json::object()), {folder / "a.h5"}, "", false, heard).size(), 30U);
    EXPECT_TRUE(heard.warnings.empty());
    write_frozen_model(folder / "a.json", model_with(Json::object()));
    EXPECT_FALSE(read_set_model(folder / "a.json"));  // a network of jets in order
}

}  // namespace
}  // namespace jetseq::workflow
