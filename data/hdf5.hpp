#pragma once
#include <hdf5.h>

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "jetseq/event/error.hpp"

/// A thin, safe face of the HDF5 C library: handles that close themselves, errors that say what and where.
namespace jetseq::h5 {

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

/// One member of a row of a compound dataset: its name in the file, its type and place in our struct.
struct Field {
    std::string name;
    hid_t type;          ///< memory type, such as H5T_NATIVE_FLOAT
    std::size_t offset;  ///< bytes from the start of the struct
};

/// An existing file, read only.
class InputFile {
public:
    explicit InputFile(std::string path);  ///< throws Error: missing, not HDF5, cut short
    ~InputFile();
    InputFile(InputFile&&) = default;

    std::string const& path() const noexcept { return path_; }
    bool has(std::string const& dataset) const;
    std::vector<std::string> datasets() const;  ///< names at the root, sorted
    std::map<std::string, std::string> attributes() const;
    hid_t id() const noexcept { return file_; }

private:
    std::string path_;
    Handle file_;
};

/// A compound dataset of 1 or 2 dimensions, read only.
class InputTable {
public:
    /// Throws Error: no such dataset, not compound, other dimensions, a filter or source file that is missing.
    InputTable(InputFile const& file, std::string name, int dimensions);
    ~InputTable();
    InputTable(InputTable&&) = default;

    std::size_t rows() const noexcept { return rows_; }
    std::size_t width() const noexcept { return width_; }  ///< objects per row; 1 for one dimension
    bool has(std::string const& column) const;
    std::vector<std::string> columns() const;
    std::string where() const { return path_ + ": /" + name_; }  ///< for messages

    /// Reads rows [first, first + count) into `into`: count * width structs of `size` bytes.
    /// Numbers are converted to the types of `fields`. Throws Error: a column missing or not a number.
    void read(std::vector<Field> const& fields, std::size_t size, std::size_t first, std::size_t count,
              void* into) const;

private:
    void require_readable_storage() const;
    void require_sources(hid_t creation) const;

    std::string path_, name_;
    Handle dataset_, type_;
    std::size_t rows_ = 0, width_ = 1;
};

/// A file that comes into being as a whole: see OutputFile.
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
    void close();  ///< throws Error where the rest could not be written

private:
    [[noreturn]] void fail_to_write(std::string const& name) const;

    std::string path_;
    Handle file_;
};

/// The one-byte enumeration FALSE = 0, TRUE = 1, as h5py writes numpy's bool.
hid_t bool_type();

}  // namespace jetseq::h5
