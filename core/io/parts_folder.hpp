#pragma once
#include <string>
#include <vector>

/// The folder in which a long run keeps its finished parts until all are there, so that an interrupted run can be
/// resumed. What a part holds, and which run it belongs to, is up to the caller.
namespace jetseq {

/// Throws Error if `folder` can't hold parts: it is a link, which may lead to somebody else's folder, or it is no
/// folder and can't become one.
void require_parts_folder(std::string const& folder);

/// Removes the files `parts` of `folder`, temporary files of dead processes, and the folder if it is then empty. What
/// can't be removed stays.
void remove_parts_folder(std::string const& folder, std::vector<std::string> const& parts);

}  // namespace jetseq
