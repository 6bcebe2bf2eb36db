#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/frozen/frozen_node.hpp"
#include "models/frozen/layers.hpp"
#include "models/frozen/set_network.hpp"

/// Reads the parts that networks of several kinds have. Each throws Error naming the key at fault.
namespace jetseq::frozen {

/// The names in `list`, each there once; `key`: the part of each element that holds it, "": the element itself.
std::vector<std::string> read_names(FrozenNode const& list, std::string_view key);

InputVariable read_input(FrozenNode const& variable);

/// Inputs of any names, each there once.
std::vector<InputVariable> read_variables(FrozenNode const& list);

// Layers that read `inputs` numbers.
LstmLayer read_lstm(FrozenNode const& layer, std::size_t inputs);
GruLayer read_gru(FrozenNode const& layer, std::size_t inputs);
DenseLayer read_dense(FrozenNode const& layer, std::size_t inputs, bool is_last);  ///< only the last has a softmax

/// Sizes of attention: `width`, `heads` and `blocks`.
SetSize read_attention(FrozenNode const& node);

/// Numbers of a layer of 1 to `most`.
std::size_t read_count(FrozenNode const& node, std::size_t most);

/// The lists `parameters` of a network over sets, one after the other.
std::vector<float> read_parameters(FrozenNode const& node, std::vector<ParameterShape> const& shapes);

/// Throws Error unless `last` is one sigmoid, or a softmax over two or more classes.
void require_head(FrozenNode const& layers, DenseLayer const& last);

/// Throws Error unless `last` is one linear output.
void require_number(FrozenNode const& layers, DenseLayer const& last);

}  // namespace jetseq::frozen
