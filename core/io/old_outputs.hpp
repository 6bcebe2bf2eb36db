#pragma once
#include <functional>
#include <string>
#include <vector>

namespace jetseq {

/// Files that a command writes under names of its own, but not each time. One of an earlier run, beside the files of a
/// new one, would be taken for a part of that.
struct OwnFiles {
    std::string folder;  ///< in the folder of the command; "" for that itself
    std::string name;    ///< without the folder: a regular expression that matches the whole of it
    std::function<bool(std::string const& path)> are_ours;  ///< whether the command can have written what is there
};

/// Of files that begin with `text`; for `are_ours`.
std::function<bool(std::string const& path)> begin_with(std::string text);

/// Removes those of the `own` files in `folder` that are not among `written`. What is no plain file, can't be written
/// to, is an input of this process, or is not `are_ours`, stays. Returns the paths removed, sorted. Throws Error.
std::vector<std::string> remove_old_outputs(std::string const& folder, std::vector<OwnFiles> const& own,
                                            std::vector<std::string> const& written);

}  // namespace jetseq
