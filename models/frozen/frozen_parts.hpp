#pragma once
#include "models/frozen/frozen_model.hpp"
#include "models/frozen/frozen_node.hpp"

/// Reads parts of frozen files, for models and ensembles. Each throws Error naming the key at fault.
namespace jetseq::frozen {

FrozenModel read_model(FrozenNode const& root);
std::vector<WorkingPoint> read_working_points(FrozenNode const& points);
void require_known_version(FrozenNode const& object, std::size_t known);  ///< throws Error for another `format_version`
void require_frozen(FrozenNode const& root, std::string const& path);  ///< throws Error for another known kind of file
bool is_ensemble(FrozenNode const& root);

}  // namespace jetseq::frozen
