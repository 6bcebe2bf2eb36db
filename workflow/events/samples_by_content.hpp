#pragma once
#include <cstdint>
#include <map>

#include "models/frozen/frozen_model.hpp"

namespace jetseq::workflow {

/// For files without sampleId: hash of the content -> the sampleId that the file's events had in the trainings of
/// `model` and its ancestors, which read the file alone (0) or among others (the hash). Empty if the model does not
/// say.
std::map<std::int32_t, std::int32_t> samples_by_content(FrozenModel const& model);

}  // namespace jetseq::workflow
