#pragma once
#include <hdf5.h>

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

/// A thin, safe layer over the HDF5 C library: handles that close themselves, errors that say what and where.
namespace jetseq::data::h5 {

/// Owns one HDF5 identifier.
class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle() = default;
    Handle(hid_t id, Close close) noexcept : id_{id}, close_{close} {}
    Handle(Handle&& other) noexcept : id_{std::exchange(other.id_, H5I_INVALID_HID)}, close_{other.close_} {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_), std::swap(close_, other.close_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0) close_(id_);
    }
    operator hid_t() const noexcept { return id_; }

private:
    hid_t id_ = H5I_INVALID_HID;
    Close close_ = nullptr;
};

/// Why the last HDF5 call failed, in the library's words.
std::string last_reason();

/// Explains an error text of HDF5 to a user: the file is open for writing, or of a newer HDF5; otherwise `reason`.
std::string likely_cause(std::string const& reason);

/// One member of a row of a compound dataset: its name in the file, its type and place in the struct.
struct Field {
    std::string name;
    hid_t type;                      ///< memory type, such as H5T_NATIVE_FLOAT
    std::size_t offset;              ///< bytes from the start of the struct
    bool refuses_underflow = false;  ///< of a float: doubles below its normal range are refused, not rounded to 0
};

/// An existing file, read only.
class InputFile {
public:
    explicit InputFile(std::string path);  ///< throws Error: missing, not HDF5, cut short
    ~InputFile();
    InputFile(InputFile&&) = default;

    std::string const& path() const noexcept { return path_; }
    bool has(std::string const& dataset) const;
    bool is_group(std::string const& name) const;
    std::vector<std::string> datasets(std::string const& group = "/") const;  ///< names in a group, sorted
    std::vector<hsize_t> shape_of_numbers(std::string const& dataset) const;  ///< of a plain dataset; else empty
    std::size_t axes_of(std::string const& dataset) const;                    ///< 0: no dataset, or of one number
    std::map<std::string, std::string> attributes() const;
    hid_t id() const noexcept { return file_; }

private:
    std::string path_;
    Handle file_;
};

/// The length of each axis of an open dataset.
std::vector<hsize_t> shape_of(hid_t dataset);

/// The text attribute `name` of the root of a file that is about to be replaced, and so is not an input; "" if there is
/// none or the file can't be opened.
std::string attribute_of_output(std::string const& path, std::string const& name);

/// A new file, for an OutputFile.
class NewFile {
public:
    explicit NewFile(std::string const& path);
    void write_attribute(std::string const& name, std::string const& value);
    /// A compound dataset of shape [rows] (width 0) or [rows, width], chunked, gzip + shuffle.
    /// `fields` with type `bool_type()` become what h5py calls bool. Throws Error on a full disk.
    void write_table(std::string const& name, std::vector<Field> const& fields, std::size_t size, std::size_t rows,
                     std::size_t width, void const* from);
    /// The same in pieces: makes the table, then fills rows [first, first + count) in rising order.
    void make_table(std::string const& name, std::vector<Field> const& fields, std::size_t size, std::size_t rows,
                    std::size_t width);
    void fill_table(std::string const& name, std::vector<Field> const& fields, std::size_t size, std::size_t first,
                    std::size_t count, void const* from);
    void write_table_attribute(std::string const& table, std::string const& name,
                               std::vector<std::string> const& values);
    void close();  ///< throws Error if the rest could not be written

private:
    [[noreturn]] void fail_to_write(std::string const& name) const;

    std::string path_;
    Handle file_;
};

/// The one-byte enumeration FALSE = 0, TRUE = 1, as h5py writes numpy's bool.
hid_t bool_type();

}  // namespace jetseq::data::h5
