#pragma once
#include <functional>
#include <string>
#include <vector>

namespace jetseq {

/// Files that a command writes in some runs only. Left over from an earlier run, they would be taken for outputs of the
/// new one.
struct OwnFiles {
    std::string folder;                                     ///< in the folder of the command; "" for that itself
    std::string name;                                       ///< without the folder: a regular expression of all of it
    std::function<bool(std::string const& path)> are_ours;  ///< whether the command can have written it
};

/// A predicate for `are_ours`: true for files that begin with `text`.
std::function<bool(std::string const& path)> begin_with(std::string text);

/// Removes those of the `own` files in `folder` that are not among `written`. It keeps what is not a regular file, is
/// write-protected, is an input of this process or fails `are_ours`. Returns the removed paths, sorted. Throws Error.
std::vector<std::string> remove_old_outputs(std::string const& folder, std::vector<OwnFiles> const& own,
                                            std::vector<std::string> const& written);

}  // namespace jetseq
