#pragma once
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/text/number_in.hpp"

namespace jetseq::train {

using Dimensions = std::vector<std::int64_t>;

inline std::int64_t whole(std::size_t value) { return static_cast<std::int64_t>(value); }

/// Puts nodes and weights into an ONNX graph, naming each value after the node that makes it.
class GraphWriter {
public:
    explicit GraphWriter(onnx::GraphProto& graph) : graph_{graph} {}

    void input(std::string const& name, onnx::TensorProto_DataType type, std::vector<std::string> const& dimensions) {
        describe(*graph_.add_input(), name, type, dimensions);
    }
    void output(std::string const& name, std::vector<std::string> const& dimensions = {"batch"}) {
        describe(*graph_.add_output(), name, onnx::TensorProto::FLOAT, dimensions);
    }

    std::string constant(std::string const& name, Dimensions const& dimensions, std::vector<float> const& values) {
        auto& tensor = *graph_.add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        for (auto const dimension : dimensions) tensor.add_dims(dimension);
        for (float const value : values) tensor.add_float_data(value);
        return name;
    }
    std::string constant(std::string const& name, Dimensions const& values) {
        auto& tensor = *graph_.add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_dims(static_cast<std::int64_t>(values.size()));
        for (auto const value : values) tensor.add_int64_data(value);
        return name;
    }
    /// A constant that several nodes share: it is added by the first.
    std::string shared(std::string const& name, Dimensions const& values) {
        return shared_.insert(name).second ? constant(name, values) : name;
    }
    /// One whole number, without dimensions.
    std::string index(std::string const& name, std::int64_t value) {
        auto& tensor = *graph_.add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_int64_data(value);
        return name;
    }
    /// Adds a node and returns it; `outputs` name its values, "" leaves one out.
    onnx::NodeProto& node(std::string const& type, std::vector<std::string> const& inputs,
                          std::vector<std::string> const& outputs) {
        auto& node = *graph_.add_node();
        node.set_op_type(type);
        node.set_name(outputs.back() + "_" + type);
        for (auto const& name : inputs) node.add_input(name);
        for (auto const& name : outputs) node.add_output(name);
        return node;
    }

private:
    static void describe(onnx::ValueInfoProto& value, std::string const& name, onnx::TensorProto_DataType type,
                         std::vector<std::string> const& dimensions) {
        value.set_name(name);
        auto& tensor = *value.mutable_type()->mutable_tensor_type();
        tensor.set_elem_type(type);
        tensor.mutable_shape();  // a value without dimensions has a shape, too
        for (auto const& dimension : dimensions) {
            auto& place = *tensor.mutable_shape()->add_dim();
            if (auto const number = number_in<std::int64_t>(dimension))
                place.set_dim_value(*number);
            else
                place.set_dim_param(dimension);
        }
    }

    onnx::GraphProto& graph_;
    std::set<std::string> shared_;
};

inline void set(onnx::NodeProto& node, std::string const& name, std::int64_t value) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::INT);
    attribute.set_i(value);
}

inline void set(onnx::NodeProto& node, std::string const& name, Dimensions const& values) {
    auto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::INTS);
    for (auto const value : values) attribute.add_ints(value);
}

}  // namespace jetseq::train
