// Evaluations of networks that join sequences of objects and variables.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/json/json.hpp"
#include "evaluate/studies/report_json.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "report/page/report_page.hpp"
#include "report/page/sections.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_events.hpp"
#include "tests/support/toy_models.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/evaluate/evaluation.hpp"
#include "workflow/evaluate/event_inputs.hpp"
#include "workflow/models/model_files.hpp"
#include "workflow/models/model_inputs.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::message_of, test::says, test::TemporaryFolder;

constexpr std::size_t events_of_file = 1200;

test::JoinedShape hits_and_tracks(std::size_t classes = 2) {
    return {{{"hits", 4, 1, 8}, {"tracks", 3, 1, 6, true}}, 2, {5}, classes};
}

/// Toy events with what `model` reads, labelled at random by its probabilities. `with_jets`: and with jets.
data::Sequences events_for(FrozenModel const& model, bool with_jets) {
    auto const toys = test::toy_sequences(events_of_file, 1);
    test::JoinedEvents const inputs{model, events_of_file, 7, 5};
    data::Sequences events;
    auto const choice = choice_of(model);
    for (auto const& objects : choice.objects) events.objects.emplace_back().choice = objects;
    events.variables.names = choice.variables;
    Random random{6};
    for (std::size_t n = 0; n < events_of_file; ++n) {
        auto const sequences = inputs.sequences_of(n);
        auto const variables = inputs.variables_of(n);
        auto const p = test::exact_probabilities(model, sequences, variables);
        double at = random.uniform();
        std::size_t label = 0;
        while (label + 1 < p.size() && at >= p[label]) at -= p[label++];
        EventInfo info = toys.events[n];
        info.production = static_cast<Production>(label);
        events.add(info, with_jets ? toys.regimes[n] : Regime::none, with_jets ? toys[n] : JetSequence{});
        for (std::size_t k = 0; k < sequences.size(); ++k) {
            auto& list = events.objects[k];
            list.add(sequences[k].data(), sequences[k].size() / list.width());
        }
        events.variables.values.append(variables.data(), variables.size());
    }
    events.selection = toys.selection;
    if (!with_jets) events.absent = {"events.mass", "events.spin", "events.leptons"};
    return events;
}

std::string record_of(data::Sequences const& events) {
    std::set<std::int32_t> samples;
    for (auto const& event : events.events) samples.insert(event.sample_id);
    return text_of(Json{{"data", {{"files", Json::array()}, {"sample_ids", samples}}}});
}

class JoinedEvaluation : public testing::Test {
protected:
    TemporaryFolder const folder;
    EvaluationOptions options;
    Heard heard;

    data::Sequences prepare(FrozenModel model, bool with_jets) {
        auto events = events_for(model, with_jets);
        data::write_sequences(folder / "toy.h5", events, {});
        model.training = record_of(events);
        write_frozen_model(folder / "toy.json", model);
        options.model = folder / "toy.json", options.events = {folder / "toy.h5"}, options.out = folder / "report";
        options.plots = {false, false}, options.usual_cuts = {"usual=630/4.7"};
        return events;
    }
    evaluate::Report measured() { return run_evaluation(options, heard).report; }
};

/// `text` without the keys of JSON objects.
std::string values_of(Json const& json) {
    std::string text;
    if (json.is_string()) return json.get<std::string>() + '\n';
    if (!json.is_structured()) return text;
    for (auto const& one : json) text += values_of(one);
    return text;
}

std::vector<std::string> groupings_of(evaluate::Report const& report) {
    std::vector<std::string> keys;
    for (auto const& grouping : report.groupings) keys.push_back(grouping.key);
    return keys;
}

TEST_F(JoinedEvaluation, StudiesWhatTheNetworkReads) {
    prepare(test::joined_model(hits_and_tracks(), 1), false);
    auto const report = measured();
    EXPECT_LT(report.inputs.parity.at("LibTorch"), 1e-5);
    EXPECT_EQ(report.inputs.parity.at("one batch"), 0);
    auto const& trust = report.inputs.trust;
    std::vector<std::string> names;
    for (auto const& one : trust.importances) names.push_back(one.name);
    EXPECT_EQ(names, (std::vector<std::string>{"hits", "tracks", "h0 of hits", "h1 of hits", "h2 of hits", "h3 of hits",
                                               "t0 of tracks", "t1 of tracks", "t2 of tracks", "v0", "v1"}));
    EXPECT_EQ(trust.systematics.size(), 2U * (4 + 3 + 2) + 2);
    EXPECT_EQ(trust.mistakes.size(), 2U);  // both are sorted
    EXPECT_GT(trust.importances[0].loss.value + trust.importances[1].loss.value, 0);
    EXPECT_GT(report.first().auc.value, 0.55);
    EXPECT_EQ(groupings_of(report), (std::vector<std::string>{"length_of_hits", "length_of_tracks"}));
    EXPECT_EQ(trust.sculpting.size(), 2U);
    EXPECT_TRUE(trust.overtraining.has_value());
    EXPECT_EQ(trust.recalibrations.size(), 4U);
}

TEST_F(JoinedEvaluation, NamesItsOwnClassesOnly) {
    prepare(test::joined_model(hits_and_tracks(), 1), true);
    auto const report = measured();
    auto const json = report_json(report);
    EXPECT_EQ(json["class_names"], Json::parse(R"({"vbf": "b", "ggf": "light"})"));
    for (auto const& text : {report::report_html(report), values_of(json)}) {
        for (auto const* other : {"VBF", "ggF", "cuts", "cut-based"}) {
            EXPECT_EQ(text.find(other), text.npos) << other << ": " << text.substr(text.find(other) - 100, 200);
        }
        EXPECT_NE(text.find("light"), text.npos);
    }
    EXPECT_EQ(groupings_of(report).front(), "n_jets");  // they are known
    EXPECT_EQ(report.cut_based.vbf.value, 0);
    EXPECT_TRUE(report.other_cuts.empty());
}

TEST_F(JoinedEvaluation, OfVbfAndGgfIsComparedWithTheCutsIfJetsAreKnown) {
    auto model = test::joined_model(hits_and_tracks(), 1);
    model.classes = {"ggF", "VBF"};
    prepare(model, true);
    auto const report = measured();
    EXPECT_FALSE(report.inputs.cut_based_name.empty());
    EXPECT_EQ(report.other_cuts.size(), 1U);
    EXPECT_FALSE(report_json(report).contains("class_names"));
    prepare(model, false);
    EXPECT_TRUE(measured().inputs.cut_based_name.empty());
}

TEST_F(JoinedEvaluation, OfThreeClassesSaysWhatIsCompared) {
    prepare(test::joined_model(hits_and_tracks(3), 2), false);
    auto const report = measured();
    ASSERT_EQ(report.inputs.classes.size(), 3U);
    auto const page = report::report_html(report);
    EXPECT_TRUE(says(page, {"This model has 3 classes",
                            "compares b, by its probability, with light; events of c2 are "
                            "left out there."}));
    EXPECT_EQ(page.find("VBF"), page.npos);
    options.calibration = "logistic";
    EXPECT_TRUE(says(message_of([&] { measured(); }), {"one output of two classes (this one has a softmax)"}));
}

TEST_F(JoinedEvaluation, CalibratesAndFreezes) {
    auto const events = prepare(test::joined_model(hits_and_tracks(), 1), false);
    for (auto const* how : {"temperature", "logistic", "isotonic"}) {
        options.calibration = how, options.frozen = folder / "frozen.json", options.points = {"half=vbf:0.5"};
        auto const evaluation = run_evaluation(options, heard);
        OutputFiles files;
        add_evaluation(files, options, evaluation);
        files.commit();
        auto const frozen = Classifier::load(options.frozen);
        EXPECT_TRUE(frozen.model().takes_sequences());
        EXPECT_EQ(scores_of(frozen, events), scores_of(evaluation.classifier, events)) << how;
        EXPECT_LT(evaluation.report.inputs.parity.at("LibTorch"), 1e-5) << how;
        auto const& point = evaluation.report.inputs.trust.points.at(0);
        EXPECT_EQ(frozen.working_point("half").threshold, static_cast<float>(point.threshold));
        EXPECT_NEAR(point.validation.vbf.value, 0.5, 0.05) << how;
    }
}

TEST_F(JoinedEvaluation, IsPutBesideNetworksOfOtherInputs) {
    auto const joined = test::joined_model(hits_and_tracks(), 1);
    auto const events = prepare(joined, true);
    auto stated = test::random_model(1, 4, 1);
    auto dense = test::variables_model(2, {3}, 1);  // reads v0 and v1, as the joined one
    auto fewer = test::joined_model({{{"tracks", 3, 1, 4, true}}, 1, {}}, 3);
    stated.training = dense.training = fewer.training = record_of(events);
    write_frozen_model(folder / "stated.json", stated);
    write_frozen_model(folder / "dense.json", dense);
    write_frozen_model(folder / "fewer.json", fewer);
    options.models = {"stated=" + folder / "stated.json", "dense=" + folder / "dense.json",
                      "fewer=" + folder / "fewer.json"};
    auto const report = measured();
    ASSERT_EQ(report.models.size(), 4U);
    for (std::size_t m = 1; m < 4; ++m) EXPECT_GT(report.models[m].auc.value, 0) << m;
    options.models = {}, options.model = folder / "fewer.json";
    EXPECT_EQ(report.models[3].auc.value, measured().first().auc.value);  // the same alone
    options.model = folder / "stated.json";
    auto const alone = measured();
    EXPECT_EQ(report.models[1].auc.value, alone.first().auc.value);
    options.models = {"joined=" + folder / "toy.json"};
    auto const beside = measured();
    EXPECT_EQ(beside.models.at(1).auc.value, report.first().auc.value);
    EXPECT_LT(beside.inputs.parity.at("LibTorch"), 1e-5);
}

/// As LibTorch scores them: it takes nothing that the network does not read.
TEST(ReadBy, KeepsWhatTheNetworkReads) {
    auto const model = test::joined_model(hits_and_tracks(), 1);
    auto const fewer = test::joined_model({{{"tracks", 2, 1, 4, true}}, 1, {}}, 3);  // t0, t1, v0
    auto const events = events_for(model, true);
    auto const own = read_by(fewer, events);
    ASSERT_EQ(own.objects.size(), 1U);
    EXPECT_EQ(own.variables.names, Strings{"v0"});
    for (std::size_t n = 0; n < events.size(); ++n) {
        ASSERT_EQ(own.objects[0].length(n), events.objects[1].length(n));
        for (std::size_t i = 0; i < own.objects[0].length(n); ++i) {
            EXPECT_EQ(own.objects[0].row(n)[2 * i + 1], events.objects[1].row(n)[3 * i + 1]);
        }
        EXPECT_EQ(own.variables.row(n)[0], events.variables.row(n)[0]);
    }
    auto const stated = read_by(test::random_model(1, 4, 1), events);
    EXPECT_TRUE(stated.objects.empty());
    EXPECT_EQ(stated.jets.size(), events.jets.size());
}

TEST(EventInputs, AreScoredInBatchesAsOneByOne) {
    auto const model = test::joined_model(hits_and_tracks(), 1);
    auto const events = events_for(model, false);
    auto const inputs = event_inputs(model, events);
    ASSERT_EQ(inputs.sequences.size(), 2U);
    EXPECT_TRUE(inputs.sequences[0].is_sorted);
    EXPECT_EQ(inputs.sequences[1].offsets.back(), events.objects[1].offsets[events.size()]);
    EXPECT_EQ(inputs.values.size(), 2 * events.size());
    std::vector<std::int32_t> samples;
    std::vector<std::uint64_t> numbers;
    for (auto const& event : events.events) {
        samples.push_back(event.sample_id), numbers.push_back(event.event_number);
    }
    Classifier const classifier{model};
    EXPECT_EQ(scores_of(classifier, inputs, {samples.data(), numbers.data()}), scores_of(classifier, events));
    auto many = inputs;  // of several batches, for a network that needs no ids
    for (int copy = 1; copy < 4; ++copy) {
        for (std::size_t k = 0; k < inputs.sequences.size(); ++k) {
            auto const& from = inputs.sequences[k];
            auto& to = many.sequences[k];
            auto const before = to.offsets.back();
            for (std::size_t n = 1; n < from.offsets.size(); ++n) to.offsets.push_back(before + from.offsets[n]);
            to.values.insert(to.values.end(), from.values.begin(), from.values.end());
        }
        many.values.insert(many.values.end(), inputs.values.begin(), inputs.values.end());
    }
    auto const one = scores_of(classifier, events), all = scores_of(classifier, many, {nullptr, nullptr});
    ASSERT_EQ(all.size(), 4 * one.size());
    EXPECT_TRUE(std::equal(one.begin(), one.end(), all.end() - static_cast<std::ptrdiff_t>(one.size())));
}

}  // namespace
}  // namespace jetseq::workflow
