#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace jetseq::fit {

/// Sentences that a reader of a result must know, such as a choice that was made or a part that was left out. The notes
/// of a workspace and of its likelihood become notes of the summary (Summary::notes), and are shown in fit.json, on the
/// page and on the command line.
using Notes = std::vector<std::string>;

/// Adds `note` unless it is there already.
inline void add_note(Notes& notes, std::string note) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

inline void add_notes(Notes& notes, Notes const& more) {
    for (auto const& note : more) add_note(notes, note);
}

/// "a, b and c"; of more than `most` names "a, b and 2 more".
inline std::string listed(std::vector<std::string> const& names, std::size_t most = SIZE_MAX) {
    std::size_t const shown = std::min(names.size(), most);
    std::string text;
    for (std::size_t n = 0; n < shown; ++n) {
        bool const is_last = n + 1 == shown && shown == names.size();
        text += (n == 0 ? "" : is_last ? " and " : ", ") + names[n];
    }
    return names.size() > shown ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
}

}  // namespace jetseq::fit
