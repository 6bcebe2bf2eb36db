#pragma once
#include <string>
#include <vector>

/// The folder in which a long run keeps its finished parts until all are there, so that a run that was interrupted is
/// resumed. What a part holds, and which run it belongs to, is up to the caller.
namespace jetseq {

/// Throws Error if `folder` can't hold parts: it is a link, which leads to a folder of somebody else, or a file, or it
/// can't become a folder.
void require_parts_folder(std::string const& folder);

/// Removes the files `parts` of `folder`, temporary files that dead processes left there, and the folder if it is empty
/// then. What can't be removed stays.
void remove_parts_folder(std::string const& folder, std::vector<std::string> const& parts);

}  // namespace jetseq
