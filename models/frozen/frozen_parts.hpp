#pragma once
#include "models/frozen/frozen_model.hpp"
#include "models/frozen/frozen_node.hpp"

/// Parts of frozen files, for the readers of both kinds.
namespace jetseq::frozen {

FrozenModel read_model(FrozenNode const& root);
std::vector<WorkingPoint> read_working_points(FrozenNode const& points);
void require_known_version(FrozenNode const& object);                  ///< its `format_version`
void require_frozen(FrozenNode const& root, std::string const& path);  ///< throws Error for another known document
bool is_ensemble(FrozenNode const& root);

}  // namespace jetseq::frozen
