#include "train/export/onnx_inputs.hpp"

#include "core/error.hpp"
#include "models/frozen/frozen_names.hpp"

namespace jetseq::train {
namespace {

constexpr auto float_type = onnx::TensorProto::FLOAT;
constexpr auto int_type = onnx::TensorProto::INT32;

}  // namespace

std::string salt_input(std::string name) {
    if (!name.empty() && name.back() == 's') name.pop_back();
    return name + "_features";
}

OnnxInputs::Objects OnnxInputs::jets(std::vector<InputVariable> const& features) {
    return add(frozen::sequence_name, "", features, &OnnxInputs::fixed_jets);
}

OnnxInputs::Objects OnnxInputs::objects(std::string const& name, std::vector<InputVariable> const& features,
                                        std::size_t most) {
    auto const [x, lengths] = add(name, name + "_", features, &OnnxInputs::fixed);
    return {x, form_.kind == OnnxForm::padded || most == 0 ? lengths : at_most(lengths, most)};
}

OnnxInputs::Objects OnnxInputs::add(std::string const& name, std::string const& prefix,
                                    std::vector<InputVariable> const& features, Adder add_fixed) {
    std::string const lengths = prefix + "lengths";
    std::string x = name;
    switch (form_.kind) {
        case OnnxForm::padded:
            graph_.input(name, float_type, {"batch", name + "_per_event", std::to_string(features.size())});
            graph_.input(lengths, int_type, {"batch"});
            break;
        case OnnxForm::fixed:
            x = (this->*add_fixed)(name, lengths, features.size());
            break;
        case OnnxForm::salt:
            x = of_one_event(name, lengths, features.size());
            break;
    }
    return {standardised(x, prefix, features), lengths};
}

std::string OnnxInputs::variables(std::string const& name, std::string const& prefix,
                                  std::vector<InputVariable> const& inputs) {
    bool const is_salt = form_.kind == OnnxForm::salt;
    std::string const input = is_salt ? name_for_salt(name) : name;
    graph_.input(input, float_type, {is_salt ? "1" : "batch", std::to_string(inputs.size())});
    return standardised(input, prefix, inputs);
}

/// Jets [B, objects, F] with pt = 0 in the padding; sets `lengths` to the numbers of real ones.
std::string OnnxInputs::fixed_jets(std::string const& name, std::string const& lengths, std::size_t width) {
    graph_.input(name, float_type, {"batch", std::to_string(form_.objects), std::to_string(width)});
    auto const pt = graph_.index("pt_column", 0);
    set(graph_.node("Gather", {name, pt}, {"pt"}), "axis", 2);
    graph_.node("Greater", {"pt", graph_.constant("no_pt", {}, {0.0F})}, {"is_jet"});
    set(graph_.node("Cast", {"is_jet"}, {"real_jets"}), "to", float_type);
    count("real_jets", lengths);
    return name;
}

/// Objects [B, objects, F + 1] whose last number is 1 for real ones; sets `lengths` to their numbers.
std::string OnnxInputs::fixed(std::string const& name, std::string const& lengths, std::size_t width) {
    graph_.input(name, float_type, {"batch", std::to_string(form_.objects), std::to_string(width + 1)});
    auto const valid = graph_.index(name + "/in_valid_column", whole(width));
    set(graph_.node("Gather", {name, valid}, {name + "/in_valid"}), "axis", 2);
    count(name + "/in_valid", lengths);
    auto const from = graph_.shared("slice_from", {0}), axis = graph_.shared("slice_axis", {2});
    auto const to = graph_.constant(name + "/in_width", {whole(width)});
    graph_.node("Slice", {name, from, to, axis}, {name + "/in_values"});
    return name + "/in_values";
}

/// Sets `lengths` [B] to the sums of `real` [B, T].
void OnnxInputs::count(std::string const& real, std::string const& lengths) {
    set(graph_.node("ReduceSum", {real, graph_.shared("axis_of_objects", {1})}, {real + "_sum"}), "keepdims", 0);
    set(graph_.node("Cast", {real + "_sum"}, {lengths}), "to", int_type);
}

/// The objects [T, F] of one event as [1, T + 1, F] with padding, because recurrent layers need a step; sets `lengths`
/// to [T].
std::string OnnxInputs::of_one_event(std::string const& name, std::string const& lengths, std::size_t width) {
    auto const input = name_for_salt(name);
    graph_.input(input, float_type, {"n_" + name, std::to_string(width)});
    graph_.node("Shape", {input}, {name + "/in_shape"});
    auto const from = graph_.shared("shape_from", {0}), to = graph_.shared("shape_to", {1});
    graph_.node("Slice", {name + "/in_shape", from, to}, {name + "/in_count"});
    set(graph_.node("Cast", {name + "/in_count"}, {lengths}), "to", int_type);
    auto const padding = graph_.constant(name + "/in_padding", {1, whole(width)}, std::vector<float>(width));
    set(graph_.node("Concat", {input, padding}, {name + "/in_padded"}), "axis", 0);
    graph_.node("Unsqueeze", {name + "/in_padded", graph_.shared("axis_of_events", {0})}, {name + "/in_event"});
    return name + "/in_event";
}

std::string OnnxInputs::standardised(std::string const& x, std::string const& prefix,
                                     std::vector<InputVariable> const& inputs) {
    std::vector<float> offset, scale;
    for (auto const& input : inputs) offset.push_back(input.offset), scale.push_back(input.scale);
    graph_.node("Add", {x, graph_.constant(prefix + "offset", {whole(offset.size())}, offset)}, {prefix + "shifted"});
    graph_.node("Mul", {prefix + "shifted", graph_.constant(prefix + "scale", {whole(scale.size())}, scale)},
                {prefix + "standardised"});
    return prefix + "standardised";
}

std::string OnnxInputs::name_for_salt(std::string const& name) {
    auto const input = salt_input(name);
    if (names_.insert(input).second) return input;
    throw Error{"two inputs are called '" + input + "' in the form of salt (which drops a last s). Rename one"};
}

std::string OnnxInputs::at_most(std::string const& lengths, std::size_t most) {
    set(graph_.node("Cast", {lengths}, {lengths + "_float"}), "to", float_type);
    graph_.node("Min", {lengths + "_float", graph_.constant(lengths + "_most", {}, {static_cast<float>(most)})},
                {lengths + "_least"});
    set(graph_.node("Cast", {lengths + "_least"}, {lengths + "_read"}), "to", int_type);
    return lengths + "_read";
}

}  // namespace jetseq::train
