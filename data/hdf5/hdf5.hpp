#pragma once
#include <hdf5.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

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

/// What `reason` of HDF5's means where users meet it: a file that is open for writing, or of a newer HDF5; else itself.
std::string likely_cause(std::string const& reason);

/// One member of a row of a compound dataset: its name in the file, its type and place in our struct.
struct Field {
    std::string name;
    hid_t type;                      ///< memory type, such as H5T_NATIVE_FLOAT
    std::size_t offset;              ///< bytes from the start of the struct
    bool refuses_underflow = false;  ///< of a float: doubles too small for all its digits are refused, not made 0
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
    std::map<std::string, std::string> attributes() const;
    hid_t id() const noexcept { return file_; }

private:
    std::string path_;
    Handle file_;
};

/// The length of each axis of a dataset that is open.
std::vector<hsize_t> shape_of(hid_t dataset);

/// True for the shape of a column: `dimensions` axes, or one more of length 1.
bool is_column(std::vector<hsize_t> const& shape, int dimensions) noexcept;

/// True for element i of a block that holds no object: its numbers mean nothing and are not checked.
using Padding = std::function<bool(std::size_t)>;

/// Columns of numbers that share their rows, of 1 or 2 dimensions, read only. A file holds them as
/// - a compound dataset [rows] or [rows, width], whose members are the columns;
/// - a group of plain datasets of that shape, one for each column;
/// - a plain dataset with one axis more, along which the columns lie, or of the same shape, which is one column.
class InputTable {
public:
    /// `columns`: of a plain dataset the names of its columns, of a group those of its datasets to use (none: all).
    /// Throws Error: no such dataset, no columns, other dimensions, rows that this machine can't read.
    /// `names_key`: the key of a configuration that gives datasets and columns other names, for errors; "": none does.
    InputTable(InputFile const& file, std::string name, int dimensions, std::vector<std::string> const& columns = {},
               std::string names_key = "");
    ~InputTable();
    InputTable(InputTable&&) = default;

    std::size_t rows() const noexcept { return rows_; }
    std::size_t width() const noexcept { return width_; }                    ///< objects per row; 1 for one dimension
    std::size_t rows_per_chunk() const noexcept { return rows_per_chunk_; }  ///< that HDF5 decompresses together
    bool has(std::string const& column) const;
    std::vector<std::string> columns() const;
    std::string where() const { return path_ + ": /" + (name_ == "/" ? "" : name_); }  ///< for messages

    /// Adds the plain dataset `name` of `file`, one number for each row, as a column of this name. Throws Error.
    void add_column(InputFile const& file, std::string const& name);

    /// Reads rows [first, first + count) into `into`: count * width structs of `size` bytes.
    /// Numbers are converted to the types of `fields`; several fields may read one column. Padding is judged when
    /// `into` is filled; fields of bool_type() are checked there too.
    /// Throws Error: a column missing or not a number; a number that its type can't hold (a fraction, NaN or a number
    /// out of range for an integer; a finite number beyond the range of floats, or below it where the field asks).
    void read(std::vector<Field> const& fields, std::size_t size, std::size_t first, std::size_t count, void* into,
              Padding const& is_padding = {}) const;

private:
    /// A dataset that holds columns of the table.
    struct Part {
        Handle dataset, type;
        std::vector<std::string> columns;
        int axes;
    };
    /// Rows [first, first + count).
    struct Block {
        std::size_t first, count;
    };
    /// What a reading of HDF5's did.
    struct Outcome {
        bool has_failed = false, has_changed_numbers = false;
    };

    void add_group(InputFile const& file, std::vector<std::string> columns);
    void add_dataset(InputFile const& file, std::string const& name, std::vector<std::string> const& columns);
    Part const* part_of(std::string const& column) const noexcept;
    void require_number(std::string const& column) const;
    Handle type_in_file(std::string const& column) const;
    bool hides_changes(Field const& field) const;
    Outcome read_part(Part const& part, std::vector<Field> const& fields, std::size_t size, Block block,
                      void* into) const;
    Outcome read_members(Part const& part, std::vector<Field> const& fields, std::size_t size, Block block,
                         void* into) const;
    Outcome read_plain(Part const& part, Field const& field, std::size_t size, Block block, void* into) const;
    void require_kept(Field const& field, Block block, Padding const& is_padding) const;

    std::string path_, name_, names_key_;
    int dimensions_;
    std::vector<Part> parts_;
    std::size_t rows_ = 0, width_ = 1, rows_per_chunk_ = 1;
};

/// Opens the dataset `name` of `file`. Throws Error: it can't be opened, or what it holds can't be read here: a filter
/// that is missing, a source file of a virtual dataset that is missing, rows that nothing was written to.
Handle open_dataset(InputFile const& file, std::string const& name);

/// The text attribute `name` of the root of a file that is about to be replaced, and so is no input; "" if there is none
/// or the file can't be opened.
std::string attribute_of_output(std::string const& path, std::string const& name);

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
