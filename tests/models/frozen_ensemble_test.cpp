#include "models/frozen/frozen_ensemble.hpp"

#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::random_ensemble, test::says, test::TemporaryFolder;

FrozenEnsemble ensemble_of(std::string const& text) {
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", text);
    return read_frozen_ensemble(folder / "vbf.json");
}

/// The error of reading an ensemble of three networks after `spoil`.
template <class Spoil>
std::string ensemble_complaint(Spoil const& spoil) {
    Json json = Json::parse(to_json(random_ensemble(3, 1, 2)));
    spoil(json);
    return message_of([&] { ensemble_of(json.dump()); });
}

/// The same after replacing one member: `place` as in "/networks/0/jetseq/name".
std::string ensemble_with(char const* place, Json const& value) {
    return ensemble_complaint([&](Json& json) { json.at(Json::json_pointer{place}) = value; });
}

TEST(FrozenEnsemble, ComesBackAsItWasWritten) {
    TemporaryFolder const folder;
    auto const ensemble = random_ensemble(3, 2, 5);
    write_frozen_ensemble(folder / "vbf.json", ensemble);
    auto const read = read_frozen_ensemble(folder / "vbf.json");
    EXPECT_EQ(to_json(read), to_json(ensemble));
    ASSERT_EQ(read.networks.size(), 3);
    EXPECT_EQ(read.networks[2].fold.index, 2);
    EXPECT_EQ(read.networks[2].fold.of, 3);
    ASSERT_EQ(read.working_points.size(), 1);
    EXPECT_EQ(read.working_points[0].threshold, 0.9F);
}

TEST(FrozenEnsemble, SaysWhatItIs) {
    auto const json = Json::parse(to_json(random_ensemble(2, 1, 2)));
    EXPECT_EQ(json.at("kind"), "jetseq_ensemble");
    EXPECT_EQ(json.at("format_version"), 1);
    EXPECT_EQ(json.at("folds"), 2);
    EXPECT_EQ(json.at("networks").at(1).at("jetseq").at("fold").dump(), R"({"index":1,"of":2})");
}

TEST(FrozenEnsemble, OfOneNetworkIsAnOrdinaryModel) {
    auto model = test::random_model(1, 3, 1);
    model.working_points = {{"loose", 0.6F, {}, {}}};
    auto const ensemble = ensemble_of(to_json(model));
    ASSERT_EQ(ensemble.networks.size(), 1);
    EXPECT_EQ(to_json(ensemble.networks[0]), to_json(model));
    EXPECT_EQ(ensemble.working_points.at(0).name, "loose");
    EXPECT_TRUE(
        says(message_of([&] { write_frozen_ensemble("/nowhere/vbf.json", ensemble); }), {"Write it as a model"}));
}

TEST(FrozenEnsemble, KeepsTheFoldOfAMemberThatIsWrittenAlone) {
    auto const member = random_ensemble(3, 1, 2).networks[1];
    EXPECT_EQ(ensemble_of(to_json(member)).networks[0].fold.index, 1);
    EXPECT_FALSE(Json::parse(to_json(test::random_model(1, 2, 1))).at("jetseq").contains("fold"));
}

TEST(FrozenEnsemble, IsNotTakenForAModel) {
    TemporaryFolder const folder;
    write_frozen_ensemble(folder / "vbf.json", random_ensemble(3, 1, 2));
    EXPECT_TRUE(says(message_of([&] { read_frozen_model(folder / "vbf.json"); }),
                     {folder / "vbf.json", "an ensemble of 3 networks", "Take one network out"}));
}

TEST(FrozenEnsemble, NamesTheMemberLayerAndKeyAtFault) {
    EXPECT_TRUE(says(ensemble_with("/networks/2/layers/1/weights", {1, 2, 3}),
                     {"vbf.json: networks[2].layers[1].weights has 3 numbers, not 2"}));
    EXPECT_TRUE(says(ensemble_with("/networks/0/jetseq", 1), {"networks[0].jetseq is not an object"}));
    EXPECT_TRUE(says(ensemble_complaint([](Json& json) { json["networks"][1]["jetseq"].erase("canaries"); }),
                     {"networks[1].jetseq has no key 'canaries'"}));
    EXPECT_TRUE(
        says(ensemble_complaint([](Json& json) { json.erase("working_points"); }), {"has no key 'working_points'"}));
    EXPECT_TRUE(
        says(ensemble_with("/networks/1/jetseq/format_version", 2), {"networks[1].jetseq has format_version 2"}));
    EXPECT_TRUE(says(ensemble_with("/format_version", 2), {"vbf.json: has format_version 2", "can't read"}));
    EXPECT_TRUE(says(ensemble_with("/networks", 2), {"networks is not a list"}));
}

TEST(FrozenEnsemble, RefusesWrongFolds) {
    EXPECT_TRUE(says(ensemble_with("/folds", 2), {"folds is not the number of networks"}));
    EXPECT_TRUE(says(ensemble_with("/networks/2/jetseq/fold", {{"index", 1}, {"of", 3}}),
                     {"networks[2].jetseq.fold is 1 of 3, not 2 of 3", "has seen it"}));
    EXPECT_TRUE(
        says(ensemble_with("/networks/2/jetseq/fold/of", 5), {"networks[2].jetseq.fold is 2 of 5, not 2 of 3"}));
    EXPECT_TRUE(says(ensemble_with("/networks/2/jetseq/fold/index", 3), {"networks[2].jetseq.fold has an index"}));
    EXPECT_TRUE(says(ensemble_complaint([](Json& json) { std::swap(json["networks"][0], json["networks"][1]); }),
                     {"networks[0].jetseq.fold is 1 of 3, not 0 of 3"}));
    EXPECT_TRUE(says(ensemble_complaint([](Json& json) { json["networks"][0]["jetseq"].erase("fold"); }),
                     {"networks[0].jetseq.fold is 0 of 1, not 0 of 3"}));
    EXPECT_TRUE(says(
        ensemble_complaint([](Json& json) { json["networks"].erase(1), json["networks"].erase(1), json["folds"] = 1; }),
        {"networks are not two or more"}));
    EXPECT_TRUE(says(ensemble_complaint([](Json& json) {
                         json["networks"] = Json::array();
                         for (int n = 0; n < 1025; ++n) json["networks"].push_back(Json::object());
                         json["folds"] = 1025;
                     }),
                     {"networks are more", "1024 at most"}));
}

TEST(FrozenEnsemble, RefusesNetworksOfDifferentKinds) {
    EXPECT_TRUE(
        says(ensemble_with("/networks/1/jetseq/name", "other"), {"networks[1].jetseq.name is 'other', but 'vbf'"}));
    EXPECT_TRUE(
        says(ensemble_with("/networks/2/jetseq/contract/frame", "canonical"), {"networks[2].jetseq.contract.frame"}));
    EXPECT_TRUE(
        says(ensemble_with("/networks/2/jetseq/contract/jet_pt_min", 20), {"networks[2].jetseq.contract.jet_pt_min"}));
    EXPECT_TRUE(says(ensemble_with("/networks/2/jetseq/contract/jet_abs_eta_max", 2.5),
                     {"networks[2].jetseq.contract.jet_abs_eta_max"}));
    EXPECT_TRUE(says(ensemble_with("/networks/2/input_sequences/0/variables/0/name", "eta"),
                     {"networks[2].input_sequences[0].variables[0] is not 'pt'"}));
}

TEST(FrozenEnsemble, IsNotWrittenWithWrongFolds) {
    auto ensemble = random_ensemble(2, 1, 2);
    std::swap(ensemble.networks[0], ensemble.networks[1]);
    EXPECT_TRUE(says(message_of([&] { write_frozen_ensemble("/nowhere/vbf.json", ensemble); }), {"fold is 1 of 2"}));
    EXPECT_TRUE(says(message_of([&] { write_frozen_ensemble("/nowhere/vbf.json", {}); }), {"networks is empty"}));
}

TEST(TrainingSamples, MayHoldThoseOfTheirListsOrAnyIfOneHasNone) {
    auto networks = random_ensemble(2, 1, 4).networks;
    for (auto& network : networks) network.training = R"({"data": {"sample_ids": [1]}})";
    TrainingSamples const known{networks};
    EXPECT_TRUE(known.may_hold(1));
    EXPECT_FALSE(known.may_hold(2));
    networks[1].training = "{}";
    EXPECT_TRUE(TrainingSamples{networks}.may_hold(2));
}

TEST(CheckFolds, NamesWhatDoesNotFitTogether) {
    auto ensemble = random_ensemble(2, 1, 4);
    check_folds(ensemble);
    std::swap(ensemble.networks[0].fold, ensemble.networks[1].fold);
    EXPECT_TRUE(says(message_of([&] { check_folds(ensemble); }), {"networks[0].jetseq.fold is 1 of 2, not 0 of 2"}));
    auto other = random_ensemble(2, 1, 4);
    other.networks[1].name = "other";
    EXPECT_TRUE(says(message_of([&] { check_folds(other); }), {"name"}));
    EXPECT_TRUE(says(message_of([] { check_folds({}); }), {"networks is empty"}));
}

}  // namespace
}  // namespace jetseq
