#pragma once
#include "api.h"

namespace jetseq {

/// The release, such as "0.1.0".
JETSEQ_API char const* version() noexcept;

/// The git revision of the sources, followed by "-dirty" if they were changed; "unknown" outside a repository.
JETSEQ_API char const* git_revision() noexcept;

}  // namespace jetseq
