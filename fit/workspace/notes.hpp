#pragma once
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace jetseq::fit {

/// What a reader of a result must know, a sentence each, such as a choice that was made or a part that was left out.
/// Those of a workspace and of its likelihood become those of the summary (Summary::notes), which shows them in
/// fit.json, on the page and on the command line.
using Notes = std::vector<std::string>;

/// Adds `note` unless it is there already.
inline void add_note(Notes& notes, std::string note) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

inline void add_notes(Notes& notes, Notes const& more) {
    for (auto const& note : more) add_note(notes, note);
}

}  // namespace jetseq::fit
