#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "data/hdf5/hdf5.hpp"

namespace jetseq::data::h5 {

/// True for the shape of a column: `dimensions` axes, or one more of length 1.
bool is_column(std::vector<hsize_t> const& shape, int dimensions) noexcept;

/// True if element i of a block is padding: its numbers have no meaning and are not checked.
using Padding = std::function<bool(std::size_t)>;

/// Columns of numbers that share their rows, of 1 or 2 dimensions, read only. A file holds them as
/// - a compound dataset [rows] or [rows, width], whose members are the columns;
/// - a group of plain datasets of that shape, one for each column;
/// - a plain dataset with one more axis, that of the columns, or of the same shape, which is one column.
class InputTable {
public:
    /// `columns`: for a plain dataset the names of its columns, for a group those of its datasets to use (empty: all).
    /// Throws Error: no such dataset, no columns, other dimensions, rows that this machine can't read.
    /// `names_key`: the configuration key that renames datasets and columns, for errors; "" if there is none.
    InputTable(InputFile const& file, std::string name, int dimensions, std::vector<std::string> const& columns = {},
               std::string names_key = "");
    ~InputTable();
    InputTable(InputTable&&) = default;

    std::size_t rows() const noexcept { return rows_; }
    std::size_t width() const noexcept { return width_; }                    ///< objects per row; 1 for one dimension
    std::size_t rows_per_chunk() const noexcept { return rows_per_chunk_; }  ///< rows that HDF5 decompresses together
    bool has(std::string const& column) const;
    std::vector<std::string> columns() const;
    std::vector<std::string> columns_of_numbers() const;  ///< without those of texts, arrays and other types
    std::string where() const { return path_ + ": /" + (name_ == "/" ? "" : name_); }  ///< for messages

    /// Adds the plain dataset `name` of `file`, one number for each row, as a column of this name. Throws Error.
    void add_column(InputFile const& file, std::string const& name);

    /// Reads rows [first, first + count) into `into`: count * width structs of `size` bytes.
    /// Numbers are converted to the types of `fields`; several fields may read one column. Padding is judged when
    /// `into` is filled; fields of bool_type() are checked there too.
    /// Throws Error: a column missing or not a number; a number that its type can't hold (a fraction, NaN or a number
    /// out of range for an integer; a finite number beyond the range of floats, or below it if the field says so).
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
    /// The outcome of a read by HDF5.
    struct Outcome {
        std::string failure;  ///< why HDF5 could not read; "" if it could
        bool has_changed_numbers = false;
        void add(Outcome const& more);
    };

    void add_group(InputFile const& file, std::vector<std::string> columns);
    void add_dataset(InputFile const& file, std::string const& name, std::vector<std::string> const& columns);
    Part const* part_of(std::string const& column) const noexcept;
    bool is_number(std::string const& column) const;
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

}  // namespace jetseq::data::h5
