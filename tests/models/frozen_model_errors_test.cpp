#include <gtest/gtest.h>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "models/frozen/frozen_ensemble.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::says, test::TemporaryFolder;

/// The error of reading this text, without the path of the file.
std::string complaint_about(std::string const& text) {
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", text);
    auto const message = message_of([&] { read_frozen_model(folder / "vbf.json"); });
    EXPECT_TRUE(says(message, {folder / "vbf.json"}));
    return message;
}

/// The error of reading a good model (two LSTM layers of two cells, one dense layer) after `spoil`.
template <class Spoil>
std::string complaint(Spoil const& spoil) {
    auto model = test::random_model(2, 2, 1);
    model.working_points = {{"tight", 0.9F, {0.4, 0.39, 0.41}, {0.01, 0.009, 0.012}}};
    Json json = Json::parse(to_json(model));
    spoil(json);
    return complaint_about(json.dump());
}

/// The same after replacing one member: `place` as in "/layers/0/activation".
std::string with(char const* place, Json const& value) {
    return complaint([&](Json& json) { json.at(Json::json_pointer{place}) = value; });
}

TEST(FrozenModelErrors, AreAbsentInTheUnchangedFile) {
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", Json::parse(to_json(test::random_model(2, 2, 1))).dump());
    EXPECT_EQ(read_frozen_model(folder / "vbf.json").lstm_layers().size(), 2);
}

TEST(FrozenModelErrors, AListOfWeightsOfTheWrongSize) {
    auto const message = complaint([](Json& json) {
        auto& weights = json["layers"][0]["components"]["i"]["weights"];
        weights.erase(weights.size() - 1);
    });
    EXPECT_TRUE(says(message, {"vbf.json: layers[0].components.i.weights has 7 numbers, not 8"}));
    EXPECT_TRUE(says(with("/layers/1/components/o/U", {1, 2, 3}), {"layers[1].components.o.U has 3 numbers, not 4"}));
    EXPECT_TRUE(says(with("/layers/1/components/c/bias", {1}), {"layers[1].components.c.bias has 1 numbers, not 2"}));
    EXPECT_TRUE(says(with("/layers/2/weights", {1, 2, 3}), {"layers[2].weights has 3 numbers, not 2"}));
    EXPECT_TRUE(says(with("/layers/0/components/i/bias", Json::array()), {"layers[0].components has no cells"}));
}

TEST(FrozenModelErrors, AKeyThatIsMissing) {
    auto const without = [](char const* parent, char const* key) {
        return complaint([&](Json& json) { json.at(Json::json_pointer{parent}).erase(key); });
    };
    EXPECT_TRUE(says(without("", "jetseq"), {"vbf.json: ", "has no key 'jetseq'"}));
    EXPECT_TRUE(says(without("", "nodes"), {"has no key 'nodes'"}));
    EXPECT_TRUE(says(without("/layers/1/components", "f"), {"layers[1].components has no key 'f'"}));
    EXPECT_TRUE(says(without("/jetseq/contract", "jet_pt_min"), {"jetseq.contract has no key 'jet_pt_min'"}));
    EXPECT_TRUE(says(without("/jetseq/canaries/2", "score"), {"jetseq.canaries[2] has no key 'score'"}));
    EXPECT_TRUE(says(without("/jetseq/working_points/0/vbf", "low"), {"working_points[0].vbf has no key 'low'"}));
}

/// A network over sets of jets with `outputs` outputs; a softmax if there are several.
Json set_json(SetKind kind, std::size_t outputs) {
    auto model = test::random_model(1, 2, 1);
    SetNetwork network;
    network.outputs = outputs;
    network.kind = kind, network.embedding = {2}, network.hidden = {3};
    network.width = 2, network.heads = 1, network.blocks = 1;
    for (auto const& shape : parameter_shapes(network)) {
        network.parameters.insert(network.parameters.end(), shape.count(), 0.5F);
    }
    model.network = network;
    if (outputs > 1) {
        model.classes.resize(outputs, "other");
        for (auto& canary : model.canaries) canary.probabilities.assign(outputs, 0.5F);
    }
    return Json::parse(to_json(model));
}

/// The error of reading a network over sets of jets after replacing one member.
std::string set_with(SetKind kind, char const* place, Json const& value, std::size_t outputs = 1) {
    Json json = set_json(kind, outputs);
    if (place != nullptr) json.at(Json::json_pointer{place}) = value;
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", json.dump());
    return message_of([&] { read_frozen_model(folder / "vbf.json"); });
}

TEST(FrozenModelErrors, ClassesThatDoNotFitTheOutputsOfANetworkOverSets) {
    auto const sets = SetKind::deep_sets;
    EXPECT_TRUE(says(set_with(sets, nullptr, {}, 3), {"(nothing was thrown)"}));
    for (Json const& classes : {Json::array(), Json{"a"}, Json{"a", "b"}}) {
        EXPECT_TRUE(
            says(set_with(sets, "/jetseq/classes", classes, 3), {"jetseq.classes is not a name for each output"}));
    }
    EXPECT_TRUE(says(set_with(sets, "/jetseq/canaries/0/probabilities", Json::array(), 3),
                     {"jetseq.canaries[0].probabilities has 0 numbers, not 3"}));
    for (Json const& classes : {Json::array(), Json{"a"}}) {  // one output has no list of classes
        Json json = set_json(sets, 1);
        json["jetseq"]["classes"] = classes;
        EXPECT_TRUE(says(complaint_about(json.dump()), {"classes is there (only a softmax has a list of classes)"}));
    }
}

TEST(FrozenModelErrors, ClassesOfOneOutput) {
    for (auto const& model : {test::one_cell_model(), test::variables_model(3, {2}, 1)}) {
        Json json = Json::parse(to_json(model));
        json["jetseq"]["classes"] = {"ggF", "VBF"};
        EXPECT_TRUE(says(complaint_about(json.dump()), {"jetseq.classes is there (only a softmax has a list"}));
    }
}

TEST(FrozenModelErrors, AnEnsembleOfNetworksOverSets) {
    Json networks = Json::array();
    for (int k = 0; k < 2; ++k) {
        networks.push_back(set_json(SetKind::deep_sets, 1));
        networks[k]["jetseq"]["fold"] = {{"index", k}, {"of", 2}};
    }
    Json ensemble = Json::parse(to_json(test::random_ensemble(2, 1, 2)));
    ensemble["networks"] = networks;
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", ensemble.dump());
    EXPECT_TRUE(
        says(message_of([&] { read_frozen_ensemble(folder / "vbf.json"); }),
             {"networks[0] is a network over sets of jets ('vbf'; no ensembles are made of them). Use one network"}));
}

TEST(FrozenModelErrors, ANetworkOverSetsOfJets) {
    auto const sets = SetKind::deep_sets, attention = SetKind::attention;
    EXPECT_TRUE(says(set_with(sets, nullptr, {}), {"(nothing was thrown)"}));
    EXPECT_TRUE(says(set_with(attention, nullptr, {}), {"(nothing was thrown)"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/kind", "graph"), {"set_network.kind is 'graph'"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/kind", ""), {"set_network.kind is '', which jetseq doesn't know"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/embedding", Json::array()), {"set_network.embedding has no layer"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/hidden", {0}), {"set_network.hidden[0] is not a width"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/hidden", {4}), {"parameters.hidden0_w has 6 numbers, not 8"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/parameters/output_b", {1, 2}), {"output_b has 2 numbers, not 1"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/outputs", 0), {"set_network.outputs is 0"}));
    EXPECT_TRUE(says(set_with(sets, "/set_network/outputs", 2), {"output_w has 3 numbers, not 6"}));
    EXPECT_TRUE(says(set_with(attention, "/set_network/heads", 3), {"set_network.heads does not divide the width"}));
    EXPECT_TRUE(says(set_with(attention, "/set_network/blocks", 1000), {"set_network.blocks is 0, or more"}));
    EXPECT_TRUE(says(set_with(attention, "/set_network/blocks", 2), {"has no key 'block1_norm0_w'"}));
}

TEST(FrozenModelErrors, AnInputThatIsNotTheJetsVariable) {
    EXPECT_TRUE(says(with("/input_sequences/0/variables/1/name", "rapidity"),
                     {"input_sequences[0].variables[1] is not 'eta'"}));
    auto const message = complaint([](Json& json) { json["input_sequences"][0]["variables"].erase(3); });
    EXPECT_TRUE(says(message, {"input_sequences[0].variables must be pt, eta, phi, e"}));
    EXPECT_TRUE(says(with("/input_sequences", Json::array()), {"input_sequences is not one input sequence"}));
}

TEST(FrozenModelErrors, AnActivationThatIsUnknown) {
    EXPECT_TRUE(says(with("/layers/2/activation", "swish"), {"layers[2].activation is 'swish'"}));
    EXPECT_TRUE(says(with("/layers/0/activation", "sigmoid"), {"layers[0].activation is not tanh"}));
    EXPECT_TRUE(
        says(with("/layers/0/inner_activation", "hard_sigmoid"), {"layers[0].inner_activation is not sigmoid"}));
    EXPECT_TRUE(says(with("/layers/0/architecture", "gru"), {"layers[0] has the architecture 'gru'"}));
}

TEST(FrozenModelErrors, ANetworkThatDoesNotEndInOneProbability) {
    EXPECT_TRUE(says(with("/layers/2/activation", "linear"), {"layers must end in one sigmoid output"}));
    auto const two = complaint([](Json& json) {
        json["layers"][2]["weights"] = {1, 2, 3, 4};
        json["layers"][2]["bias"] = {1, 2};
    });
    EXPECT_TRUE(says(two, {"layers must end in one sigmoid output"}));
}

/// The error of reading a model of three variables, a layer of two and a softmax over three classes, after `spoil`.
template <class Spoil>
std::string complaint_of_classes(Spoil const& spoil) {
    Json json = Json::parse(to_json(test::three_class_model(test::variables_model(3, {2}, 1))));
    spoil(json);
    return complaint_about(json.dump());
}

std::string classes_with(char const* place, Json const& value) {
    return complaint_of_classes([&](Json& json) { json.at(Json::json_pointer{place}) = value; });
}

TEST(FrozenModelErrors, ClassesThatDoNotFitTheSoftmax) {
    EXPECT_TRUE(
        says(classes_with("/jetseq/classes", {"ggF", "VBF"}), {"jetseq.classes is not a name for each output"}));
    EXPECT_TRUE(says(classes_with("/jetseq/classes/2", "VBF"), {"jetseq.classes[2] is empty, or appears twice"}));
    EXPECT_TRUE(says(classes_with("/jetseq/classes/2", ""), {"jetseq.classes[2] is empty"}));
    auto const gone = complaint_of_classes([](Json& json) { json["jetseq"].erase("classes"); });
    EXPECT_TRUE(says(gone, {"jetseq has no key 'classes'"}));
    EXPECT_TRUE(says(classes_with("/jetseq/canaries/1/probabilities", {0.5, 0.5}),
                     {"jetseq.canaries[1].probabilities has 2 numbers, not 3"}));
    EXPECT_TRUE(says(classes_with("/layers/0/activation", "softmax"),
                     {"layers[0].activation is softmax, which only the last layer may have"}));
}

TEST(FrozenModelErrors, ANetworkOfVariablesThatCanNotRun) {
    EXPECT_TRUE(says(classes_with("/inputs/0/variables/1/name", "v0"),
                     {"inputs[0].variables[1].name is empty, or appears twice"}));
    EXPECT_TRUE(says(classes_with("/inputs/0/variables", Json::array()), {"inputs[0].variables is empty"}));
    EXPECT_TRUE(says(classes_with("/inputs/0/variables/1/scale", nullptr), {"variables[1].scale is not a number"}));
    EXPECT_TRUE(says(classes_with("/nodes/0/type", "input_sequence"), {"nodes[0].type is not input"}));
    EXPECT_TRUE(says(classes_with("/layers/0/weights", {1, 2}), {"layers[0].weights has 2 numbers, not 6"}));
    EXPECT_TRUE(says(classes_with("/layers/0/bias", Json::array()), {"layers[0] has no outputs"}));
    EXPECT_TRUE(says(classes_with("/jetseq/canaries/0/variables", {1}), {"variables has 1 numbers, not 3"}));
    auto const lstm = complaint_of_classes(
        [](Json& json) { json["layers"][0] = Json::parse(to_json(test::random_model(1, 2, 1)))["layers"][0]; });
    EXPECT_TRUE(says(lstm, {"layers[0] is an LSTM, which can't read a list of variables"}));
}

TEST(FrozenModelErrors, MoreLayersOrVariablesThanAnyModelHas) {
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", to_json(test::random_model(63, 1, 1)));
    EXPECT_EQ(read_frozen_model(folder / "vbf.json").lstm_layers().size(), 63);
    EXPECT_TRUE(says(complaint_about(to_json(test::random_model(64, 1, 1))), {"layers is longer", "64 at most"}));

    write_file(folder / "vbf.json", to_json(test::variables_model(4096, {}, 1)));
    EXPECT_EQ(read_frozen_model(folder / "vbf.json").inputs.size(), 4096);
    EXPECT_TRUE(says(complaint_about(to_json(test::variables_model(4097, {}, 1))),
                     {"inputs[0].variables is longer", "4096 at most"}));
}

TEST(FrozenModelErrors, NodesThatAreNotAChain) {
    EXPECT_TRUE(says(with("/nodes/2/sources", {0}), {"nodes[2] does not follow the node before it"}));
    EXPECT_TRUE(says(with("/nodes/2/sources", {1, 0}), {"nodes[2] does not follow"}));
    EXPECT_TRUE(says(with("/nodes/3/layer_index", 0), {"nodes[3] does not follow"}));
    EXPECT_TRUE(says(with("/nodes/0/type", "input"), {"nodes[0].type is not input_sequence"}));
    auto const shorter = complaint([](Json& json) { json["nodes"].erase(3); });
    EXPECT_TRUE(says(shorter, {"nodes is not one chain of all layers"}));
}

TEST(FrozenModelErrors, LayersInAnotherOrder) {
    auto const turned = complaint([](Json& json) { std::swap(json["layers"][1], json["layers"][2]); });
    EXPECT_TRUE(says(turned, {"layers[2] is an LSTM after a dense layer"}));
}

TEST(FrozenModelErrors, ALaterFormat) {
    EXPECT_TRUE(says(with("/jetseq/format_version", 2), {"jetseq has format_version 2", "can't read"}));
    EXPECT_TRUE(says(with("/jetseq/format_version", -1), {"jetseq.format_version"}));
}

TEST(FrozenModelErrors, AContractOfOtherUnitsOrAnUnknownFrame) {
    EXPECT_TRUE(says(with("/jetseq/contract/unit", "MeV, rad"), {"jetseq.contract.unit is not 'GeV, rad'"}));
    EXPECT_TRUE(says(with("/jetseq/contract/frame", "lab"), {"jetseq.contract.frame is 'lab'"}));
    EXPECT_TRUE(says(with("/jetseq/contract/max_length", -1), {"max_length is not a whole number"}));
    EXPECT_TRUE(
        says(with("/jetseq/canaries/1/jets/0", {1, 2, 3}), {"jetseq.canaries[1].jets[0] has 3 numbers, not 4"}));
}

TEST(FrozenModelErrors, ACutOrThresholdOutOfRange) {
    EXPECT_TRUE(says(with("/jetseq/contract/jet_pt_min", -5), {"vbf.json: jetseq.contract.jet_pt_min is below 0"}));
    EXPECT_TRUE(says(with("/jetseq/contract/jet_abs_eta_max", -4.5), {"jetseq.contract.jet_abs_eta_max is below 0"}));
    for (double const threshold : {1.5, -0.25}) {
        EXPECT_TRUE(says(with("/jetseq/working_points/0/threshold", threshold),
                         {"jetseq.working_points[0].threshold is not in [0, 1]"}));
    }
    auto model = test::random_model(1, 1, 1);
    model.contract.jet_pt_min = 0;  // not known
    model.working_points = {{"none", 1, {}, {}}, {"nearly all", 0, {}, {}}};
    TemporaryFolder const folder;
    write_file(folder / "vbf.json", to_json(model));
    EXPECT_EQ(read_frozen_model(folder / "vbf.json").working_points.size(), 2);
}

TEST(FrozenModelErrors, ANumberThatIsNoNumberOrTooLarge) {
    EXPECT_TRUE(says(with("/layers/1/components/f/U/3", "1"), {"layers[1].components.f.U[3] is not a number"}));
    EXPECT_TRUE(says(with("/layers/1/components/f/U/3", nullptr), {"layers[1].components.f.U[3] is not a number"}));
    EXPECT_TRUE(says(with("/layers/0/components/i/weights/0", 1e39), {"weights[0] is not a finite 32-bit number"}));
    EXPECT_TRUE(says(with("/input_sequences/0/variables/0/scale", -1e39), {"variables[0].scale is not a finite"}));
    std::string text = to_json(test::random_model(1, 1, 1));
    auto const bias = text.find("\"bias\":[") + 8;
    text.replace(bias, text.find(']', bias) - bias, "1e999");  // more than a double holds: the parser's own error
    EXPECT_TRUE(says(complaint_about(text), {"1e999"}));
    text.replace(bias, 5, "NaN");
    EXPECT_TRUE(says(complaint_about(text), {"line 1"}));
}

TEST(FrozenModelErrors, AFileThatIsCutShort) {
    std::string const text = to_json(test::random_model(2, 2, 1));
    for (std::size_t const size : {std::size_t{1}, text.size() / 4, text.size() / 2, text.size() - 3}) {
        EXPECT_TRUE(says(complaint_about(text.substr(0, size)), {"can't read", "not a whole JSON document"})) << size;
    }
    EXPECT_TRUE(says(complaint_about(""), {"the file is empty"}));
}

TEST(FrozenModelErrors, AFileThatIsNotThere) {
    EXPECT_TRUE(says(message_of([] { read_frozen_model("/nowhere/vbf.json"); }), {"can't open /nowhere/vbf.json"}));
}

TEST(FrozenModelErrors, ADocumentOfAnotherShape) {
    for (auto const* text : {"[1]", "3", "\"text\"", "null", "[{}]"}) {
        EXPECT_TRUE(says(complaint_about(text), {"can't read", "Name a frozen model"})) << text;
    }
    EXPECT_TRUE(says(complaint_about("{}"), {"has no key 'input_sequences'"}));
    EXPECT_TRUE(says(with("/layers", 3), {"layers is not a list"}));
    EXPECT_TRUE(says(with("/layers/0/components", 3), {"layers[0].components is not an object"}));
}

TEST(FrozenModelErrors, StartWithTheFileAndThePartWithOneBlankBetween) {
    EXPECT_EQ(complaint_about("{}").find("vbf.json:  "), std::string::npos);
}

}  // namespace
}  // namespace jetseq
