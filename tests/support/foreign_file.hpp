#pragma once
#include <hdf5.h>

#include <cstddef>
#include <string>
#include <vector>

#include "data/hdf5/hdf5.hpp"
#include "data/sequences/sequences.hpp"

/// HDF5 files that jetseq did not write, made with the C library alone.
namespace jetseq::test {

/// A column: its type in the file and its values, row by row; no values: left at zero.
struct Column {
    std::string name;
    hid_t type;  ///< integer, float, string or bool_type()
    std::vector<double> values;
};

hid_t bool_type();  ///< what h5py writes for numpy's bool: int8 enumeration FALSE = 0, TRUE = 1
hid_t half_type();  ///< f2, IEEE 754 half precision
hid_t text_type();  ///< four characters

/// How a dataset is stored.
struct Storage {
    bool gzip = false;        ///< chunks of two rows, deflated
    H5Z_filter_t filter = 0;  ///< chunks through this filter, which must be registered
};

class ForeignFile {
public:
    explicit ForeignFile(std::string const& path);
    /// A compound dataset of `shape`.
    void add_table(std::string const& name, std::vector<hsize_t> const& shape, std::vector<Column> const& columns,
                   Storage storage = {});
    /// A dataset of plain floats; what `values` lacks is 0.
    void add_numbers(std::string const& name, std::vector<hsize_t> const& shape, std::vector<double> values = {});
    void add_group(std::string const& name);
    /// A gzipped table of this shape in one chunk of so many rows, whose bytes are no gzip: HDF5 can open it alone.
    void add_chunk_of(hsize_t rows, std::string const& name, std::vector<hsize_t> const& shape,
                      std::vector<Column> const& columns);
    void add_attribute(std::string const& name, std::string const& value);
    void add_attribute(std::string const& name, hid_t type, double value);
    /// A virtual dataset: the rows of `name` in each of `sources` (all like the one in `like`), one after the other;
    /// of "" nothing fills them.
    void add_virtual(std::string const& name, std::string const& like, std::vector<std::string> const& sources);

private:
    data::h5::Handle file_;
};

/// The smallest foreign file: /events with eventNumber 1 2 3 and labels 0 1 1; /jets [3, 2] with 0, 1, 2 valid jets.
/// Pieces of it may be exchanged before it is written.
struct SmallFile {
    std::vector<Column> events{{"eventNumber", H5T_STD_U64LE, {1, 2, 3}}, {"signalType", H5T_STD_I32LE, {0, 1, 1}}};
    std::vector<Column> jets{{"valid", bool_type(), {0, 0, 1, 0, 1, 1}},
                             {"pt", H5T_IEEE_F32LE, {0, 0, 60, 0, 90, 40}},
                             {"eta", H5T_IEEE_F32LE, {0, 0, 1.5, 0, -2.5, 3}},
                             {"phi", H5T_IEEE_F32LE, {0, 0, 0.5, 0, -0.5, 2}},
                             {"e", H5T_IEEE_F32LE, {0, 0, 150, 0, 560, 410}}};
    std::vector<hsize_t> event_shape{3}, jet_shape{3, 2};
    Storage storage;

    Column& jet_column(std::string const& name);
    void write(std::string const& path) const;
};

/// Writes the file and reads it with read_sequences().
data::Sequences sequences_of(SmallFile const& file, data::Names const& names = {});

}  // namespace jetseq::test
