#pragma once
#include <cstddef>
#include <string>

namespace jetseq {

/// The content of the file at `path`. Throws Error if it is missing, can't be read or has more than `most` bytes; no
/// more than that is ever held.
std::string read_file(std::string const& path, std::size_t most = std::size_t{1} << 30);

/// The first `most` bytes of the file at `path`, or all if it has fewer; "" if it can't be read. It is not noted as an
/// input.
std::string read_head(std::string const& path, std::size_t most);

/// Says that `path` is about to be read: every reader of files calls it first. Under an InputProtection, throws Error
/// if announce_output() has named the same file, or if another file or other content stands there than when it was
/// noted before: what is read of both would be mixed.
void note_input(std::string const& path);

/// Sets what note_input() calls; nullptr, as at first: nothing. A program that never writes carries no more than this.
void on_input(void (*call)(std::string const& path));

/// not_what_is_wanted() of core/io/file_kind.hpp in a program that has called explain_foreign_files(); "" in any other:
/// the shared library need not carry all that.
std::string foreign_file(std::string const& path, std::string const& wanted);

/// Sets what foreign_file() calls.
void explain_foreign_files(std::string (*explain)(std::string const& path, std::string const& wanted));

}  // namespace jetseq
