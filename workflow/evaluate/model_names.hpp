#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// A model of a comparison.
struct ModelName {
    std::string given;  ///< NAME of the command line; "": none
    std::string own;    ///< what its file calls it
    std::string path;   ///< its run directory or file
};

/// What each model is called: the name given, else its own. Own names that repeat, or differ in the case of letters
/// only, become the end of the path that tells them apart, such as the run directory. Throws Error where a name is
/// given twice.
std::vector<std::string> told_apart(std::vector<ModelName> const& models);

/// Throws Error where one of the `names` that `option` gives stands there twice.
void require_different(std::string const& option, std::vector<std::string> const& names);

}  // namespace jetseq
