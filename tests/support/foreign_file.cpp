#include "tests/support/foreign_file.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "tests/support/temporary_folder.hpp"

namespace jetseq::test {
namespace {

using data::h5::Handle;

/// A failure here is an error of the test itself.
template <class Result>
Result good(Result result) {
    if (result < 0) throw std::logic_error{"the test can't write its file: " + data::h5::last_reason()};
    return result;
}

Handle row_type(std::vector<Column> const& columns) {
    std::size_t size = 0;
    for (auto const& column : columns) size += H5Tget_size(column.type);
    Handle row{good(H5Tcreate(H5T_COMPOUND, size)), H5Tclose};
    std::size_t offset = 0;
    for (auto const& column : columns) {
        good(H5Tinsert(row, column.name.c_str(), offset, column.type));
        offset += H5Tget_size(column.type);
    }
    return row;
}

Handle single(std::string const& name, hid_t type) {
    Handle row{good(H5Tcreate(H5T_COMPOUND, H5Tget_size(type))), H5Tclose};
    good(H5Tinsert(row, name.c_str(), 0, type));
    return row;
}

/// Writes one column, the others stay as they are; HDF5 converts from double (from int8 for an enumeration).
void write_column(hid_t dataset, Column const& column) {
    if (column.values.empty()) return;
    if (H5Tget_class(column.type) == H5T_ENUM) {
        std::vector<std::int8_t> const bits(column.values.begin(), column.values.end());
        good(H5Dwrite(dataset, single(column.name, column.type), H5S_ALL, H5S_ALL, H5P_DEFAULT, bits.data()));
        return;
    }
    Handle const memory = single(column.name, H5T_NATIVE_DOUBLE);
    good(H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, column.values.data()));
}

Handle simple_space(std::vector<hsize_t> const& shape) {
    return {good(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr)), H5Sclose};
}

}  // namespace

hid_t bool_type() {
    static Handle const type = [] {
        Handle made{H5Tenum_create(H5T_STD_I8LE), H5Tclose};
        std::int8_t const values[2] = {0, 1};
        H5Tenum_insert(made, "FALSE", &values[0]);
        H5Tenum_insert(made, "TRUE", &values[1]);
        return made;
    }();
    return type;
}

hid_t half_type() {
    static Handle const type = [] {
        Handle made{H5Tcopy(H5T_IEEE_F32LE), H5Tclose};
        H5Tset_fields(made, 15, 10, 5, 0, 10);
        H5Tset_size(made, 2);
        H5Tset_ebias(made, 15);
        return made;
    }();
    return type;
}

hid_t text_type() {
    static Handle const type = [] {
        Handle made{H5Tcopy(H5T_C_S1), H5Tclose};
        H5Tset_size(made, 4);
        return made;
    }();
    return type;
}

ForeignFile::ForeignFile(std::string const& path)
    : file_{good(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)), H5Fclose} {}

void ForeignFile::add_table(std::string const& name, std::vector<hsize_t> const& shape,
                            std::vector<Column> const& columns, Storage storage) {
    Handle const creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
    auto chunk = shape;
    chunk[0] = std::min<hsize_t>(2, shape[0]);
    if (storage.gzip || storage.filter) good(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()));
    if (storage.gzip) good(H5Pset_deflate(creation, 4));
    if (storage.filter) good(H5Pset_filter(creation, storage.filter, H5Z_FLAG_MANDATORY, 0, nullptr));
    Handle const dataset{good(H5Dcreate2(file_, name.c_str(), row_type(columns), simple_space(shape), H5P_DEFAULT,
                                         creation, H5P_DEFAULT)),
                         H5Dclose};
    for (auto const& column : columns) write_column(dataset, column);
}

void ForeignFile::add_numbers(std::string const& name, std::vector<hsize_t> const& shape, std::vector<double> values) {
    Handle const dataset{good(H5Dcreate2(file_, name.c_str(), H5T_IEEE_F32LE, simple_space(shape), H5P_DEFAULT,
                                         H5P_DEFAULT, H5P_DEFAULT)),
                         H5Dclose};
    values.resize(std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{}));
    good(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
}

void ForeignFile::add_group(std::string const& name) {
    Handle const group{good(H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)), H5Gclose};
}

void ForeignFile::add_chunk_of(hsize_t rows, std::string const& name, std::vector<hsize_t> const& shape,
                               std::vector<Column> const& columns) {
    Handle const creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
    auto chunk = shape, most = shape;
    chunk[0] = rows, most[0] = H5S_UNLIMITED;
    good(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()));
    good(H5Pset_deflate(creation, 4));
    Handle const space{good(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), most.data())), H5Sclose};
    Handle const dataset{
        good(H5Dcreate2(file_, name.c_str(), row_type(columns), space, H5P_DEFAULT, creation, H5P_DEFAULT)), H5Dclose};
    std::vector<hsize_t> const begin(shape.size(), 0);
    good(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, begin.data(), 1, "x"));
}

void ForeignFile::add_attribute(std::string const& name, std::string const& value) {
    Handle const type{H5Tcopy(H5T_C_S1), H5Tclose};
    good(H5Tset_size(type, value.size() + 1));
    Handle const space{H5Screate(H5S_SCALAR), H5Sclose};
    Handle const attribute{good(H5Acreate2(file_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT)), H5Aclose};
    good(H5Awrite(attribute, type, value.c_str()));
}

void ForeignFile::add_attribute(std::string const& name, hid_t type, double value) {
    Handle const space{H5Screate(H5S_SCALAR), H5Sclose};
    Handle const attribute{good(H5Acreate2(file_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT)), H5Aclose};
    good(H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value));
}

void ForeignFile::add_virtual(std::string const& name, std::string const& like,
                              std::vector<std::string> const& sources) {
    Handle const model{good(H5Fopen(like.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)), H5Fclose};
    Handle const table{good(H5Dopen2(model, name.c_str(), H5P_DEFAULT)), H5Dclose};
    Handle const type{H5Dget_type(table), H5Tclose}, source_space{H5Dget_space(table), H5Sclose};
    std::vector<hsize_t> shape(static_cast<std::size_t>(H5Sget_simple_extent_ndims(source_space)));
    H5Sget_simple_extent_dims(source_space, shape.data(), nullptr);
    auto whole = shape;
    whole[0] *= sources.size();
    Handle const space = simple_space(whole), creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
    std::vector<hsize_t> start(shape.size(), 0);
    for (auto const& source : sources) {
        good(H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, shape.data(), nullptr));
        if (!source.empty()) good(H5Pset_virtual(creation, space, source.c_str(), ("/" + name).c_str(), source_space));
        start[0] += shape[0];
    }
    H5Sselect_all(space);
    Handle const dataset{good(H5Dcreate2(file_, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT)),
                         H5Dclose};
}

Column& SmallFile::jet_column(std::string const& name) {
    return *std::find_if(jets.begin(), jets.end(), [&](Column const& column) { return column.name == name; });
}

void SmallFile::write(std::string const& path) const {
    ForeignFile file{path};
    file.add_table("events", event_shape, events, storage);
    file.add_table("jets", jet_shape, jets, storage);
}

data::Sequences sequences_of(SmallFile const& file, data::Names const& names) {
    TemporaryFolder const folder;
    file.write(folder / "foreign.h5");
    return data::read_sequences(folder / "foreign.h5", names);
}

}  // namespace jetseq::test
