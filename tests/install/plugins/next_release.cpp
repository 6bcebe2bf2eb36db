/// Replaces version.cpp in the second plugin, which represents a later release.
#include "jetseq/core/version.hpp"

namespace jetseq {
char const* version() noexcept { return "next release"; }
char const* git_revision() noexcept { return "none"; }
}  // namespace jetseq
