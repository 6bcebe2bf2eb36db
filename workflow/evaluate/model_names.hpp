#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// A model of a comparison.
struct ModelName {
    std::string given;  ///< by the user; "": none
    std::string own;    ///< what its file calls it
    std::string path;   ///< its run directory or file
};

/// What each model is called: the name given, else its own. Own names that repeat, or differ in the case of letters
/// only, become the end of the path that tells them apart, such as the run directory. Throws Error where a name is
/// given twice.
std::vector<std::string> told_apart(std::vector<ModelName> const& models);

/// Throws Error if one of `names` stands there twice. `what`: has the names, such as "the cuts".
void require_different(std::string const& what, std::vector<std::string> const& names);

}  // namespace jetseq
