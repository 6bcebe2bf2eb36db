#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/io/output_file.hpp"
#include "data/events/checks.hpp"
#include "data/events/rows.hpp"
#include "data/hdf5/input_table.hpp"
#include "event/absent.hpp"
#include "event/event.hpp"

namespace jetseq::data {

/// Attributes of a file's root, which describe it: kind, format version, seed, git revision, settings.
using Attributes = std::map<std::string, std::string>;

/// Writes a file of full events: /events, /jets, /large_jets, /leptons (docs/reference/formats.md), gzip + shuffle.
/// Rows stay in the order given. `kind`, `format_version`, `jetseq_version`, `git_revision` are added to `attributes`.
/// Columns and tables in `absent` are left out. Throws Error if the file can't be written; then no file is left behind.
void write_events(std::string const& path, std::vector<Event> const& events, Attributes attributes,
                  Absent const& absent = {});
/// Writes events to `output`, which the caller commits.
void write_events(OutputFile const& output, std::vector<Event> const& events, Attributes attributes,
                  Absent const& absent = {});

/// Number of events read at a time when a whole file is read.
inline constexpr std::size_t rows_per_block = 4096;

/// Reads the events of a file that write_events() wrote, block by block: for files larger than memory.
class EventReader {
public:
    /// Throws Error: no such file, not HDF5, a dataset missing, tables of different lengths.
    explicit EventReader(std::string const& path);

    std::size_t size() const noexcept { return events_.rows(); }
    /// Number of rows that are decompressed together: several readers of fewer rows each would repeat the work.
    std::size_t rows_per_chunk() const noexcept { return jets_.rows_per_chunk(); }
    /// Optional columns, and the optional tables "large_jets" and "leptons", that the file lacks
    /// (docs/reference/formats.md).
    Absent const& absent() const noexcept { return absent_; }
    /// Columns in which the first 16,384 rows, with at least 5 values, are all 0, a default and no measurement:
    /// "events.met", "events.pt_miss", "large_jets.d2", "large_jets.n_trk". Throws Error as read() does.
    Absent only_zeros();
    /// Replaces `events` by rows [first, first + count), in their order; its memory is reused.
    /// Throws Error: a column that is missing or of the wrong type, a number that is refused by data/events/checks.hpp.
    void read(std::size_t first, std::size_t count, std::vector<Event>& events);

private:
    void read_infos(std::size_t first, std::size_t count, std::vector<Event>& events);
    void read_jets(std::size_t first, std::size_t count, std::vector<Event>& events);
    void read_large_jets(std::size_t first, std::size_t count, std::vector<Event>& events);
    void read_leptons(std::size_t first, std::size_t count, std::vector<Event>& events);
    void judge_units(bool at_the_end) const;

    h5::InputFile file_;
    h5::InputTable events_, jets_;
    std::optional<h5::InputTable> large_jets_, leptons_;
    Absent absent_;
    rows::UnknownMarker mark_unknown_;
    checks::LargestValue jet_pt_ = checks::jet_pt(), large_jet_pt_ = checks::large_jet_pt(),
                         lepton_pt_ = checks::lepton_pt(), met_ = checks::met(), pt_miss_ = checks::pt_miss();
    std::vector<char> block_;  ///< rows as in the file's tables
};

/// Reads all events of a file that write_events() wrote, in the order of its rows.
/// Throws Error: no such file, not HDF5, a dataset or column that is missing or of the wrong type, a number that is
/// refused by data/events/checks.hpp.
std::vector<Event> read_events(std::string const& path);

/// The attributes of a file's root, numbers as text.
Attributes read_attributes(std::string const& path);

}  // namespace jetseq::data
