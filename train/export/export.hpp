#pragma once
#include <string>

#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// Writes the model as an ONNX graph (opset 14, IR 7) with the standardisation inside:
///   inputs  `jets` float [B, T, 4] (pt, eta, phi, e in GeV and rad, falling pt, padded behind with anything finite),
///           `lengths` int32 [B]; outputs `<name>_pVBF` and `<name>_pggF` float [B],
///           of a softmax `<name>_p<class>` for each class.
/// A network of variables of the event has the one input `variables` float [B, V] in their place.
/// Metadata `gnn_config` as salt writes it. The model's frame is not part of the graph. Throws Error.
void export_onnx(FrozenModel const& model, std::string const& path);

/// Writes the model as a frozen TorchScript module: forward(jets [B, T, 4], lengths [B]) -> P(VBF) [B], as above; of
/// a softmax the probabilities [B, classes]; of variables forward(variables [B, V]).
/// Throws Error.
void export_torchscript(FrozenModel const& model, std::string const& path);

}  // namespace jetseq
