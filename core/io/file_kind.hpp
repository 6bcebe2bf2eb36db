#pragma once
#include <string>

namespace jetseq {

/// What a file is, by its first bytes and, of JSON, its keys. Both are "" for a file that is not recognised.
struct FileKind {
    std::string what;    ///< "a ROOT file"
    std::string advice;  ///< what to do with it, without the full stop: "Make events of ROOT ntuples first"
    bool known() const noexcept { return !what.empty(); }
};

/// Looks at the first 64 KiB of the file at `path`, and at all top-level names of a JSON document. A file that can't be
/// read, or is not a regular file, is not recognised.
FileKind kind_of_file(std::string const& path);

/// Recognises the kind of a text by its beginning, `head`.
FileKind kind_of_text(std::string const& head);

/// The error of a reader that expects `wanted` ("a frozen model"): "can't read PATH (it is a ROOT file, not a frozen
/// model). Make events of ROOT ntuples first"; "" if the file is not recognised, or is what is wanted.
std::string not_what_is_wanted(std::string const& path, std::string const& wanted);

/// Makes foreign_file() of core/io/read_file.hpp return not_what_is_wanted(). Called once, when a program starts.
void explain_foreign_files();

}  // namespace jetseq
