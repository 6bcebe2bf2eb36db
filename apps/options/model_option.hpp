#pragma once
#include <string>

#include "apps/options/command.hpp"

namespace jetseq {

/// --expect-sha256, of commands that load a model.
void add_expected_sha256(cxxopts::Options& syntax);

/// The frozen file that the option `model` means; throws Error where --expect-sha256 is given and not its SHA-256.
std::string frozen_file(CommandLine const& line);

/// Throws Error where --expect-sha256 is given and not the SHA-256 of `file`, UsageError where it can't be any.
void require_expected_sha256(CommandLine const& line, std::string const& file);

}  // namespace jetseq
