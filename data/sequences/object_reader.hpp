#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/events/event_columns.hpp"
#include "data/events/names.hpp"
#include "data/hdf5/input_table.hpp"
#include "data/sequences/object_features.hpp"

namespace jetseq::data {

/// Whether a file is one of sequences that jetseq has written: its numbers were checked then, and a list of objects has
/// its own name, wherever the objects are from.
bool is_dump(h5::InputFile const& file);

/// Reads the objects of one kind that a network reads by names, from any dataset [N, Nmax] of a file.
///
/// Objects are told from padding by a column `valid` (true: an object), or `mask` (true: padding). Without them, the
/// objects of a row are its leading places: if there is a column pt, those with a finite pt above 0, as of jets;
/// otherwise those with any number other than 0, NaN and placeholders such as -999 in any column of the dataset. What
/// follows such a place must then be padding, too.
class ObjectReader {
public:
    /// `rows`: of the events. `file` and `names` must outlive this. Throws Error: no such dataset or column, other
    /// rows, a feature that is no expression.
    ObjectReader(h5::InputFile const& file, Names const& names, ObjectChoice const& choice, std::size_t rows);

    std::size_t width() const noexcept { return table_.width(); }  ///< places of a row
    std::size_t features() const noexcept { return choice_.features.size(); }
    std::size_t bytes_of_row() const noexcept;  ///< in memory while they are read
    std::string where() const { return table_.where(); }
    /// After all rows are read: throws Error if numbers are in a larger unit than their meaning has.
    void judge() const { features_.judge(where()); }

    /// Adds rows [first, first + count) to `list`, in the order of the file unless the choice says otherwise. pt, e and
    /// m are in GeV; other numbers are those of the file. Throws Error: a flag that is not 0 or 1, an object after
    /// padding where nothing marks the objects, a feature that is not finite.
    void read(std::size_t first, std::size_t count, ObjectList& list);

    /// Notes for the user on how the file is read.
    std::vector<std::string> notes() const;

private:
    /// How the file tells an object from padding.
    enum class Marked { by_valid, by_mask, by_pt, by_numbers };

    std::string in_file(std::string const& column) const;
    std::vector<std::string> known_columns() const;
    void find_marks();
    void add_columns();
    std::size_t column(std::string const& column);
    void read_columns(std::size_t first, std::size_t count);
    void find_objects(std::size_t first, std::size_t count);
    void complete_block(std::size_t first, std::size_t count);
    bool is_object(double const* place, std::size_t row) const;
    bool is_empty(double const* place) const noexcept;
    void require_padding(double const* place, std::size_t index, std::size_t row) const;

    void require_mask_of_padding(double const* row_begin, std::size_t row) const;

    Names const& names_;
    ObjectChoice choice_;
    h5::InputTable table_;
    ObjectFeatures features_;
    EventColumns events_;
    Marked marked_ = Marked::by_valid;
    std::vector<h5::Field> fields_;                  ///< columns of the dataset
    std::vector<std::size_t> of_event_;              ///< places in a struct of the columns of events
    std::vector<std::size_t> momenta_;               ///< places of those to convert
    std::size_t size_ = 0;                           ///< numbers of a place
    std::size_t mark_ = 0;                           ///< place of the number that marks it; by_numbers: unused
    std::vector<double> block_;                      ///< [rows, width, size]
    std::vector<std::vector<std::size_t>> objects_;  ///< of each row of the block, their places
};

}  // namespace jetseq::data
