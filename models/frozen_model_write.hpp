#pragma once
#include <string>

#include "jetseq/models/frozen_model.hpp"

namespace jetseq {

/// The text of a frozen file: lwtnn's graph JSON, with the object `jetseq` beside it unless `plain`.
std::string to_json(FrozenModel const& model, bool plain = false);

/// Writes the frozen file, whole or not at all. Throws Error.
void write_frozen_model(std::string const& path, FrozenModel const& model);

}  // namespace jetseq
