#include "workflow/evaluate/other_models.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "data/scores/score_file.hpp"
#include "data/scores/selected_file.hpp"
#include "data/sequences/split.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "workflow/evaluate/evaluated_events.hpp"
#include "workflow/evaluate/evaluated_model.hpp"
#include "workflow/evaluate/mass_study.hpp"
#include "workflow/evaluate/refreeze.hpp"
#include "workflow/evaluate/scored_part.hpp"
#include "workflow/evaluate/training_study.hpp"
#include "workflow/evaluate/trust_study.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

namespace fs = std::filesystem;
using test::message_of, test::says, test::TemporaryFolder;

class OtherModels : public testing::Test {
protected:
    OtherModels() {
        test::add_canaries(model);
        std::set<std::int32_t> samples;
        for (auto const& event : sequences.events) samples.insert(event.sample_id);
        model.training = Json{{"data", {{"sample_ids", samples}, {"files", Json::array()}}}}.dump();
        write_frozen_model(file, model);
    }
    evaluate::ScoredEvents scored() const { return scored_events(sequences, scores_of(classifier(), sequences)); }
    Classifier classifier() const { return Classifier{model}; }

    TemporaryFolder const folder;
    std::string const file = folder / "vbf.json";
    data::Sequences const sequences = test::toy_sequences(300, 1);
    FrozenModel model = test::random_model(1, 4, 3);
};

TEST_F(OtherModels, AreFrozenFilesOrColumnsOfScores) {
    EXPECT_EQ(models_among({"a.json", "mine=run", "b.h5", "b.h5:x_pVBF", "old=c.h5:x"}), (Strings{"a.json", "run"}));
    EXPECT_EQ(name_of_other("mine=run", "vbf").given, "mine");
    EXPECT_EQ(name_of_other("mine=run", "vbf").path, "run");
    EXPECT_EQ(name_of_other("run", "vbf").given, "");
    EXPECT_EQ(name_of_other("run", "vbf").own, "vbf");
    EXPECT_EQ(name_of_other("b.h5:x_pVBF", "x").path, "b.h5");
    EXPECT_TRUE(says(message_of([] { name_of_other("=run", "vbf"); }), {"has no NAME before the '='"}));
}

TEST_F(OtherModels, ScoreTheSameEvents) {
    auto const own = scores_of(classifier(), sequences);
    auto const found = scores_of_other("mine=" + file, sequences, model.contract);
    EXPECT_EQ(found.model, "vbf");
    EXPECT_EQ(found.score, own);
    ASSERT_TRUE(found.leakage);
    EXPECT_GT(found.leakage->training, 0U);
    write_scores(folder / "s.h5", sequences.events, "other", own, {});
    auto const column = scores_of_other(folder / "s.h5:other_pVBF", sequences, model.contract);
    EXPECT_EQ(column.model, "other_pVBF");
    EXPECT_EQ(column.score, own);
    EXPECT_FALSE(column.leakage);
    auto const fewer = test::toy_sequences(10, 2);
    EXPECT_TRUE(
        says(message_of([&] { scores_of_other(folder / "s.h5", fewer, model.contract); }), {"has no score for event"}));
}

TEST_F(OtherModels, OfAnotherEngineAgreeToTheLargestDifference) {
    auto const own = scores_of(classifier(), sequences);
    auto moved = own;
    moved[7] += moved[7] < 0.5F ? 0.25F : -0.25F;
    write_scores(folder / "onnx.h5", sequences.events, "vbf", moved, {});
    auto const [name, difference] = parity_with(folder / "onnx.h5", sequences, own);
    EXPECT_EQ(name, "onnx");
    EXPECT_NEAR(difference, 0.25, 1e-7);
    EXPECT_EQ(parity_with("ONNX Runtime=" + (folder / "onnx.h5"), sequences, own).first, "ONNX Runtime");
    EXPECT_EQ(batch_difference(classifier(), sequences, own), 0);  // the same bits
    EXPECT_NEAR(batch_difference(classifier(), sequences, moved), 0.25, 1e-7);
}

TEST(LargestDifference, OfScoresIsNanIfOneIsNan) {
    std::vector<float> const a{0.5F, 0.25F, 1}, b{0.5F, 0.75F, 0.875F};
    EXPECT_EQ(largest_difference(a, b), 0.5);
    for (std::size_t n = 0; n < a.size(); ++n) {
        auto broken = a;
        broken[n] = NAN;
        EXPECT_TRUE(std::isnan(largest_difference(broken, b))) << n;
        EXPECT_TRUE(std::isnan(largest_difference(a, broken))) << n;
    }
}

TEST_F(OtherModels, MayBeCutsOnTheTagJets) {
    data::Sequences two;
    float const e = 60 * std::cosh(3.0F);  // m_jj = 2 x 60 cosh(3) = 1208 GeV, delta eta 6
    two.add({}, Regime::none, std::vector<Jet>{{60, 3, 0, e}, {60, -3, 3.14159F, e}});
    two.add({}, Regime::none, std::vector<Jet>{{60, 0, 0, 60}});
    EXPECT_EQ(cuts_on("1200/4.7", two).passes, (std::vector<std::uint8_t>{1, 0}));
    EXPECT_EQ(cuts_on("1220/4.7", two).passes, (std::vector<std::uint8_t>{0, 0}));
    EXPECT_EQ(cuts_on("1200/6.1", two).passes, (std::vector<std::uint8_t>{0, 0}));
    EXPECT_EQ(cuts_on("tight=1200/4.7", two).name, "tight");
    for (std::string const text : {"1200", "1200/4.7/1", "a/b"}) {
        EXPECT_TRUE(says(message_of([&] { cuts_on(text, two); }), {"the cuts '" + text + "'", "Try 630/4.7"}));
    }
}

TEST_F(OtherModels, MustHaveBeenTrainedOnTheSameJets) {
    auto other = model.contract;
    require_same_jets("a.json", model.contract, other);
    EXPECT_EQ(other_classifier(file, model.contract).model().name, "vbf");
    other.jet_pt_min += 1;
    EXPECT_TRUE(says(message_of([&] { require_same_jets("a.json", model.contract, other); }),
                     {"a.json was trained on other jets"}));
    EXPECT_TRUE(says(message_of([&] { other_classifier(file, other); }), {"was trained on other jets"}));
}

TEST_F(OtherModels, SayWhatTheirTrainingHasSeen) {
    EXPECT_EQ(evaluated_classifier(file).model().name, "vbf");
    std::uint64_t learnt = 0;
    for (auto const& event : sequences.events) learnt += data::part_of(event) == data::Part::train;
    auto const seen = seen_by(file, classifier(), sequences);
    ASSERT_TRUE(seen.by_id);
    EXPECT_EQ(seen.by_id->training, learnt);
    EXPECT_FALSE(seen.by_jets);  // there is no seen_jets.h5
    auto broken = model;
    broken.training = R"({"data": 5})";
    write_frozen_model(folder / "broken.json", broken);
    EXPECT_TRUE(says(message_of([&] { evaluated_classifier(folder / "broken.json"); }),
                     {"its record of the training can't be read"}));
}

TEST_F(OtherModels, AreDescribedInTheReport) {
    evaluate::ReportInputs inputs;
    auto const scores = scores_of(classifier(), sequences);
    describe_model(inputs, file, classifier(), sequences, scores);
    EXPECT_EQ(inputs.model, "vbf");
    EXPECT_LT(inputs.parity.at("LibTorch"), 1e-6);
    ASSERT_FALSE(inputs.provenance.empty());
    EXPECT_EQ(inputs.provenance[0], (std::pair<std::string, std::string>{"Frozen file", file}));
    EXPECT_EQ(inputs.repeated, 0U);
}

TEST_F(OtherModels, OfSeveralClassesAreMeasuredByClass) {
    EXPECT_TRUE(results_of_classes(classifier(), sequences).empty());
    auto three = test::three_class_model(test::random_model(1, 4, 3));
    test::add_canaries(three);
    EXPECT_EQ(results_of_classes(Classifier{three}, sequences).size(), 3U);
}

TEST_F(OtherModels, HaveThePartsOfTheirTraining) {
    auto const part = part_of_training(classifier(), sequences, data::Part::validation);
    std::size_t events = 0, vbf = 0;
    for (auto const& event : sequences.events) {
        if (data::part_of(event) != data::Part::validation) continue;
        ++events, vbf += event.production == Production::vbf;
    }
    EXPECT_EQ(part.score.size(), events);
    EXPECT_EQ(static_cast<std::size_t>(std::count(part.label.begin(), part.label.end(), 1)), vbf);
}

TEST_F(OtherModels, WithASoftmaxAreNotCalibrated) {
    auto two_classes = model;
    auto& head = two_classes.dense().back();
    head = {head.inputs, 2, Activation::softmax, std::vector<float>(2 * head.inputs, 0.5F), {0, 1}};
    two_classes.canaries.clear();
    test::add_canaries(two_classes);
    for (auto const& refused : {two_classes, test::three_class_model(model)}) {
        auto const calibrate = [&] { calibrated(Classifier{refused}, "temperature", sequences); };
        EXPECT_TRUE(says(message_of(calibrate), {"one output P(VBF)", "has a softmax"}));
    }
}

TEST_F(OtherModels, GetWorkingPointsFromTheValidationPart) {
    auto const events = scored();
    EXPECT_TRUE(chosen_points({}, classifier(), sequences, events).empty());
    auto const points = chosen_points({"half=vbf:0.5"}, classifier(), sequences, events);
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].name, "half");
    EXPECT_EQ(points[0].aim, "vbf:0.5");
    EXPECT_NEAR(points[0].validation.vbf.value, 0.5, 0.1);  // steps of one of about 20 events
    auto const refusal = [&](std::vector<std::string> const& given) {
        return message_of([&] { chosen_points(given, classifier(), sequences, events); });
    };
    EXPECT_TRUE(says(refusal({"half"}), {"'half' is not NAME=AIM"}));
    EXPECT_TRUE(says(refusal({"a=vbf:0.5", "a=vbf:0.6"}), {"'a' is given twice"}));
    OutputFiles files;
    auto named = model;
    named.working_points = {{"half", 0.9F, {0.1, 0, 0.2}, {0.1, 0, 0.2}},
                            {"tight", 0.8F, {0.1, 0, 0.2}, {0.1, 0, 0.2}}};
    add_with_points(files, folder / "new.json", named, points);
    files.commit();
    auto const written = read_frozen_model(folder / "new.json").working_points;
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[0].name, "tight");
    EXPECT_EQ(written[1].name, "half");  // in place of the earlier one
    EXPECT_EQ(written[1].threshold, static_cast<float>(points[0].threshold));
}

TEST_F(OtherModels, AreAskedBeyondTheirScores) {
    auto const events = scored();
    StudiedEvents const studied{sequences, sequences, events};
    auto const trust = study_trust(classifier(), studied);
    EXPECT_FALSE(trust.systematics.empty());
    EXPECT_FALSE(trust.mistakes.empty());
    EXPECT_FALSE(trust.importances.empty());
    EXPECT_EQ(trust.sculpting.size(), 3U);
    EXPECT_TRUE(trust.overtraining);
}

TEST_F(OtherModels, ShowHowTheySculptTheMasses) {
    auto const events = scored();
    std::vector<data::SelectedRow> rows(sequences.size());
    for (std::size_t n = 0; n < rows.size(); ++n) {
        rows[n].info = sequences.events[n], rows[n].m_vv = n == 0 ? 0 : 1000 + static_cast<float>(n);
    }
    OutputFile output{folder / "selected.h5"};
    data::SelectedFile selected{output, rows.size(), {}, {"region"}, {}};
    selected.add(rows), selected.close(), output.commit();
    std::vector<std::string> warnings;
    auto const sculpting = study_masses(folder / "selected.h5", {sequences, sequences, events}, warnings);
    EXPECT_GT(sculpting.edges.size(), 2U);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_TRUE(says(warnings[0], {"leaves out 1 of 300 events"}));

    OutputFile without{folder / "without.h5"};
    data::SelectedFile lacking{without, rows.size(), {}, {"region"}, {}, {"events.m_VV"}};
    lacking.add(rows), lacking.close(), without.commit();
    EXPECT_TRUE(says(message_of([&] {
                         study_masses(folder / "without.h5", {sequences, sequences, events}, warnings);
                     }),
                     {"without.h5 has no column m_VV", "leave the masses out"}));
}

TEST_F(OtherModels, OfManyTrainingsAreFoundInTheirFolder) {
    for (auto const* name : {"seed2", "seed1", "notes"}) fs::create_directories(folder / ("runs/" + std::string{name}));
    for (auto const* name : {"seed2", "seed1"})
        write_file(folder / ("runs/" + std::string{name} + "/metrics.csv"), "epoch\n");
    EXPECT_EQ(trainings_in(folder / "runs"), (Strings{folder / "runs/seed1", folder / "runs/seed2"}));
    EXPECT_TRUE(says(message_of([&] { trainings_in(folder / "runs/notes"); }), {"holds no trainings"}));
    write_frozen_model(folder / "runs/seed1/vbf.json", model);
    write_frozen_model(folder / "runs/seed2/vbf.json", model);
    auto const found = study_trainings(folder / "runs", sequences, model.contract);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].auc.value, found[1].auc.value);  // the same model
}

}  // namespace
}  // namespace jetseq::workflow
