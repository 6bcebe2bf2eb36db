#include "models/frozen/frozen_joined.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "models/frozen/frozen_ensemble.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/joined_models.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

/// Frozen files of networks of sequences of objects and variables of the event.
namespace jetseq {
namespace {

using test::joined_ensemble, test::joined_model, test::message_of, test::says, test::TemporaryFolder,
    test::two_sequences;

FrozenModel joined_with_point() {
    auto model = joined_model(two_sequences(), 3);
    model.working_points = {{"tight", 0.9F, {0.4, 0.39, 0.41}, {0.01, 0.009, 0.012}}};
    return model;
}

TEST(FrozenJoined, ModelsAreReadAsTheyWereWritten) {
    TemporaryFolder const folder;
    auto three = two_sequences();
    three.classes = 3;
    three.variables = 0;
    three.sequences[1].most = 40;
    for (auto const& model : {joined_with_point(), joined_model(three, 4)}) {
        write_frozen_model(folder / "a.json", model);
        auto const read = read_frozen_model(folder / "a.json");
        EXPECT_TRUE(read.takes_sequences());
        EXPECT_FALSE(read.takes_jets() || read.takes_variables());
        EXPECT_EQ(read.classes, model.classes);
        auto const &found = std::get<JoinedNetwork>(read.network), &made = std::get<JoinedNetwork>(model.network);
        ASSERT_EQ(found.sequences.size(), 2);
        for (std::size_t n = 0; n < 2; ++n) {
            EXPECT_EQ(found.sequences[n].sort, made.sequences[n].sort);
            EXPECT_EQ(found.sequences[n].most, made.sequences[n].most);
        }
        EXPECT_EQ(found.sequences[0].lstm[1].u, made.sequences[0].lstm[1].u);
        EXPECT_EQ(found.sequences[1].gru[0].w, made.sequences[1].gru[0].w);
        EXPECT_EQ(read.event_variables().size(), made.event.size());
        EXPECT_EQ(read.canaries[2].sequences, model.canaries[2].sequences);
        EXPECT_EQ(read.canaries[2].variables, model.canaries[2].variables);
        EXPECT_EQ(to_json(read), to_json(model));
    }
}

TEST(FrozenJoined, FilesHoldLwtnnsGraph) {
    Json const json = Json::parse(to_json(joined_with_point()));
    std::vector<std::string> types;
    for (auto const& node : json["nodes"]) types.push_back(node["type"]);
    EXPECT_EQ(types, (std::vector<std::string>{"input_sequence", "sequence", "sequence", "input_sequence", "sequence",
                                               "input", "concatenate", "feed_forward", "feed_forward"}));
    EXPECT_EQ(json["nodes"][6]["sources"], Json({2, 4, 5}));
    EXPECT_EQ(json["nodes"][4]["layer_index"], 2);
    EXPECT_EQ(json["layers"][2]["architecture"], "gru");
    EXPECT_EQ(json["input_sequences"][1]["name"], "tracks");
    EXPECT_EQ(json["inputs"][0]["name"], "event");
    EXPECT_EQ(json["outputs"]["flavour"]["labels"], Json({"pb"}));
    Json const& jetseq = json["jetseq"];
    EXPECT_EQ(jetseq["format_version"], 2);
    EXPECT_EQ(jetseq["sequences"][0], Json({{"name", "jets"}, {"sort", "-j0"}, {"most", 0}}));
    EXPECT_FALSE(jetseq["contract"].contains("frame") || jetseq.contains("empty_sequence_score"));
    EXPECT_EQ(jetseq["classes"], Json({"light", "b"}));
    EXPECT_EQ(jetseq["canaries"][0]["sequences"], Json({Json::array(), Json::array()}));
    EXPECT_EQ(jetseq["working_points"][0]["signal"]["value"], 0.4);
    EXPECT_FALSE(Json::parse(to_json(joined_with_point(), true)).contains("jetseq"));
}

/// Of a set, and of attention over the second sequence.
FrozenModel model_of_sets() {
    auto model = joined_model(test::two_sets(), 3);
    auto& tracks = std::get<JoinedNetwork>(model.network).sequences[1];
    tracks.set->kind = SetKind::attention, tracks.set->embedding.clear();
    tracks.set->width = 17, tracks.set->heads = 1, tracks.set->blocks = 1;
    tracks.set_parameters.assign(count_of(parameter_shapes(*tracks.set)), 0.25F);
    return model;
}

TEST(FrozenJoined, SetsAreReadAsTheyWereWritten) {
    TemporaryFolder const folder;
    for (auto const& model : {joined_model(test::two_sets(), 3), model_of_sets()}) {
        write_frozen_model(folder / "a.json", model);
        auto const read = read_frozen_model(folder / "a.json");
        auto const &found = std::get<JoinedNetwork>(read.network), &made = std::get<JoinedNetwork>(model.network);
        for (std::size_t n = 0; n < 2; ++n) {
            ASSERT_TRUE(found.sequences[n].set);
            EXPECT_EQ(found.sequences[n].set->kind, made.sequences[n].set->kind);
            EXPECT_EQ(found.sequences[n].set->embedding, made.sequences[n].set->embedding);
            EXPECT_EQ(found.sequences[n].set->inputs, made.sequences[n].features.size());
            EXPECT_EQ(found.sequences[n].set_parameters, made.sequences[n].set_parameters);
        }
        EXPECT_EQ(found.sequences[1].set->heads, made.sequences[1].set->heads);
        EXPECT_EQ(read.needs_libtorch(), made.sequences[1].set->kind == SetKind::attention);
        EXPECT_EQ(to_json(read), to_json(model));
    }
    EXPECT_TRUE(
        says(message_of([] { to_json(model_of_sets(), true); }), {"is a network with attention", "torchscript"}));
}

TEST(FrozenJoined, SetsAreNodesOfLwtnnsGraph) {
    Json const json = Json::parse(to_json(joined_model(test::two_sets(), 3), true));
    std::vector<std::string> types;
    for (auto const& node : json["nodes"]) types.push_back(node["type"]);
    EXPECT_EQ(types, (std::vector<std::string>{"input_sequence", "time_distributed", "time_distributed", "sum",
                                               "input_sequence", "time_distributed", "sum", "input", "concatenate",
                                               "feed_forward", "feed_forward"}));
    EXPECT_EQ(json["nodes"][8]["sources"], Json({3, 6, 7}));
    EXPECT_EQ(json["nodes"][5]["layer_index"], 2);
    EXPECT_EQ(json["layers"][1]["activation"], "rectified");
    EXPECT_EQ(json["layers"][1]["weights"].size(), 12U * 9);
    EXPECT_EQ(json["layers"][1]["bias"].size(), 9U);
    Json const attention = Json::parse(to_json(model_of_sets()));
    EXPECT_EQ(attention["nodes"][5]["type"], "attention");
    EXPECT_EQ(attention["nodes"][6]["type"], "sum");
    EXPECT_EQ(attention["layers"][2]["heads"], 1);
    EXPECT_EQ(attention["layers"][2]["parameters"]["block0_wide_b"].size(), 34U);
}

FrozenModel joined_number() {
    auto shape = two_sequences();
    shape.classes = 1;
    return joined_model(shape, 3);
}

TEST(FrozenJoined, ModelsThatFindANumberAreReadAsTheyWereWritten) {
    TemporaryFolder const folder;
    auto const model = joined_number();
    write_frozen_model(folder / "a.json", model);
    auto const read = read_frozen_model(folder / "a.json");
    EXPECT_TRUE(read.finds_number());
    EXPECT_EQ(read.place_of_score(), 0U);
    EXPECT_EQ(read.classes, std::vector<std::string>{"log(mass)"});
    EXPECT_EQ(read.canaries[2].score, model.canaries[2].score);
    EXPECT_EQ(to_json(read), to_json(model));
    EXPECT_FALSE(joined_with_point().finds_number());
    EXPECT_EQ(joined_with_point().place_of_score(), 1U);
    Json const json = Json::parse(to_json(model));
    EXPECT_EQ(json["outputs"]["flavour"]["labels"], Json({"log(mass)"}));
    EXPECT_EQ(json["layers"].back()["activation"], "linear");
    EXPECT_EQ(json["jetseq"]["target"], "log(mass)");
    EXPECT_FALSE(json["jetseq"].contains("classes"));
}

/// The error of reading a model of a number after `spoil`.
template <class Spoil>
std::string complaint_about_number(Spoil const& spoil) {
    Json json = Json::parse(to_json(joined_number()));
    spoil(json);
    TemporaryFolder const folder;
    write_file(folder / "a.json", json.dump());
    return message_of([&] { read_frozen_model(folder / "a.json"); });
}

TEST(FrozenJoined, ErrorsNameWhatIsWrongWithANumber) {
    EXPECT_EQ(complaint_about_number([](Json&) {}), "(nothing was thrown)");
    EXPECT_TRUE(says(complaint_about_number([](Json& json) {
                         json["jetseq"]["classes"] = {"a", "b"};
                     }),
                     {"jetseq.classes is there (a network that finds a number has no classes)"}));
    EXPECT_TRUE(
        says(complaint_about_number([](Json& json) { json["jetseq"]["target"] = ""; }), {"jetseq.target is empty"}));
    EXPECT_TRUE(says(complaint_about_number([](Json& json) { json["jetseq"].erase("target"); }),
                     {"must end in one sigmoid output, or in a softmax"}));
    EXPECT_TRUE(says(complaint_about_number([](Json& json) { json["layers"].back()["activation"] = "sigmoid"; }),
                     {"must end in one linear output, because jetseq.target names a number"}));
    auto const point = Json::parse(to_json(joined_with_point()))["jetseq"]["working_points"];
    EXPECT_TRUE(says(complaint_about_number([&](Json& json) { json["jetseq"]["working_points"] = point; }),
                     {"working_points is not empty (a network that finds a number has no working points)"}));
}

TEST(FrozenJoined, WeightsThatAreNotFiniteAreNotWritten) {
    TemporaryFolder const folder;
    auto const refused = [&](auto const& spoil) {
        auto model = joined_with_point();
        spoil(std::get<JoinedNetwork>(model.network));
        return message_of([&] { write_frozen_model(folder / "a.json", model); });
    };
    EXPECT_TRUE(says(refused([](auto& network) { network.sequences[1].gru[0].u[3] = NAN; }), {"is not finite"}));
    EXPECT_TRUE(says(refused([](auto& network) { network.sequences[0].lstm[1].b[3] = NAN; }), {"is not finite"}));
    EXPECT_TRUE(says(refused([](auto& network) { network.dense[0].w[3] = INFINITY; }), {"is not finite"}));
    auto of_sets = model_of_sets();
    std::get<JoinedNetwork>(of_sets.network).sequences[0].set_parameters[2] = NAN;
    EXPECT_TRUE(says(message_of([&] { write_frozen_model(folder / "a.json", of_sets); }), {"is not finite"}));
}

/// The error of reading a good model after `spoil`.
template <class Spoil>
std::string complaint_after(Spoil const& spoil, FrozenModel const& model = joined_with_point()) {
    Json json = Json::parse(to_json(model));
    spoil(json);
    TemporaryFolder const folder;
    write_file(folder / "a.json", json.dump());
    return message_of([&] { read_frozen_model(folder / "a.json"); });
}

std::string after_setting(char const* place, Json const& value) {
    return complaint_after([&](Json& json) { json.at(Json::json_pointer{place}) = value; });
}

TEST(FrozenJoined, ErrorsNameWhatIsWrong) {
    EXPECT_EQ(complaint_after([](Json&) {}), "(nothing was thrown)");
    struct Case {
        char const* place;
        Json value;
        char const* says;
    };
    Case const cases[] = {
        {"/input_sequences", Json::array(), "input_sequences is empty"},
        {"/input_sequences/1/name", "jets", "input_sequences[1].name is empty, or appears twice"},
        {"/input_sequences/1/name", "event", "input_sequences[1].name is the name of the variables of the event"},
        {"/input_sequences/1/name", "leptons", "jetseq.sequences[1].name is not leptons"},
        {"/input_sequences/0/variables/1/name", "j0", "variables[1].name is empty, or appears twice"},
        {"/input_sequences/0/variables", Json::array(), "input_sequences[0].variables is empty"},
        {"/input_sequences/0/variables/0/scale", 1e300, "scale is not a finite 32-bit number"},
        {"/inputs/0/name", "other", "inputs[0].name is not event"},
        {"/inputs", Json::array(), "nodes[5].type is not concatenate"},
        {"/jetseq/sequences", Json::array(), "jetseq.sequences is not as long as input_sequences"},
        {"/jetseq/sequences/0/sort", "-", "jetseq.sequences[0].sort has no name"},
        {"/jetseq/sequences/0/most", -1, "most is not a whole number"},
        {"/nodes/0/size", 4, "nodes[0].size is not the number of variables"},
        {"/nodes/0/sources", {1}, "nodes[0].sources[0] does not follow the nodes before it"},
        {"/nodes/2/sources", {0}, "nodes[2].sources[0] does not follow the nodes before it"},
        {"/nodes/2/layer_index", 0, "nodes[2].layer_index does not follow"},
        {"/nodes/2/type", "input", "nodes[2].type is not input_sequence"},
        {"/nodes/1/type", "sum", "nodes has a sequence that no layer reads"},
        {"/nodes/5/type", "concatenate", "nodes[5].type is not input"},
        {"/nodes/6/sources", {4, 2, 5}, "nodes[6].sources[0] does not follow the nodes before it"},
        {"/nodes/6/sources", {2, 4}, "nodes[6].sources does not follow the nodes before it"},
        {"/nodes/8/layer_index", 99, "nodes[8].layer_index does not follow"},
        {"/layers/1/architecture", "gru", "layers[1] is not of the kind of the layer before"},
        {"/layers/1/architecture", "dense", "layers[1] has the architecture 'dense', not lstm or gru"},
        {"/layers/3/architecture", "lstm", "layers[3].architecture is not dense"},
        {"/layers/2/components/r/U", {1, 2}, "layers[2].components.r.U has 2 numbers, not 81"},
        {"/layers/3/weights", {1, 2}, "layers[3].weights has 2 numbers, not 259"},
        {"/layers/4/activation", "linear", "must end in one sigmoid output"},
        {"/jetseq/format_version", 1, "format_version 1"},
        {"/jetseq/format_version", 3, "format_version 3"},
        {"/jetseq/classes", {"b", "b"}, "classes[1] is empty, or appears twice"},
        {"/jetseq/classes", {"b"}, "classes is not two names"},
        {"/jetseq/contract/max_length", -1, "max_length is not a whole number"},
        {"/jetseq/canaries/3/variables", {1, 2}, "canaries[3].variables has 2 numbers, not 3"},
        {"/jetseq/canaries/3/sequences", Json::array(), "canaries[3].sequences is not a list for each sequence"},
        {"/jetseq/canaries/0/sequences/1", Json::array({Json::array({1, 2})}), "sequences[1][0] has 2 numbers, not 3"},
        {"/jetseq/working_points/0/signal", 1, "signal"},
    };
    for (auto const& one : cases) EXPECT_TRUE(says(after_setting(one.place, one.value), {one.says})) << one.place;
}

TEST(FrozenJoined, ErrorsOfSetsNameWhatIsWrong) {
    struct Case {
        char const* place;
        Json value;
        char const* says;
    };
    Case const cases[] = {
        {"/nodes/3/type", "sequence", "nodes[3].type is not sum"},
        {"/nodes/3/sources", {1}, "nodes[3].sources[0] does not follow the nodes before it"},
        {"/nodes/2/layer_index", 0, "nodes[2].layer_index does not follow"},
        {"/layers/1/activation", "tanh", "layers[1].activation is not rectified"},
        {"/layers/1/architecture", "lstm", "layers[1].architecture is not dense"},
        {"/layers/1/weights", {1, 2}, "layers[1].weights has 2 numbers, not 108"},
        {"/layers/2/architecture", "dense", "layers[2].architecture is not attention"},
        {"/layers/2/heads", 2, "layers[2].heads does not divide the width"},
        {"/layers/2/blocks", 0, "layers[2].blocks is 0, or more than jetseq can run"},
        {"/layers/2/parameters/norm_w", {1}, "layers[2].parameters.norm_w has 1 numbers, not 17"},
    };
    for (auto const& one : cases) {
        auto const found =
            complaint_after([&](Json& json) { json.at(Json::json_pointer{one.place}) = one.value; }, model_of_sets());
        EXPECT_TRUE(says(found, {one.says})) << one.place << found;
    }
}

TEST(FrozenJoined, LayersMustBeRunByNodes) {
    EXPECT_TRUE(
        says(complaint_after([](Json& json) { json["nodes"].erase(8); }), {"layers has a layer that no node runs"}));
    EXPECT_TRUE(says(complaint_after([](Json& json) {
                         for (int n : {8, 7}) json["nodes"].erase(static_cast<std::size_t>(n));
                         for (int n : {4, 3}) json["layers"].erase(static_cast<std::size_t>(n));
                     }),
                     {"layers has no dense layer"}));
    EXPECT_TRUE(says(complaint_after([](Json& json) { json["nodes"].push_back(json["nodes"][0]); }),
                     {"nodes goes on after the last layer"}));
    EXPECT_TRUE(says(complaint_after([](Json& json) {
                         for (int n = 0; n < 200; ++n) json["nodes"].push_back(json["nodes"][0]);
                     }),
                     {"nodes is longer than any of ours"}));
    EXPECT_TRUE(says(complaint_after([](Json& json) {
                         for (int n = 0; n < 70; ++n) json["layers"].push_back(json["layers"][4]);
                     }),
                     {"layers is longer than any of ours"}));
}

TEST(FrozenJoined, EnsemblesReadTheSameInputs) {
    TemporaryFolder const folder;
    auto const good = joined_ensemble(two_sequences(), 3);
    write_frozen_ensemble(folder / "a.json", good);
    auto const read = read_frozen_ensemble(folder / "a.json");
    EXPECT_EQ(to_json(read), to_json(good));
    EXPECT_EQ(read.working_points[0].vbf.low, 0.39);
    auto const refused = [&](auto const& spoil) {
        auto ensemble = good;
        spoil(std::get<JoinedNetwork>(ensemble.networks[2].network));
        return says(message_of([&] { check_folds(ensemble); }),
                    {"networks[2].jetseq.inputs is not that of networks[0]"});
    };
    EXPECT_TRUE(
        refused([](auto& network) { std::swap(network.sequences[0].features[1], network.sequences[0].features[0]); }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences[1].name = "leptons"; }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences[1].sort = ""; }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences[1].most = 7; }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences[1].where = "pt > 1"; }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences[1].from = "constituents"; }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences[1].meanings = {{"pt", "pt"}}; }));
    EXPECT_TRUE(refused([](auto& network) { network.meanings = {{"v0", "pt"}}; }));
    EXPECT_TRUE(refused([](auto& network) { network.sequences.pop_back(); }));
    EXPECT_TRUE(refused([](auto& network) { network.event[1].name = "w"; }));
    auto mixed = good;
    auto const other = test::random_model(1, 4, 1);
    mixed.networks[1].network = other.network, mixed.networks[1].inputs = other.inputs;
    EXPECT_TRUE(says(message_of([&] { check_folds(mixed); }), {"networks[1].jetseq.inputs is not that of"}));
}

TEST(FrozenJoined, NetworksKeepWhatChoosesAndChecksObjects) {
    auto model = joined_with_point();
    EXPECT_EQ(to_json(model).find("meanings"), std::string::npos);  // absent without any
    auto& network = std::get<JoinedNetwork>(model.network);
    network.sequences[1].from = "constituents", network.sequences[1].where = "charge != 0";
    network.sequences[1].meanings = {{"pt / 1000", "pt"}, {"phi", "phi"}}, network.meanings = {{"met", "energy"}};
    JsonDocument const document{"a.json", to_json(model)};
    auto const read = frozen::read_joined_network(FrozenNode{document});
    EXPECT_EQ(read.sequences[0].from + read.sequences[0].where, "");
    EXPECT_EQ(read.sequences[1].from, "constituents");
    EXPECT_EQ(read.sequences[1].where, "charge != 0");
    EXPECT_EQ(read.sequences[1].meanings, network.sequences[1].meanings);
    EXPECT_EQ(model.event_meanings(), read.meanings);
    EXPECT_EQ(read.meanings, network.meanings);
    network.meanings[0].is = "spin";
    JsonDocument const wrong{"a.json", to_json(model)};
    EXPECT_TRUE(says(message_of([&] { frozen::read_joined_network(FrozenNode{wrong}); }),
                     {"meanings[0].is", "none of pt, eta, phi, energy, mass"}));
}

TEST(FrozenJoined, NetworksCanBeReadAlone) {
    JsonDocument const document{"a.json", to_json(joined_with_point())};
    auto const network = frozen::read_joined_network(FrozenNode{document});
    EXPECT_EQ(network.width(), 25U + 9 + 3);
    EXPECT_EQ(network.dense[0].inputs, network.width());
}

}  // namespace
}  // namespace jetseq
