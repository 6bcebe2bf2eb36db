#pragma once
#include <string>
#include <vector>

#include "core/text/strings.hpp"

namespace jetseq::apps {

/// `path` as one of the EVENTS of a command line: a comma, which would separate paths, becomes the pattern `?`.
std::string events_word(std::string const& path);

/// Several of them, separated by blanks.
std::string events_words(std::vector<std::string> const& paths);

/// The configuration `name` of jetseq's source as a word: in the folder configs/ of the working directory or of the
/// source that this program was built in; CONFIG if neither is there.
std::string shipped_configuration(std::string const& name);

/// The command that usually follows a training: the evaluation of the model in `folder`/report, or, for a network over
/// sets of jets, its scores, which a report compares with those of another model.
struct NextEvaluation {
    std::string model;        ///< frozen file
    bool over_sets = false;   ///< a network over sets that only LibTorch runs
    Strings events;           ///< files or patterns
    std::string config = "";  ///< what reads them; "" if the defaults do
    bool all_events = false;  ///< an ensemble has no test part of its own
    std::string folder = "";  ///< "": the working directory
};
std::string command_of(NextEvaluation const& next);

}  // namespace jetseq::apps
