#pragma once
#include <string>

#include "models/frozen/joined_network.hpp"
#include "train/export/onnx_graph.hpp"

namespace jetseq::train {

/// Adds a network over sets of jets, which reads the values `standardised` [B, T, inputs] and `lengths` [B] of `graph`.
/// Returns the name of its logits [B, outputs].
std::string add_set_network(GraphWriter& graph, SetNetwork const& network);

/// Names of values of a graph: standardised objects [B, T, inputs] and their numbers [B]; `prefix` begins the names of
/// the values that are made of them.
struct ObjectValues {
    std::string x, lengths, prefix;
};

/// Adds the layers of a sequence that is read as a set; returns the name of its sums [B, C].
std::string add_set(GraphWriter& graph, SequenceInput const& sequence, ObjectValues const& objects);

}  // namespace jetseq::train
