#pragma once
#include <string>

namespace jetseq {

/// What a file is, by its first bytes and, of JSON, its keys. Both are "" for a file that is not recognised.
struct FileKind {
    std::string what;    ///< "a ROOT file"
    std::string advice;  ///< what takes it, a sentence without its point: "Make events of ROOT ntuples first"
    bool known() const noexcept { return !what.empty(); }
};

/// Looks at the first 64 KiB of the file at `path`, and at all names on top of a JSON document. A file that can't be
/// read, or is no plain file, is not recognised.
FileKind kind_of_file(std::string const& path);

/// The same of a text that begins like that.
FileKind kind_of_text(std::string const& head);

/// For the error of a reader that takes `wanted` ("a frozen model"): "can't read PATH (it is a ROOT file, not a frozen
/// model). Make events of ROOT ntuples first"; "" if the file is not recognised, or is what is wanted.
std::string not_what_is_wanted(std::string const& path, std::string const& wanted);

/// Makes foreign_file() of core/io/read_file.hpp say this, too. Called once, at the beginning of a program.
void explain_foreign_files();

}  // namespace jetseq
