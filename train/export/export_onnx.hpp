#pragma once
#include <string>

#include "models/frozen/frozen_model.hpp"
#include "train/export/onnx_form.hpp"

namespace jetseq::train {

/// Writes the model as an ONNX graph (opset 14, IR 7) that includes the standardisation. Inputs: `jets` float [B, T, 4]
/// (the model's inputs, as pt, eta, phi, e in GeV and rad; in falling pt, padded at the end with any finite numbers)
/// and `lengths` int32 [B]; of a network of event variables `variables` float [B, V]. Outputs: `<name>_pVBF` and
/// `<name>_pggF` float [B], of a softmax `<name>_p<class>` for each class, of a number `<name>_<target>`. `form`: other
/// shapes of the inputs. The metadata `gnn_config` are those that salt writes, of its version 1 for OnnxForm::salt. The
/// model's frame is not part of the graph. Throws Error.
void export_onnx(FrozenModel const& model, std::string const& path, OnnxForm const& form = {});

}  // namespace jetseq::train
