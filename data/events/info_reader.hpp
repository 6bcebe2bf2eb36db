#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/events/names.hpp"
#include "data/events/rows.hpp"
#include "data/hdf5/input_table.hpp"

namespace jetseq::data {

/// Reads the numbers of whole events: from jetseq's table /events, a foreign one like it, or plain datasets.
class InfoReader {
public:
    /// Throws Error: no event number, or what InputTable throws.
    InfoReader(h5::InputFile const& file, Names const& names);

    std::size_t size() const noexcept { return table_.rows(); }
    std::string where() const { return table_.where(); }
    bool has(std::string const& column) const;  ///< `column`: jetseq's name, such as "sampleId"
    bool counts_rows() const noexcept { return counts_rows_; }

    /// The optional columns that the file lacks, whose numbers stay unknown or keep a default. Sample ids and regimes
    /// are given to events without them.
    Absent absent() const;

    /// Rows [first, first + count), checked, in GeV. Columns that the file lacks are as in a new EventRow.
    std::vector<rows::EventRow> read(std::size_t first, std::size_t count) const;

    /// For messages about a missing column: "a.h5: /events has no column 'signalType' (it has: eventNumber)".
    std::string lacks(std::string const& column) const;

private:
    void label(rows::EventRow& event, std::size_t row) const;

    Names names_;
    h5::InputTable table_;
    bool counts_rows_;
    std::vector<h5::Field> fields_;
};

/// All columns of events that may be renamed.
std::vector<std::string> event_columns();

}  // namespace jetseq::data
