#pragma once
#include <optional>
#include <string>
#include <vector>

#include "data/scores/selected_file.hpp"
#include "data/sequences/sequences.hpp"
#include "select/cutflow/cutflow.hpp"
#include "workflow/select/object_tally.hpp"

namespace jetseq {

/// What comes of a part of the events.
struct SelectionPart {
    std::vector<SelectedRow> rows;
    Cutflow cutflow;
    Sequences sequences;
    std::size_t in_several_regions = 0;
    ObjectTally tally;
};

/// Files of parts live for one run on one machine: their bytes are those of the memory.
/// `fingerprint`: 64 characters that name the selection and its inputs.
void write_part(std::string const& path, std::string const& fingerprint, SelectionPart const& part);

/// Nothing where there is no such file, or one of another fingerprint.
std::optional<SelectionPart> read_part(std::string const& path, std::string const& fingerprint);

/// True where read_part() would give something. Looks at the first bytes only: files are written whole or not at all.
bool part_matches(std::string const& path, std::string const& fingerprint);

/// The number of selected events in the file of a part.
std::size_t rows_of_part(std::string const& path);

/// Throws Error if at `path`, or at `path`.json beside it, stands something that write_part() has not written.
void require_part_or_nothing(std::string const& path);

/// Removes from `folder` all parts, of this selection and of others, and then the folder if it is empty.
void remove_parts(std::string const& folder);

}  // namespace jetseq
