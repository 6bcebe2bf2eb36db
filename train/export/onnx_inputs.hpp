#pragma once
#include <set>
#include <string>
#include <vector>

#include "models/frozen/layers.hpp"
#include "train/export/onnx_form.hpp"
#include "train/export/onnx_graph.hpp"

namespace jetseq::train {

/// The name of an input in an ONNX file of salt.
std::string salt_input(std::string name);

/// Adds inputs of a network to an ONNX graph.
class OnnxInputs {
public:
    OnnxInputs(GraphWriter& graph, OnnxForm const& form) : graph_{graph}, form_{form} {}

    /// Names of values: standardised objects [B, T, F], and the numbers of those that are real, int32 [B].
    struct Objects {
        std::string x, lengths;
    };
    /// Adds jets as pt, eta, phi, e. These functions throw Error if salt gives two inputs one name.
    Objects jets(std::vector<InputVariable> const& features);
    /// Adds the objects `name`, of which the first `most` are read (0: all).
    Objects objects(std::string const& name, std::vector<InputVariable> const& features, std::size_t most);
    /// Adds variables of events; returns them standardised [B, V]. `prefix` begins the names of their values.
    std::string variables(std::string const& name, std::string const& prefix, std::vector<InputVariable> const& inputs);

private:
    using Adder = std::string (OnnxInputs::*)(std::string const&, std::string const&, std::size_t);

    Objects add(std::string const& name, std::string const& prefix, std::vector<InputVariable> const& features,
                Adder add_fixed);
    std::string fixed_jets(std::string const& name, std::string const& lengths, std::size_t width);
    std::string fixed(std::string const& name, std::string const& lengths, std::size_t width);
    std::string of_one_event(std::string const& name, std::string const& lengths, std::size_t width);
    void count(std::string const& real, std::string const& lengths);
    std::string standardised(std::string const& x, std::string const& prefix, std::vector<InputVariable> const& inputs);
    std::string name_for_salt(std::string const& name);
    std::string at_most(std::string const& lengths, std::size_t most);

    GraphWriter& graph_;
    OnnxForm form_;
    std::set<std::string> names_;  ///< of inputs in the form of salt
};

}  // namespace jetseq::train
