#pragma once
#include <cstdint>
#include <map>

#include "models/frozen/frozen_model.hpp"

namespace jetseq {

/// For files without sampleId: by the number of a file's content the sampleId that its events had in the trainings of
/// `model` and of those that it began with, which read the file alone (0) or among others (that number). Empty if the
/// model does not say.
std::map<std::int32_t, std::int32_t> samples_by_content(FrozenModel const& model);

}  // namespace jetseq
