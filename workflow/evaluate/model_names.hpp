#pragma once
#include <string>
#include <vector>

namespace jetseq::workflow {

/// A model of a comparison.
struct ModelName {
    std::string given;  ///< by the user; "": none
    std::string own;    ///< what its file calls it
    std::string path;   ///< its run directory or file
};

/// A unique name for each model: the name given, else its own. Own names that are equal but for the case of letters are
/// replaced by the shortest unique end of the path, such as the run directory. Throws Error if a name is given twice.
std::vector<std::string> told_apart(std::vector<ModelName> const& models);

/// Throws Error if two of `names` are equal. `what` has these names, such as "the cuts".
void require_different(std::string const& what, std::vector<std::string> const& names);

}  // namespace jetseq::workflow
