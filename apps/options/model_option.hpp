#pragma once
#include <string>

#include "apps/options/command.hpp"

namespace jetseq::apps {

/// Adds the option --expect-sha256, for commands that load a model.
void add_expected_sha256(cxxopts::Options& syntax);

/// The frozen file that the option `model` means. Throws Error if --expect-sha256 is given and is not its SHA-256.
std::string frozen_file(CommandLine const& line);

/// Throws Error if --expect-sha256 is given and is not the SHA-256 of `file`, UsageError if it is not a SHA-256.
void require_expected_sha256(CommandLine const& line, std::string const& file);

}  // namespace jetseq::apps
