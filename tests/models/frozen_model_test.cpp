#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/io/output_file.hpp"
#include "core/json/json.hpp"
#include "models/frozen/frozen_model_write.hpp"
#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/toy_models.hpp"

namespace jetseq {
namespace {

using test::message_of, test::random_model, test::says, test::TemporaryFolder;

FrozenModel written_and_read(FrozenModel const& model) {
    TemporaryFolder const folder;
    write_frozen_model(folder / "vbf.json", model);
    return read_frozen_model(folder / "vbf.json");
}

void expect_same_bits(std::vector<float> const& a, std::vector<float> const& b) {
    ASSERT_EQ(a.size(), b.size());
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)), 0);
}

/// A model in which every member differs from its default.
FrozenModel full_model() {
    auto model = random_model(2, 3, 1, Frame::canonical, {5});
    model.name = "vbf2lep";
    model.contract = {Frame::canonical, 27.3F, 3.7F, 11};
    model.working_points = {{"tight", 0.9F, {0.4, 0.39, 0.41}, {0.01, 0.009, 0.012}},
                            {"loose", 0.123456789F, {0.8, 0.79, 0.81}, {0.1, 0.09, 0.12}}};
    model.training = R"({"seed":7,"note":"pt > 30"})";
    return model;
}

TEST(FrozenModel, KeepsEveryWeightToTheLastBit) {
    auto model = full_model();
    model.lstm()[0].w[0] = 1e-38F, model.lstm()[0].w[1] = -0.0F, model.lstm()[0].w[2] = std::nextafter(1.0F, 2.0F);
    model.lstm()[0].w[3] = 3.4e38F, model.lstm()[0].w[4] = 1e-45F, model.lstm()[0].w[5] = 16777216;
    auto const read = written_and_read(model);
    ASSERT_EQ(read.lstm_layers().size(), 2);
    for (std::size_t n = 0; n < 2; ++n) {
        EXPECT_EQ(read.lstm_layers()[n].inputs, model.lstm()[n].inputs);
        EXPECT_EQ(read.lstm_layers()[n].cells, 3);
        expect_same_bits(read.lstm_layers()[n].w, model.lstm()[n].w);
        expect_same_bits(read.lstm_layers()[n].u, model.lstm()[n].u);
        expect_same_bits(read.lstm_layers()[n].b, model.lstm()[n].b);
    }
    ASSERT_EQ(read.dense_layers().size(), 2);
    for (std::size_t n = 0; n < 2; ++n) {
        EXPECT_EQ(read.dense_layers()[n].inputs, model.dense()[n].inputs);
        EXPECT_EQ(read.dense_layers()[n].outputs, model.dense()[n].outputs);
        EXPECT_EQ(read.dense_layers()[n].activation, model.dense()[n].activation);
        expect_same_bits(read.dense_layers()[n].w, model.dense()[n].w);
        expect_same_bits(read.dense_layers()[n].b, model.dense()[n].b);
    }
}

TEST(FrozenModel, KeepsEveryActivation) {
    for (auto const activation : {Activation::linear, Activation::rectified, Activation::tanh, Activation::sigmoid}) {
        auto model = full_model();
        model.dense()[0].activation = activation;
        EXPECT_EQ(written_and_read(model).dense_layers()[0].activation, activation);
    }
}

TEST(FrozenModel, KeepsInputsContractAndTraining) {
    auto const model = full_model(), read = written_and_read(model);
    EXPECT_EQ(read.name, "vbf2lep");
    ASSERT_EQ(read.inputs.size(), 4);
    for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_EQ(read.inputs[k].name, model.inputs[k].name);
        EXPECT_EQ(read.inputs[k].offset, model.inputs[k].offset);
        EXPECT_EQ(read.inputs[k].scale, model.inputs[k].scale);
    }
    EXPECT_EQ(read.contract.frame, Frame::canonical);
    EXPECT_EQ(read.contract.jet_pt_min, 27.3F);
    EXPECT_EQ(read.contract.jet_abs_eta_max, 3.7F);
    EXPECT_EQ(read.contract.max_length, 11);
    EXPECT_EQ(read.training, model.training);
}

TEST(FrozenModel, KeepsItsCanaries) {
    auto const model = full_model(), read = written_and_read(model);
    ASSERT_EQ(read.canaries.size(), 6);
    for (std::size_t n = 0; n < 6; ++n) {
        EXPECT_EQ(read.canaries[n].score, model.canaries[n].score);
        ASSERT_EQ(read.canaries[n].jets.size(), n);
        for (std::size_t i = 0; i < n; ++i) {
            Jet const &a = read.canaries[n].jets[i], &b = model.canaries[n].jets[i];
            EXPECT_TRUE(a.pt == b.pt && a.eta == b.eta && a.phi == b.phi && a.e == b.e) << n << ", jet " << i;
        }
    }
}

TEST(FrozenModel, KeepsItsWorkingPoints) {
    auto const model = full_model(), read = written_and_read(model);
    ASSERT_EQ(read.working_points.size(), 2);
    for (std::size_t n = 0; n < 2; ++n) {
        WorkingPoint const &a = read.working_points[n], &b = model.working_points[n];
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.threshold, b.threshold);
        for (auto const share : {&WorkingPoint::vbf, &WorkingPoint::ggf}) {
            EXPECT_EQ((a.*share).value, (b.*share).value);  // doubles, all of them
            EXPECT_EQ((a.*share).low, (b.*share).low);
            EXPECT_EQ((a.*share).high, (b.*share).high);
        }
    }
}

TEST(FrozenModel, WritesTheSameTextAgain) { EXPECT_EQ(to_json(written_and_read(full_model())), to_json(full_model())); }

/// lwtnn's graph format, as its converters/keras2json.py and src/parse_json.cxx have it.
TEST(FrozenModel, HasTheKeysThatLwtnnReads) {
    auto const graph = Json::parse(to_json(full_model(), true));
    EXPECT_FALSE(graph.contains("jetseq"));
    EXPECT_TRUE(graph.at("inputs").empty());
    EXPECT_EQ(graph.at("input_sequences").at(0).at("name"), "jets");
    EXPECT_EQ(graph.at("input_sequences").at(0).at("variables").at(3).at("name"), "e");
    EXPECT_EQ(graph.at("nodes").dump(), R"([{"type":"input_sequence","sources":[0],"size":4},)"
                                        R"({"type":"sequence","sources":[0],"layer_index":0},)"
                                        R"({"type":"sequence","sources":[1],"layer_index":1},)"
                                        R"({"type":"feed_forward","sources":[2],"layer_index":2},)"
                                        R"({"type":"feed_forward","sources":[3],"layer_index":3}])");
    EXPECT_EQ(graph.at("layers").at(0).at("architecture"), "lstm");
    EXPECT_EQ(graph.at("layers").at(0).at("activation"), "tanh");
    EXPECT_EQ(graph.at("layers").at(0).at("inner_activation"), "sigmoid");
    EXPECT_EQ(graph.at("layers").at(2).at("activation"), "rectified");
    EXPECT_EQ(graph.at("outputs").at("vbf2lep").dump(), R"({"labels":["pVBF"],"node_index":4})");
}

TEST(FrozenModel, NamesTheGatesAsLwtnnDoes) {  // ours are i, f, g, o; lwtnn calls g "c"
    auto model = random_model(1, 2, 1);
    for (std::size_t n = 0; n < 32; ++n) model.lstm()[0].w[n] = static_cast<float>(n);        // [4 * 2, 4]
    for (std::size_t n = 0; n < 16; ++n) model.lstm()[0].u[n] = 100 + static_cast<float>(n);  // [4 * 2, 2]
    for (std::size_t n = 0; n < 8; ++n) model.lstm()[0].b[n] = 200 + static_cast<float>(n);   // [4 * 2]
    auto const gates = Json::parse(to_json(model)).at("layers").at(0).at("components");
    std::size_t gate = 0;
    for (auto const* name : {"i", "f", "c", "o"}) {
        ASSERT_EQ(gates.at(name).at("weights").size(), 8);
        EXPECT_EQ(gates.at(name).at("weights").at(5), 8 * gate + 5) << name;  // row 1 (cell 1), input 1
        EXPECT_EQ(gates.at(name).at("U").at(2), 100 + 4 * gate + 2) << name;  // row 1, cell 0
        EXPECT_EQ(gates.at(name).at("bias").at(1), 200 + 2 * gate + 1) << name;
        ++gate;
    }
}

TEST(FrozenModel, SaysBesideTheGraphWhatItIs) {
    auto const model = full_model();
    auto const object = Json::parse(to_json(model)).at("jetseq");
    EXPECT_EQ(object.at("kind"), "jetseq_model");
    EXPECT_EQ(object.at("format_version"), 1);
    EXPECT_EQ(object.at("contract").at("unit"), "GeV, rad");
    EXPECT_EQ(object.at("contract").at("order"), "falling pt");
    EXPECT_EQ(object.at("empty_sequence_score").get<float>(), model.canaries[0].score);
}

TEST(FrozenModel, IsNotWrittenWithAWeightThatIsNotFinite) {
    auto model = random_model(1, 1, 1);
    model.lstm()[0].u[1] = NAN;
    EXPECT_TRUE(says(message_of([&] { written_and_read(model); }), {"weight that is not finite", "learning rate"}));
}

TEST(FrozenModel, NamesThePathThatCannotBeWritten) {
    TemporaryFolder const folder;
    write_file(folder / "file", "");
    auto const message = message_of([&] { write_frozen_model(folder / "file/vbf.json", full_model()); });
    EXPECT_TRUE(says(message, {"can't write", folder / "file/vbf.json"}));
}

TEST(FrozenModel, KeepsClassesAndTheirCanaries) {
    auto const model = test::three_class_model(random_model(1, 3, 1));
    auto const read = written_and_read(model);
    EXPECT_TRUE(read.has_softmax());
    EXPECT_EQ(read.classes, (std::vector<std::string>{"ggF", "VBF", "background"}));
    ASSERT_EQ(read.canaries.size(), model.canaries.size());
    for (std::size_t n = 0; n < read.canaries.size(); ++n) {
        expect_same_bits(read.canaries[n].probabilities, model.canaries[n].probabilities);
        EXPECT_EQ(read.canaries[n].score, model.canaries[n].probabilities[1]);
    }
    auto const json = Json::parse(to_json(model));
    EXPECT_EQ(json["outputs"]["vbf"]["labels"].dump(), R"(["pggF","pVBF","pbackground"])");
    EXPECT_EQ(json["layers"].back()["activation"], "softmax");
}

TEST(FrozenModel, KeepsANetworkOfVariables) {
    auto const model = test::variables_model(3, {5}, 1);
    auto const read = written_and_read(model);
    EXPECT_TRUE(read.takes_variables());
    EXPECT_FALSE(read.has_softmax());
    ASSERT_EQ(read.inputs.size(), 3);
    EXPECT_EQ(read.inputs[2].name, "v2");
    EXPECT_EQ(read.inputs[2].offset, model.inputs[2].offset);
    ASSERT_EQ(read.canaries.size(), model.canaries.size());
    expect_same_bits(read.canaries[1].variables, model.canaries[1].variables);
    auto const json = Json::parse(to_json(model));
    EXPECT_EQ(json["input_sequences"].dump(), "[]");
    EXPECT_EQ(json["inputs"][0]["name"], "event");
    EXPECT_EQ(json["nodes"][0].dump(), R"({"type":"input","sources":[0],"size":3})");
    EXPECT_EQ(json["nodes"][1]["type"], "feed_forward");
    EXPECT_FALSE(json["jetseq"].contains("empty_sequence_score"));
}

TEST(FrozenModel, OfTwoClassesSaysNothingOfClasses) {  // its bytes are those of earlier versions
    auto const json = Json::parse(to_json(random_model(1, 3, 1)));
    EXPECT_FALSE(json["jetseq"].contains("classes"));
    EXPECT_FALSE(json["jetseq"]["canaries"][0].contains("probabilities"));
    EXPECT_EQ(json["inputs"].dump(), "[]");
    EXPECT_EQ(json["outputs"]["vbf"]["labels"].dump(), R"(["pVBF"])");
}

}  // namespace
}  // namespace jetseq
