#include "data/sequences/object_reader.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/events/rows.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data {

bool is_dump(h5::InputFile const& file) {
    auto const attributes = file.attributes();
    auto const kind = attributes.find("kind");
    return kind != attributes.end() && kind->second == "jetseq_sequences";
}

namespace {

constexpr char jets[] = "jets";

/// The dataset of the objects. A dump of jetseq has them under the name of the list, wherever they are from.
std::string dataset_of(h5::InputFile const& file, Names const& names, ObjectChoice const& choice) {
    bool const is_in_dump = is_dump(file) && !choice.from.empty() && file.has(choice.name);
    auto const& objects = is_in_dump ? choice.name : choice.dataset();
    return objects == jets ? names.of(jets) : objects;
}

/// Numbers of a dump have been checked when it was made; it need not have what they were computed of.
ObjectChoice unless_checked(h5::InputFile const& file, ObjectChoice choice) {
    if (is_dump(file)) choice.meanings.clear();
    return choice;
}

/// Whether a column is in the file's unit of energies (data.unit).
bool is_momentum(std::string const& column) { return column == "pt" || column == "e" || column == "m"; }

std::string of_event(std::string const& column) {
    constexpr char prefix[] = "event.";
    return column.rfind(prefix, 0) == 0 ? column.substr(sizeof prefix - 1) : "";
}

/// Whether this is the pt of padding: 0, NaN, a negative whole number, or a placeholder.
bool is_no_object(double pt) noexcept {
    return std::isnan(pt) || (pt <= 0 && pt == std::floor(pt)) || stands_for_unknown(pt);
}

bool is_hard(double pt) noexcept { return std::isfinite(pt) && pt > 0; }

bool is_nothing(double value) noexcept { return value == 0 || std::isnan(value) || stands_for_unknown(value); }

}  // namespace

ObjectReader::ObjectReader(h5::InputFile const& file, Names const& names, ObjectChoice const& choice, std::size_t rows)
    : names_{names},
      choice_{unless_checked(file, choice)},
      table_{file, dataset_of(file, names, choice), 2, names.columns_of(dataset_of(file, names, choice)), Names::key},
      features_{choice_, known_columns()},
      events_{file, names, rows} {
    if (table_.rows() != rows) {
        throw Error{where() + " has " + std::to_string(table_.rows()) + " rows, not " + std::to_string(rows) +
                    " as the events (they share the row). Name a dataset with a row for each event"};
    }
    add_columns();
    find_marks();
}

/// The file's name of a column, which data.names may give for jets; "" if there is none.
std::string ObjectReader::in_file(std::string const& column) const {
    std::string const ours = "jets." + column;
    bool const is_mapped = choice_.dataset() == jets && names_.renamed.count(ours) > 0;
    return is_mapped ? names_.of(ours) : table_.has(column) ? column : "";
}

/// The file's columns, and our names of columns that data.names maps.
std::vector<std::string> ObjectReader::known_columns() const {
    auto known = table_.columns();
    for (auto const* column : {"pt", "eta", "phi", "e", "m"}) {
        if (!in_file(column).empty() && !table_.has(column)) known.emplace_back(column);
    }
    return known;
}

/// The place of a column in a struct, which it is added to.
std::size_t ObjectReader::column(std::string const& column) {
    auto const theirs = in_file(column);
    auto const found = std::find_if(fields_.begin(), fields_.end(), [&](auto& field) { return field.name == theirs; });
    if (found != fields_.end()) return found->offset / sizeof(double);
    fields_.push_back({theirs, H5T_NATIVE_DOUBLE, size_ * sizeof(double)});
    if (names_.mev && is_momentum(column)) momenta_.push_back(size_);
    return size_++;
}

void ObjectReader::add_columns() {
    for (auto const& name : features_.columns()) {
        std::string const theirs = in_file(name), of_events = theirs.empty() ? of_event(name) : "";
        if (!theirs.empty()) {
            fields_.push_back({theirs, H5T_NATIVE_DOUBLE, size_ * sizeof(double)});
            if (names_.mev && is_momentum(name)) momenta_.push_back(size_);
        } else if (!of_events.empty()) {
            events_.add(of_events, features_.purpose(name)), of_event_.push_back(size_);
        } else {
            auto const known = known_columns();
            throw Error{where() + " has no column '" + name + "'" + features_.purpose(name) +
                        " (it has: " + joined(known) +
                        "; the network reads it). Add it to the file, or name another; event.NAME is a "
                        "column of the events" +
                        did_you_mean(name, known)};
        }
        ++size_;
    }
}

void ObjectReader::find_marks() {
    bool const is_none =
        choice_.dataset() == jets && names_.renamed.count("jets.valid") > 0 && names_.renamed.at("jets.valid").empty();
    if (!is_none && !in_file("valid").empty()) {
        mark_ = column("valid");
    } else if (!is_none && table_.has("mask")) {
        marked_ = Marked::by_mask, mark_ = column("mask");
        if (!in_file("pt").empty()) column("pt");
    } else if (!in_file("pt").empty()) {
        marked_ = Marked::by_pt, mark_ = column("pt");
    } else {
        marked_ = Marked::by_numbers;
        for (auto const& name : table_.columns_of_numbers()) column(name);
    }
}

std::size_t ObjectReader::bytes_of_row() const noexcept {
    return width() * (size_ + choice_.features.size() + 1) * sizeof(double);
}

void ObjectReader::read_columns(std::size_t first, std::size_t count) {
    block_.resize(count * width() * size_);
    // The numbers of padding are not used.
    table_.read(fields_, size_ * sizeof(double), first, count, block_.data(), [](std::size_t) { return true; });
}

/// Converts units and adds the columns of events, after the placeholders of padding have been seen as they are.
void ObjectReader::complete_block(std::size_t first, std::size_t count) {
    for (std::size_t const k : momenta_) {
        for (std::size_t i = k; i < block_.size(); i += size_) block_[i] = in_gev(block_[i]);
    }
    if (of_event_.empty()) return;
    auto const events = events_.read(first, count);
    for (std::size_t i = 0; i < count * width(); ++i) {
        double const* const of_row = events.data() + i / width() * events_.size();
        for (std::size_t k = 0; k < of_event_.size(); ++k) block_[i * size_ + of_event_[k]] = of_row[k];
    }
}

bool ObjectReader::is_empty(double const* place) const noexcept {
    return std::all_of(fields_.begin(), fields_.end(),
                       [&](h5::Field const& field) { return is_nothing(place[field.offset / sizeof(double)]); });
}

bool ObjectReader::is_object(double const* place, std::size_t row) const {
    if (marked_ == Marked::by_numbers) return !is_empty(place);
    double const mark = place[mark_];
    if (marked_ == Marked::by_pt) return is_hard(mark);
    if (mark == 0 || mark == 1) return (mark == 1) == (marked_ == Marked::by_valid);
    throw Error{rows::place(where(), row) + ": '" + (marked_ == Marked::by_mask ? "mask" : in_file("valid")) + "' is " +
                significant(mark) + " (a flag is 0 or 1). Fix the file"};
}

/// Throws Error if what is taken for padding may be an object.
void ObjectReader::require_padding(double const* place, std::size_t index, std::size_t row) const {
    if (marked_ == Marked::by_pt && !is_no_object(place[mark_])) {
        throw Error{rows::place(where(), row) + ", place " + std::to_string(index) + ": pt is " +
                    significant(place[mark_]) +
                    " (an object has a finite pt above 0; padding has 0, NaN or a negative " +
                    "whole number, where no column 'valid' marks the objects). Fix the file, or add such a column"};
    }
}

/// Throws Error if the mask of a row is true for its objects, not for padding: pt is above 0 where it is true, and
/// nowhere else.
void ObjectReader::require_mask_of_padding(double const* row_begin, std::size_t row) const {
    auto const pt =
        std::find_if(fields_.begin(), fields_.end(), [&](auto& field) { return field.name == in_file("pt"); });
    if (marked_ != Marked::by_mask || pt == fields_.end()) return;
    std::size_t masked = 0, others = 0, hard_others = 0;
    for (std::size_t i = 0; i < width(); ++i) {
        double const* const place = row_begin + i * size_;
        bool const is_pt = is_hard(place[pt->offset / sizeof(double)]), is_masked = place[mark_] == 1;
        masked += is_masked && is_pt, others += !is_masked, hard_others += !is_masked && is_pt;
    }
    if (masked == 0 || others == 0 || hard_others > 0) return;
    throw Error{rows::place(where(), row) +
                ": pt is above 0 only where 'mask' is true (true means padding). If true marks objects, call the "
                "column 'valid'"};
}

void ObjectReader::find_objects(std::size_t first, std::size_t count) {
    objects_.assign(count, {});
    for (std::size_t n = 0; n < count; ++n) {
        require_mask_of_padding(block_.data() + n * width() * size_, first + n);
        for (std::size_t i = 0; i < width(); ++i) {
            double const* const place = block_.data() + (n * width() + i) * size_;
            if (!is_object(place, first + n)) {
                require_padding(place, i, first + n);
                continue;
            }
            bool const follows_padding = marked_ >= Marked::by_pt && i > objects_[n].size();
            if (follows_padding) {
                throw Error{rows::place(where(), first + n) + ": place " + std::to_string(i) +
                            " holds an object after an empty place (padding trails where no column 'valid' marks the "
                            "objects). Add such a column"};
            }
            objects_[n].push_back(i);
        }
    }
}

void ObjectReader::read(std::size_t first, std::size_t count, ObjectList& list) {
    read_columns(first, count);
    find_objects(first, count);
    complete_block(first, count);
    features_.compute(block_.data(), size_, count * width());
    std::string const table = where();
    for (std::size_t n = 0; n < count; ++n) features_.add_event(n * width(), objects_[n], table, first + n, list);
}

std::vector<std::string> ObjectReader::notes() const {
    auto notes = features_.notes();
    if (marked_ == Marked::by_pt) {
        notes.push_back(choice_.name +
                        " have no column 'valid': they are the leading places with a finite pt above 0, "
                        "the others padding");
    }
    if (marked_ == Marked::by_numbers) {
        notes.push_back(choice_.name +
                        " have no column 'valid': they are the leading places with a number other than "
                        "0, NaN and -999 in one of the columns, the others padding");
    }
    return notes;
}

}  // namespace jetseq::data
