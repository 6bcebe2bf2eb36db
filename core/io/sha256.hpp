#pragma once
#include <string>

namespace jetseq {

/// SHA-256 (FIPS 180-4) of `bytes` as 64 hexadecimal digits, the same as `sha256sum` prints.
std::string sha256(std::string const& bytes);

/// Hashes the file at `path`, which is read in pieces. Throws Error if it can't be read.
std::string sha256_of_file(std::string const& path);

}  // namespace jetseq
