#pragma once
#include "jetseq/apps/command.hpp"

namespace jetseq {

/// Adds the option --set, which may be given many times.
void add_overrides(cxxopts::Options& syntax);

/// What --set was given, key=value each, as it stands.
Strings given_overrides(CommandLine const& line);

}  // namespace jetseq
