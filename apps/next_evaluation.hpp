#pragma once
#include <string>

#include "apps/command.hpp"

namespace jetseq {

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
