#pragma once
#include <cstdint>
#include <string>

#include "core/io/output_file.hpp"
#include "models/frozen/frozen_ensemble.hpp"

namespace jetseq {

/// The text of a frozen file: lwtnn's graph as JSON and, unless `plain`, the object `jetseq`.
std::string to_json(FrozenModel const& model, bool plain = false);

/// Writes the frozen file, whole or not at all. Throws Error, also if read_frozen_model() would refuse it.
void write_frozen_model(std::string const& path, FrozenModel const& model);
/// The same as one of `files`.
void add_frozen_model(OutputFiles& files, std::string const& path, FrozenModel const& model);

/// The same for an ensemble of two or more networks. Throws Error, as check_folds() does too.
std::string to_json(FrozenEnsemble const& ensemble);
void write_frozen_ensemble(std::string const& path, FrozenEnsemble const& ensemble);

/// The size of a frozen file to be written.
struct FrozenSize {
    std::uint64_t weights;  ///< of each network, biases included
    std::uint64_t networks = 1;
    std::uint64_t epochs = 0;  ///< rows of the history of each network
};

/// Throws Error, naming the limit, if readers may refuse a frozen file of this size (JsonDocument's limits). Call it
/// before a training.
void require_readable(FrozenSize const& size);

}  // namespace jetseq
