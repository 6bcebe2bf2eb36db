#pragma once
#include <string>
#include <vector>

#include "core/text/strings.hpp"

namespace jetseq {

/// A path among the EVENTS of a command line: a comma, which separates paths there, becomes the pattern `?`.
std::string events_word(std::string const& path);

/// Several of them, with blanks between.
std::string events_words(std::vector<std::string> const& paths);

/// The configuration `name` of jetseq's source as a word: in the folder configs/ of the working directory or of the
/// source that this program was built in; CONFIG if neither is there.
std::string shipped_configuration(std::string const& name);

/// The command that usually follows a model: its evaluation in `folder`/report; of a network over sets of jets, which
/// stands beside a model that the library can run, its scores.
struct NextEvaluation {
    std::string model;        ///< frozen file
    bool over_sets = false;   ///< a network over sets of jets
    Strings events;           ///< files or patterns
    std::string config = "";  ///< what reads them; "" if the defaults do
    bool all_events = false;  ///< an ensemble has no test part of its own
    std::string folder = "";  ///< "": the working directory
};
std::string command_of(NextEvaluation const& next);

}  // namespace jetseq
