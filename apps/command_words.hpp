#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// A path among the EVENTS of a command line: a comma, which separates paths there, becomes the pattern `?`.
std::string events_word(std::string const& path);

/// Several of them, with blanks between.
std::string events_words(std::vector<std::string> const& paths);

/// The configuration `name` of jetseq's source as a word: in the folder configs/ of the working directory or of the
/// source that this program was built in; CONFIG if neither is there.
std::string shipped_configuration(std::string const& name);

}  // namespace jetseq
