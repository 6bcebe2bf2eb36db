#pragma once
#include <string>

#include "jetseq/models/frozen_ensemble.hpp"

namespace jetseq {

/// The text of a frozen file: lwtnn's graph JSON, with the object `jetseq` beside it unless `plain`.
std::string to_json(FrozenModel const& model, bool plain = false);

/// Writes the frozen file, whole or not at all. Throws Error.
void write_frozen_model(std::string const& path, FrozenModel const& model);

/// The same for an ensemble of two or more networks. Throws Error, as check_folds() does too.
std::string to_json(FrozenEnsemble const& ensemble);
void write_frozen_ensemble(std::string const& path, FrozenEnsemble const& ensemble);

}  // namespace jetseq
