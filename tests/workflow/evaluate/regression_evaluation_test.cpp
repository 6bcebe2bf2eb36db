#include "workflow/evaluate/regression_evaluation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/json/json.hpp"
#include "data/scores/score_file.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/foreign_file.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/workflow/heard.hpp"
#include "workflow/evaluate/evaluated_events.hpp"
#include "workflow/evaluate/event_inputs.hpp"
#include "workflow/evaluate/other_models.hpp"
#include "workflow/models/model_files.hpp"

namespace jetseq::workflow {
namespace {

using test::Heard, test::message_of, test::says, test::TemporaryFolder;

constexpr std::size_t number_events = 600;

/// A file of events for a model of a number, whose true number is the one that it finds plus n % 5 - 2.
class RegressionEvaluation : public testing::Test {
protected:
    TemporaryFolder const folder;
    EvaluationOptions options;
    Heard heard;
    FrozenModel model;
    std::vector<double> exact;

    void SetUp() override {
        test::JoinedShape const shape{{{"hits", 2, 1, 8}}, 1, {}, 1};
        model = test::joined_model(shape, 1);
        model.classes = {"m + 0"};
        test::JoinedEvents const inputs{model, number_events, 3, 5};
        std::vector<double> numbers, samples(number_events, 4), types(number_events, 21), m, v0, valid, h0, h1;
        for (std::size_t n = 0; n < number_events; ++n) {
            auto const sequences = inputs.sequences_of(n);
            auto const variables = inputs.variables_of(n);
            exact.push_back(test::exact_probabilities(model, sequences, variables)[0]);
            numbers.push_back(static_cast<double>(n));
            m.push_back(exact.back() + static_cast<double>(n % 5) - 2), v0.push_back(variables[0]);
            std::size_t const length = sequences[0].size() / 2;
            // the network sorts by falling h0
            std::vector<std::pair<float, float>> objects;
            for (std::size_t i = 0; i < length; ++i) objects.push_back({sequences[0][2 * i], sequences[0][2 * i + 1]});
            for (std::size_t i = 0; i < 3; ++i) {
                valid.push_back(i < length), h0.push_back(i < length ? objects[i].first : 0);
                h1.push_back(i < length ? objects[i].second : 0);
            }
        }
        test::ForeignFile file{folder / "toy.h5"};
        file.add_table("events", {number_events},
                       {{"eventNumber", H5T_STD_U64LE, numbers},
                        {"sampleId", H5T_STD_I32LE, samples},
                        {"signalType", H5T_STD_I32LE, types},
                        {"m", H5T_IEEE_F32LE, m},
                        {"v0", H5T_IEEE_F32LE, v0}});
        file.add_table("hits", {number_events, 3},
                       {{"valid", test::bool_type(), valid}, {"h0", H5T_IEEE_F32LE, h0}, {"h1", H5T_IEEE_F32LE, h1}});
        std::get<JoinedNetwork>(model.network).sequences[0].sort = "";
        model.training = text_of(Json{{"data", {{"files", Json::array()}, {"sample_ids", {1}}}}});
        write_frozen_model(folder / "toy.json", model);
        options.model = folder / "toy.json", options.events = {folder / "toy.h5"}, options.out = folder / "report";
        options.plots = {false, false}, options.all_events = true, options.usual_cuts = {"usual=630/4.7"};
    }
};

TEST_F(RegressionEvaluation, MeasuresTheResiduals) {
    EXPECT_TRUE(is_regression(options));
    auto const found = run_regression(options, heard);
    EXPECT_EQ(found.target, "m + 0");
    ASSERT_EQ(found.models.size(), 1U);
    auto const& all = found.models[0].all;
    EXPECT_EQ(all.events, number_events);
    EXPECT_NEAR(all.bias.value, 0, 1e-5);
    EXPECT_NEAR(all.width.value, 2, 1e-5);
    EXPECT_NEAR(all.rms.value, std::sqrt(2), 1e-4);
    EXPECT_NEAR(all.mean_absolute.value, 1.2, 1e-4);
    EXPECT_LT(found.parity.at("LibTorch"), 1e-5);
    EXPECT_EQ(found.parity.at("one batch"), 0);
    std::vector<std::string> names;
    for (auto const& one : found.importances) names.push_back(one.name);
    EXPECT_EQ(names, (std::vector<std::string>{"hits", "h0 of hits", "h1 of hits", "v0"}));
}

TEST_F(RegressionEvaluation, ComparesWithOthersOfTheSameNumber) {
    data::Sequences const read = load_for(model, options.events, "", false, heard, 1);
    std::vector<float> doubled;
    for (double const x : exact) doubled.push_back(static_cast<float>(2 * x));
    data::write_numbers(folder / "b.h5", read.events, "twice", doubled, {});
    options.models = {"base=" + (folder / "b.h5"), "again=" + (folder / "toy.json")};
    options.parity = {folder / "b.h5"};
    auto const found = run_regression(options, heard);
    ASSERT_EQ(found.models.size(), 3U);
    EXPECT_EQ(found.models[1].name, "base");
    EXPECT_NEAR(found.models[1].numbers.found[7], 2 * exact[7], 1e-5);
    EXPECT_EQ(found.models[2].numbers.found, found.models[0].numbers.found);
    EXPECT_GT(found.parity.at("b"), 0.1);
    EXPECT_EQ(numbers_of_other(folder / "b.h5:twice", read, "m + 0").score, doubled);
    auto other = test::joined_model({{{"hits", 2, 1, 8}}, 1, {}, 2}, 1);
    write_frozen_model(folder / "classes.json", other);
    EXPECT_TRUE(says(message_of([&] { numbers_of_other(folder / "classes.json", read, "m + 0"); }),
                     {"classes.json does not find 'm + 0'"}));
}

TEST_F(RegressionEvaluation, RefusesWhatIsOfClasses) {
    auto const refused = [&](auto const& change) {
        auto changed = options;
        change(changed);
        return message_of([&] { run_regression(changed, heard); });
    };
    std::pair<char const*, std::function<void(EvaluationOptions&)>> const cases[]{
        {"a working point", [](auto& o) { o.points = {"a=vbf:0.5"}; }},
        {"a calibration", [](auto& o) { o.calibration = "isotonic"; }},
        {"points and calibration", [](auto& o) { o.frozen = "x.json"; }},
        {"a selection by cuts", [](auto& o) { o.cuts = {"1/2"}; }},
        {"the sculpting of masses", [](auto& o) { o.masses = "s.h5"; }},
        {"several trainings", [](auto& o) { o.trainings = "r"; }},
        {"the literature", [](auto& o) { o.literature = true; }},
        {"a name of a class", [](auto& o) { o.labels.vbf = "x"; }}};
    for (auto const& [what, change] : cases) {
        EXPECT_TRUE(says(refused(change), {"toy.json finds a number, 'm + 0' (", what, "Leave it out"})) << what;
    }
    EXPECT_TRUE(says(message_of([&] { require_classes(model, "toy.json", "a fit"); }),
                     {"toy.json finds a number, 'm + 0' (a fit takes the probability of a class)"}));
    require_classes(test::joined_model(test::two_sequences(), 1), "b.json", "a fit");
    EXPECT_EQ(name_of_test_part({}), "test part (30 %)");
    data::Sequences const read = load_for(model, options.events, "", false, heard, 1);
    Identities const who{read};
    EXPECT_EQ(who.ids().event_number[3], 3U);
    EXPECT_EQ(who.sample_id[3], 4);
}

}  // namespace
}  // namespace jetseq::workflow
