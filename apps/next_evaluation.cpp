#include "apps/next_evaluation.hpp"

#include "apps/command_words.hpp"
#include "core/text/shell_word.hpp"

namespace jetseq {

std::string command_of(NextEvaluation const& next) {
    std::string const folder = next.folder.empty() ? "" : next.folder + "/";
    std::string words = next.over_sets ? "jetseq score " : "jetseq evaluate ";
    words += shell_word(next.model) + ' ' + events_words(next.events);
    if (!next.config.empty()) words += " --config " + shell_word(next.config);
    if (next.all_events && !next.over_sets) words += " --all";
    return words + " --out " + shell_word(folder + (next.over_sets ? "scores.h5" : "report"));
}

}  // namespace jetseq
