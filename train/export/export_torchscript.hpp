#pragma once
#include <string>

#include "models/frozen/frozen_model.hpp"

namespace jetseq::train {

/// Writes the model as a frozen TorchScript module: forward(jets [B, T, 4], lengths [B]) -> P(VBF) [B], with the inputs
/// of export_onnx(); of a softmax the probabilities [B, classes]; of event variables forward(variables [B, V]).
/// Throws Error.
void export_torchscript(FrozenModel const& model, std::string const& path);

}  // namespace jetseq::train
