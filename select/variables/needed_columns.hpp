#pragma once
#include <string>
#include <vector>

#include "../../event/absent.hpp"
#include "../cuts/event_selector.hpp"

namespace jetseq {

/// The columns of a file of events, among those that it may lack (Absent), that `variable` needs in a channel of
/// `leptons` (Selection::leptons): pt_lv needs "events.met", "events.met_phi", "leptons", "leptons.quality".
std::vector<std::string> needed_columns(Variable variable, int leptons);

/// Names of the regions with a cut that needs `column`: all of them if a cut of the preselection does.
std::vector<std::string> regions_that_need(std::string const& column, Selection const& selection);

/// Throws Error naming `file`, the column and the regions if a cut of `selection` needs a column that is `absent`.
/// `why`: such as "no such column".
void require_columns(Selection const& selection, Absent const& absent, std::string const& file, std::string const& why);

/// "events.met" -> "'met' of the events", "leptons" -> "leptons": for messages.
std::string words_for(std::string const& column);

}  // namespace jetseq
