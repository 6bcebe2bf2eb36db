#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "data/events/names.hpp"
#include "data/hdf5/input_table.hpp"

namespace jetseq::data {

/// A number of MeV in GeV; one that stands for an unknown number, such as -999, stays.
double in_gev(double mev);

/// Reads numbers of whole events by the names of their columns: from the table of events, the table `variables`, and
/// other datasets with a row per event.
class EventColumns {
public:
    /// `rows`: of the table of events. `file` must outlive this.
    EventColumns(h5::InputFile const& file, Names const& names, std::size_t rows);

    /// Adds a column: "met", or with its dataset "variables.met". `purpose`: what reads it, for messages. Throws Error:
    /// no such column, one in several datasets, a dataset with other rows.
    void add(std::string const& column, std::string const& purpose);

    std::size_t size() const noexcept { return size_; }

    /// Those of `columns` that the file has.
    std::vector<std::string> found_among(std::vector<std::string> const& columns);

    /// Rows [first, first + count) of the columns in the order in which they were added, [count, size()]. met and
    /// pt_miss of the table of events are in GeV. Throws Error for a column without numbers.
    std::vector<double> read(std::size_t first, std::size_t count) const;

private:
    /// A column of a dataset.
    struct Place {
        std::string dataset, column;
        bool is_momentum = false;  ///< in the file's unit of energies
    };
    h5::InputTable* table(std::string const& dataset);
    std::vector<Place> places_of(std::string const& column);
    Place place_in_dataset(std::string const& column, std::string const& purpose);
    [[noreturn]] void refuse(std::string const& column, std::string const& purpose);

    h5::InputFile const& file_;
    Names const& names_;
    std::size_t rows_, size_ = 0;
    std::map<std::string, h5::InputTable> tables_;          ///< by the dataset
    std::map<std::string, std::vector<h5::Field>> fields_;  ///< of each dataset
    std::vector<std::size_t> momenta_;                      ///< columns to convert
};

}  // namespace jetseq::data
