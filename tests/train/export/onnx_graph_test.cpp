#include "train/export/onnx_graph.hpp"

#include <gtest/gtest.h>

#include <set>

#include "train/export/onnx_inputs.hpp"
#include "train/export/onnx_set.hpp"

namespace jetseq::test {
namespace {

TEST(GraphWriter, AddsWeightsUnderTheNamesThatItReturns) {
    onnx::GraphProto graph;
    train::GraphWriter writer{graph};
    EXPECT_EQ(writer.constant("w", train::Dimensions{2, 1}, {0.5F, -1}), "w");
    EXPECT_EQ(writer.constant("axes", train::Dimensions{1, 2}), "axes");
    EXPECT_EQ(writer.index("one", 7), "one");
    ASSERT_EQ(graph.initializer_size(), 3);
    auto const &w = graph.initializer(0), &axes = graph.initializer(1), &one = graph.initializer(2);
    EXPECT_EQ(w.name(), "w");
    EXPECT_EQ(w.data_type(), onnx::TensorProto::FLOAT);
    EXPECT_EQ(w.dims(0), 2);
    EXPECT_EQ(w.float_data(1), -1);
    EXPECT_EQ(axes.data_type(), onnx::TensorProto::INT64);
    EXPECT_EQ(axes.dims(0), 2);  // a list of two whole numbers
    EXPECT_EQ(axes.int64_data(1), 2);
    EXPECT_EQ(one.dims_size(), 0);
    EXPECT_EQ(one.int64_data(0), 7);
}

TEST(GraphWriter, AddsNodesWithInputsOutputsAndAttributes) {
    onnx::GraphProto graph;
    train::GraphWriter writer{graph};
    writer.input("jets", onnx::TensorProto::FLOAT, {"batch", "4"});
    train::set(writer.node("Cast", {"jets"}, {"", "y"}), "to", 7);
    writer.output("y");
    auto const& shape = graph.input(0).type().tensor_type().shape();
    EXPECT_EQ(shape.dim(0).dim_param(), "batch");
    EXPECT_EQ(shape.dim(1).dim_value(), 4);
    EXPECT_EQ(graph.output(0).name(), "y");
    auto const& node = graph.node(0);
    EXPECT_EQ(node.name(), "y_Cast");
    EXPECT_EQ(node.input(0), "jets");
    EXPECT_EQ(node.output(0), "");  // left out
    EXPECT_EQ(node.attribute(0).name(), "to");
    EXPECT_EQ(node.attribute(0).i(), 7);
}

TEST(OnnxInputs, HaveTheNamesAndShapesOfTheirForm) {
    EXPECT_EQ(train::salt_input("tracks"), "track_features");
    EXPECT_EQ(train::salt_input("event"), "event_features");
    auto const inputs_of = [](train::OnnxForm const& form) {
        onnx::GraphProto graph;
        train::GraphWriter writer{graph};
        train::OnnxInputs inputs{writer, form};
        auto const [jets, lengths] = inputs.jets({{"pt", 0, 1}, {"eta", 0, 1}, {"phi", 0, 1}, {"e", 0, 1}});
        EXPECT_EQ(lengths, "lengths");
        inputs.objects("tracks", {{"d0", 0, 1}}, 3);
        EXPECT_EQ(inputs.variables("event", "event_", {{"met", -2, 0.5F}, {"m_vv", 0, 1}}), "event_standardised");
        std::vector<std::string> found;
        for (auto const& input : graph.input()) {
            std::string shape;
            for (auto const& size : input.type().tensor_type().shape().dim()) {
                shape += ' ' + (size.has_dim_param() ? size.dim_param() : std::to_string(size.dim_value()));
            }
            found.push_back(input.name() + shape);
        }
        return found;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(inputs_of({}), (Names{"jets batch jets_per_event 4", "lengths batch", "tracks batch tracks_per_event 1",
                                    "tracks_lengths batch", "event batch 2"}));
    EXPECT_EQ(inputs_of({train::OnnxForm::fixed, 5}), (Names{"jets batch 5 4", "tracks batch 5 2", "event batch 2"}));
    EXPECT_EQ(inputs_of({train::OnnxForm::salt}),
              (Names{"jet_features n_jets 4", "track_features n_tracks 1", "event_features 1 2"}));
}

/// Each node may read what the graph is given, weights, and values of the nodes before it.
TEST(OnnxSet, ReadsOnlyWhatIsThereAndHasAllParameters) {
    for (auto const kind : {SetKind::deep_sets, SetKind::attention}) {
        SetNetwork network;
        network.kind = kind, network.embedding = {3}, network.hidden = {2};
        network.width = 4, network.heads = 2, network.blocks = 1;
        std::size_t parameters = 0;
        for (auto const& shape : parameter_shapes(network)) parameters += shape.count();
        network.parameters.assign(parameters, 0.5F);
        onnx::GraphProto graph;
        train::GraphWriter writer{graph};
        writer.constant("axis1", train::Dimensions{1});
        auto const logits = train::add_set_network(writer, network);
        std::set<std::string> known{"jets", "lengths", "standardised"};
        std::size_t halves = 0;
        for (auto const& tensor : graph.initializer()) {
            known.insert(tensor.name());
            for (float const value : tensor.float_data()) halves += value == 0.5F;
        }
        for (auto const& node : graph.node()) {
            for (auto const& input : node.input()) EXPECT_TRUE(known.count(input)) << input << " of " << node.name();
            known.insert(node.output().begin(), node.output().end());
        }
        EXPECT_TRUE(known.count(logits));
        EXPECT_GE(halves, parameters);
    }
}

/// Two sequences in one graph have different names.
TEST(OnnxSet, OfSequencesNamesItsValuesAfterThem) {
    SequenceInput sequence;
    sequence.set.emplace().kind = SetKind::attention;
    sequence.set_parameters.assign(count_of(parameter_shapes(*sequence.set)), 0.5F);
    onnx::GraphProto graph;
    train::GraphWriter writer{graph};
    EXPECT_NE(train::add_set(writer, sequence, {"a_standardised", "a_lengths", "a_"}),
              train::add_set(writer, sequence, {"b_standardised", "b_lengths", "b_"}));
    std::set<std::string> names;
    for (auto const& tensor : graph.initializer()) EXPECT_TRUE(names.insert(tensor.name()).second) << tensor.name();
    for (auto const& node : graph.node()) {
        for (auto const& output : node.output()) EXPECT_TRUE(names.insert(output).second) << output;
    }
}

}  // namespace
}  // namespace jetseq::test
