#pragma once
#include <cstddef>
#include <set>
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

    /// The columns met, met_phi, pt_miss and mass that are left to a network, which reads them by names and whose
    /// inputs say what unknown numbers become: they are not checked, and stay unknown.
    std::set<std::string> const& left_to_network() const noexcept { return treated_; }

    /// The optional columns that the file lacks, whose numbers stay unknown or keep a default. Sample ids and regimes
    /// are given to events without them.
    Absent absent() const;

    /// Rows [first, first + count), checked, in GeV. Columns that the file lacks are as in a new EventRow.
    std::vector<rows::EventRow> read(std::size_t first, std::size_t count) const;

    /// For messages about a missing column: "a.h5: /events has no column 'signalType' (it has: eventNumber)".
    std::string lacks(std::string const& column) const;

private:
    void label(std::size_t first, std::vector<rows::EventRow>& events) const;
    bool is_left_out(std::string const& column) const {
        return treated_.count(column) > 0 || unused_.count(column) > 0;
    }

    Names names_;
    h5::InputTable table_;
    bool counts_rows_;
    bool has_classes_ = false;            ///< labels are those that Names gives for the values of the file
    std::set<std::string> treated_ = {};  ///< columns that only the network reads
    std::set<std::string> unused_ = {};   ///< columns that nobody reads, because a network reads others by names
    std::vector<h5::Field> fields_;
};

/// All columns of events that may be renamed.
std::vector<std::string> event_columns();

}  // namespace jetseq::data
