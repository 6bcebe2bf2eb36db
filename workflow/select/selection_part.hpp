#pragma once
#include <optional>
#include <string>
#include <vector>

#include "data/scores/selected_file.hpp"
#include "data/sequences/sequences.hpp"
#include "select/cutflow/cutflow.hpp"
#include "workflow/select/object_tally.hpp"

namespace jetseq::workflow {

/// The result for a part of the events.
struct SelectionPart {
    std::vector<data::SelectedRow> rows;
    Cutflow cutflow;
    data::Sequences sequences;
    std::size_t in_several_regions = 0;
    ObjectTally tally;
    std::vector<std::string> notes = {};  ///< on how the inputs of `sequences` were read
};

/// Writes a part to `path` and its cutflow beside it. These files are for one run on one machine: their bytes are those
/// in memory. `fingerprint`: 64 characters that identify the selection and its inputs.
void write_part(std::string const& path, std::string const& fingerprint, SelectionPart const& part);

/// The part at `path`, whose sequences hold `inputs`; nothing if there is none, or one with another fingerprint.
std::optional<SelectionPart> read_part(std::string const& path, std::string const& fingerprint,
                                       data::EventChoice const& inputs = {});

/// True if read_part() would return a part. Reads only the first bytes, because files are never half written.
bool part_matches(std::string const& path, std::string const& fingerprint);

/// The number of selected events in the file of a part.
std::size_t rows_of_part(std::string const& path);

/// Throws Error if there is a file at `path`, or at `path`.json beside it, that write_part() has not written.
void require_part_or_nothing(std::string const& path);

/// Removes all parts, of this and other selections, from `folder`, and then the folder if it is empty.
void remove_parts(std::string const& folder);

}  // namespace jetseq::workflow
