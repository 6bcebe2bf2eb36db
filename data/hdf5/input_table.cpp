#include "data/hdf5/input_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "core/text/near_match.hpp"
#include "data/hdf5/crash_line.hpp"
#include "data/hdf5/open_dataset.hpp"

namespace jetseq::data::h5 {
namespace {

constexpr int most_axes = 3;

std::vector<std::string> members(hid_t compound) {
    std::vector<std::string> names;
    for (int i = 0; i < H5Tget_nmembers(compound); ++i) {
        char* name = H5Tget_member_name(compound, static_cast<unsigned>(i));
        names.emplace_back(name);
        H5free_memory(name);
    }
    return names;
}

/// Rows of a chunk; 1 without chunks.
std::size_t rows_of_chunk(hid_t dataset) {
    Handle const creation{H5Dget_create_plist(dataset), H5Pclose};
    if (H5Pget_layout(creation) != H5D_CHUNKED) return 1;
    std::array<hsize_t, H5S_MAX_RANK> chunk{1};
    H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
    return chunk[0];
}

/// Why the last read failed; called before any other HDF5 call, which would forget it. Throws bad_alloc if HDF5 had no
/// memory: the file is not damaged.
std::string reason_of_failed_read() {
    std::string const reason = last_reason();
    if (reason.find("memory") != std::string::npos) throw std::bad_alloc{};
    return reason;
}

/// Notes a conversion that changes a number by more than rounding. Infinity and NaN are kept by floats.
H5T_conv_ret_t note_change(H5T_conv_except_t what, hid_t, hid_t to, void*, void*, void* has_changed) {
    bool const is_not_finite =
        what == H5T_CONV_EXCEPT_PINF || what == H5T_CONV_EXCEPT_NINF || what == H5T_CONV_EXCEPT_NAN;
    bool const is_kept = what == H5T_CONV_EXCEPT_PRECISION || (is_not_finite && H5Tget_class(to) == H5T_FLOAT);
    if (!is_kept) *static_cast<bool*>(has_changed) = true;
    return H5T_CONV_UNHANDLED;
}

/// HDF5 converts enumerations and integers to an integer, but integers to no enumeration.
hid_t memory_type(Field const& field) { return field.type == bool_type() ? H5T_NATIVE_INT8 : field.type; }

/// The fields in groups without repeated names: a compound type has each name once.
std::vector<std::vector<Field>> without_repetitions(std::vector<Field> const& fields) {
    std::vector<std::vector<Field>> groups(1);
    for (auto const& field : fields) {
        auto const lacks_it = [&](std::vector<Field> const& group) {
            return std::none_of(group.begin(), group.end(),
                                [&](Field const& other) { return other.name == field.name; });
        };
        auto group = std::find_if(groups.begin(), groups.end(), lacks_it);
        if (group == groups.end()) group = groups.emplace(groups.end());
        group->push_back(field);
    }
    return groups;
}

/// The range of a type in memory.
struct TypeRange {
    bool is_whole;
    long double low, high;
    long double least = 0;    ///< smallest magnitude other than 0
    std::string reason = "";  ///< why the range is narrower than the type's
};

TypeRange range_of(hid_t type) {
    if (H5Tget_class(type) == H5T_FLOAT) {
        long double const most = H5Tget_size(type) == sizeof(float)
                                     ? static_cast<long double>(std::numeric_limits<float>::max())
                                     : static_cast<long double>(std::numeric_limits<double>::max());
        return {false, -most, most};
    }
    bool const is_signed = H5Tget_sign(type) == H5T_SGN_2;
    int const bits = static_cast<int>(8 * H5Tget_size(type)) - (is_signed ? 1 : 0);
    long double const above = std::ldexp(1.0L, bits);
    return {true, is_signed ? -above : 0, above - 1};
}

/// The part of `range` in which the floats of a file hold every whole number: beyond it, ids have been rounded.
TypeRange exact_in(hid_t floats, TypeRange range) {
    std::size_t sign = 0, exponent = 0, exponent_bits = 0, mantissa = 0, bits = 0;
    H5Tget_fields(floats, &sign, &exponent, &exponent_bits, &mantissa, &bits);
    long double const most = std::ldexp(1.0L, static_cast<int>(bits + (H5Tget_norm(floats) == H5T_NORM_IMPLIED)));
    if (!range.is_whole || most >= range.high) return range;
    range.high = most, range.low = std::max(range.low, -most);
    range.reason = "; floats of this type round larger ones";
    return range;
}

bool holds(TypeRange const& range, long double value) {
    bool const is_large = value == 0 || std::fabs(value) >= range.least;
    if (!range.is_whole) return !std::isfinite(value) || (is_large && value >= range.low && value <= range.high);
    return value >= range.low && value <= range.high && value == std::floor(value);
}

/// A number with just enough digits to show what is wrong with it: 0.7, 1e+20, 4294967296.
std::string text_of(long double value) {
    char text[64];
    char* const end = text + sizeof text;
    bool const is_short = value == std::floor(value) && std::fabs(value) < 1e20L;
    if (is_short) return {text, std::to_chars(text, end, value, std::chars_format::fixed, 0).ptr};
    std::string shown;
    for (int digits = 6; digits < 22; ++digits) {
        shown.assign(text, std::to_chars(text, end, value, std::chars_format::general, digits).ptr);
        long double read = value;
        std::from_chars(shown.data(), shown.data() + shown.size(), read);
        if (read != std::floor(read) || std::fabs(value) >= 1e20L || value != value) break;
    }
    return shown;
}

std::string text_of(TypeRange const& range) {
    if (range.is_whole && range.low == 0 && range.high == 1) return "a flag is 0 or 1";
    if (range.least > 0)
        return "0, or a size from " + text_of(range.least) + " to " + text_of(range.high) + " expected";
    if (!range.is_whole) return "a number between " + text_of(range.low) + " and " + text_of(range.high) + " expected";
    return "a whole number from " + text_of(range.low) + " to " + text_of(range.high) + " expected" + range.reason;
}

/// "600 x 2".
std::string text_of(std::vector<hsize_t> const& extent) {
    std::string text;
    for (hsize_t const length : extent) text += (text.empty() ? "" : " x ") + std::to_string(length);
    return text;
}

std::string const needs_this_name = "Give it this name in the file (docs/reference/formats.md)";

std::string naming(std::string const& key) { return "Name it in the configuration under " + key; }

/// A kind of file that jetseq writes.
struct OwnKind {
    char const *kind, *what;
    std::vector<std::string> always;  ///< datasets of each such file
    std::vector<std::string> others;  ///< datasets of other kinds that readers may look for in it
    char const* advice;               ///< if they do
};

std::vector<OwnKind> const own_kinds{
    {"jetseq_scores", "scores of events", {"events"}, {"jets"}, "Give the events that were scored"},
    {"jetseq_selected", "selected events", {"events"}, {"jets"}, "Give the events that were selected from"},
    {"jetseq_seen_jets",
     "the record of the jets that a training has seen",
     {"seen"},
     {"events", "jets"},
     "Leave it out; it belongs beside its model"},
    {"jetseq_sequences",
     "sequences of jets",
     {"events", "jets"},
     {"large_jets", "leptons"},
     "Regions are selected from events"},
    {"jetseq_events", "events", {"events", "jets"}, {}, ""},
};

bool is_among(std::vector<std::string> const& names, std::string const& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The error for a jetseq file without a dataset `name`: it is damaged, or of another kind than its reader expects. ""
/// for any other file or dataset.
std::string lacks_of_ours(InputFile const& file, std::string const& name) {
    std::string const kind = file.attributes()["kind"];
    for (auto const& own : own_kinds) {
        bool const is_damaged = is_among(own.always, name);
        if (kind != own.kind || (!is_damaged && !is_among(own.others, name))) continue;
        return file.path() + " has no dataset /" + name + " (it holds " + own.what +
               "; it has: " + joined(file.datasets()) + "). " +
               (is_damaged ? "The file is damaged; make it again" : own.advice);
    }
    return "";
}

}  // namespace

bool is_column(std::vector<hsize_t> const& shape, int dimensions) noexcept {
    auto const axes = static_cast<std::size_t>(dimensions);
    return shape.size() == axes || (shape.size() == axes + 1 && shape.back() == 1);
}

InputTable::InputTable(InputFile const& file, std::string name, int dimensions, std::vector<std::string> const& columns,
                       std::string names_key)
    : path_{file.path()}, name_{std::move(name)}, names_key_{std::move(names_key)}, dimensions_{dimensions} {
    if (name_ != "/" && !file.has(name_)) {
        if (auto const ours = lacks_of_ours(file, name_); !ours.empty()) throw Error{ours};
        throw Error{path_ + " has no dataset /" + name_ + " (it has: " + joined(file.datasets()) + "). " +
                    (names_key_.empty()
                         ? needs_this_name
                         : naming(names_key_) + "; docs/reference/formats.md shows how plain arrays are read") +
                    did_you_mean(name_, file.datasets())};
    }
    if (file.is_group(name_))
        add_group(file, columns);
    else
        add_dataset(file, name_, columns);
}

InputTable::~InputTable() {
    InHdf5 const at_work{path_};
    parts_.clear();
}

void InputTable::add_column(InputFile const& file, std::string const& name) { add_dataset(file, name, {name}); }

void InputTable::add_group(InputFile const& file, std::vector<std::string> columns) {
    std::string const folder = name_ == "/" ? "" : name_ + "/";
    if (columns.empty()) {
        for (auto const& name : file.datasets(name_)) {
            if (is_column(file.shape_of_numbers(folder + name), dimensions_)) columns.push_back(name);
        }
    }
    if (columns.empty()) {
        throw Error{where() + " is a group without datasets of " + std::to_string(dimensions_) +
                    " dimension(s) (it has: " + joined(file.datasets(name_)) + "). See docs/reference/formats.md"};
    }
    for (auto const& column : columns) add_dataset(file, folder + column, {column});
}

void InputTable::add_dataset(InputFile const& file, std::string const& name, std::vector<std::string> const& columns) {
    std::string const place = path_ + ": /" + name;
    InHdf5 const at_work{path_};
    Handle dataset = open_dataset(file, name);
    Handle type{H5Dget_type(dataset), H5Tclose};
    bool const is_compound = H5Tget_class(type) == H5T_COMPOUND;
    if (!is_compound && columns.empty()) {
        throw Error{place +
                    " is not a compound dataset (plain numbers have no column names). Name its columns in the "
                    "configuration under data.columns; see docs/reference/formats.md"};
    }
    if (is_compound && !columns.empty()) {
        throw Error{place + " is a compound dataset (its columns have names). Leave it out of data.columns"};
    }
    auto const extent = shape_of(dataset);
    auto const axes = static_cast<int>(extent.size());
    bool const has_column_axis = !is_compound && axes == dimensions_ + 1 && extent.back() == columns.size();
    if (axes != dimensions_ && !has_column_axis) {
        std::string const wanted = std::to_string(dimensions_);
        throw Error{place + " has " + std::to_string(axes) + " dimension(s), " + text_of(extent) + " (expected " +
                    wanted + (is_compound ? "" : ", or one more of " + std::to_string(columns.size()) + " columns") +
                    "). See docs/reference/formats.md"};
    }
    if (!is_compound && !has_column_axis && columns.size() != 1) {
        throw Error{place + " has no axis of columns (" + std::to_string(columns.size()) +
                    " are named). Correct data.columns"};
    }
    std::size_t const rows = extent[0], width = dimensions_ == 2 ? extent[1] : 1;
    if (parts_.empty()) rows_ = rows, width_ = width;
    if (rows != rows_ || width != width_) {
        throw Error{place + " has " + std::to_string(rows) + " rows of " + std::to_string(width) + ", not " +
                    std::to_string(rows_) + " of " + std::to_string(width_) +
                    " (columns share the row). Name columns that belong together"};
    }
    rows_per_chunk_ = std::max(rows_per_chunk_, rows_of_chunk(dataset));
    auto names = is_compound ? members(type) : columns;
    parts_.push_back({std::move(dataset), std::move(type), std::move(names), axes});
}

std::vector<std::string> InputTable::columns() const {
    std::vector<std::string> names;
    for (auto const& part : parts_) names.insert(names.end(), part.columns.begin(), part.columns.end());
    return names;
}

std::vector<std::string> InputTable::columns_of_numbers() const {
    InHdf5 const at_work{path_};
    std::vector<std::string> names;
    for (auto const& column : columns()) {
        if (is_number(column)) names.push_back(column);
    }
    return names;
}

InputTable::Part const* InputTable::part_of(std::string const& column) const noexcept {
    for (auto const& part : parts_) {
        if (std::find(part.columns.begin(), part.columns.end(), column) != part.columns.end()) return &part;
    }
    return nullptr;
}

bool InputTable::has(std::string const& column) const { return part_of(column) != nullptr; }

bool InputTable::is_number(std::string const& column) const {
    auto const found = H5Tget_class(type_in_file(column));
    return found == H5T_INTEGER || found == H5T_FLOAT;
}

void InputTable::require_number(std::string const& column) const {
    Part const* const part = part_of(column);
    if (!part) {
        throw Error{where() + " has no column '" + column + "' (it has: " + joined(columns()) + "). " +
                    (names_key_.empty() ? needs_this_name : naming(names_key_)) + did_you_mean(column, columns())};
    }
    if (is_number(column)) return;
    throw Error{where() + ": column '" + column + "' is not a number (wrong type). Name another column"};
}

void InputTable::Outcome::add(Outcome const& more) {
    if (failure.empty()) failure = more.failure;
    has_changed_numbers |= more.has_changed_numbers;
}

void InputTable::read(std::vector<Field> const& fields, std::size_t size, std::size_t first, std::size_t count,
                      void* into, Padding const& is_padding) const {
    InHdf5 const at_work{path_};
    for (auto const& field : fields) require_number(field.name);
    if (count == 0 || width_ == 0) return;
    Outcome all;
    for (auto const& part : parts_) all.add(read_part(part, fields, size, {first, count}, into));
    if (!all.failure.empty()) {
        throw Error{where() + " can't be read at rows " + std::to_string(first) + " to " +
                    std::to_string(first + count - 1) + " (" + all.failure +
                    "). The file may be damaged; make it again"};
    }
    for (auto const& field : fields) {
        if (all.has_changed_numbers || hides_changes(field)) require_kept(field, {first, count}, is_padding);
    }
}

/// True if HDF5 does not report a change of numbers. Doubles below the range of floats become 0. Floats hold every
/// whole number only up to a limit. Integers of the other byte order are swapped without regard to the sign: -1 would
/// become 2^64 - 1.
bool InputTable::hides_changes(Field const& field) const {
    Handle const found = type_in_file(field.name);
    bool const is_narrowed = H5Tget_class(found) == H5T_FLOAT && H5Tget_size(found) > H5Tget_size(memory_type(field));
    if (H5Tget_class(memory_type(field)) != H5T_INTEGER) return field.refuses_underflow && is_narrowed;
    if (H5Tget_class(found) == H5T_FLOAT) return true;
    return H5Tget_order(found) != H5Tget_order(memory_type(field)) &&
           H5Tget_sign(found) != H5Tget_sign(memory_type(field));
}

/// The type of a column; for an enumeration the type of its numbers.
Handle InputTable::type_in_file(std::string const& column) const {
    Part const& part = *part_of(column);
    bool const is_member = H5Tget_class(part.type) == H5T_COMPOUND;
    Handle type{
        is_member ? H5Tget_member_type(part.type, static_cast<unsigned>(H5Tget_member_index(part.type, column.c_str())))
                  : H5Tcopy(part.type),
        H5Tclose};
    return H5Tget_class(type) == H5T_ENUM ? Handle{H5Tget_super(type), H5Tclose} : std::move(type);
}

/// The fields that are columns of `part`.
InputTable::Outcome InputTable::read_part(Part const& part, std::vector<Field> const& fields, std::size_t size,
                                          Block block, void* into) const {
    std::vector<Field> here;
    std::copy_if(fields.begin(), fields.end(), std::back_inserter(here),
                 [&](Field const& field) { return part_of(field.name) == &part; });
    if (here.empty()) return {};
    Outcome all;
    if (H5Tget_class(part.type) == H5T_COMPOUND) {
        for (auto const& group : without_repetitions(here)) all.add(read_members(part, group, size, block, into));
    } else {
        for (auto const& field : here) all.add(read_plain(part, field, size, block, into));
    }
    return all;
}

InputTable::Outcome InputTable::read_members(Part const& part, std::vector<Field> const& fields, std::size_t size,
                                             Block block, void* into) const {
    std::array<hsize_t, 2> const start{block.first, 0}, extent{block.count, width_};
    Handle const space{H5Dget_space(part.dataset), H5Sclose};
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
    Handle const memory{H5Screate_simple(part.axes, extent.data(), nullptr), H5Sclose};
    Handle const row{H5Tcreate(H5T_COMPOUND, size), H5Tclose};
    for (auto const& field : fields) H5Tinsert(row, field.name.c_str(), field.offset, memory_type(field));
    Outcome outcome;
    Handle const transfer{H5Pcreate(H5P_DATASET_XFER), H5Pclose};
    H5Pset_type_conv_cb(transfer, note_change, &outcome.has_changed_numbers);
    if (H5Dread(part.dataset, row, memory, space, transfer, into) < 0) outcome.failure = reason_of_failed_read();
    return outcome;
}

/// Reads a column of plain numbers and copies each to its place in the structs.
InputTable::Outcome InputTable::read_plain(Part const& part, Field const& field, std::size_t size, Block block,
                                           void* into) const {
    auto const column = std::find(part.columns.begin(), part.columns.end(), field.name) - part.columns.begin();
    std::array<hsize_t, most_axes> start{block.first, 0, 0}, extent{block.count, 1, 1};
    if (dimensions_ == 2) extent[1] = width_;
    if (part.axes > dimensions_) start[static_cast<std::size_t>(dimensions_)] = static_cast<hsize_t>(column);
    Handle const space{H5Dget_space(part.dataset), H5Sclose};
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
    hsize_t const count = block.count * width_;
    Handle const memory{H5Screate_simple(1, &count, nullptr), H5Sclose};
    hid_t const type = memory_type(field);
    std::size_t const bytes = H5Tget_size(type);
    std::vector<char> values(count * bytes);
    Outcome outcome;
    Handle const transfer{H5Pcreate(H5P_DATASET_XFER), H5Pclose};
    H5Pset_type_conv_cb(transfer, note_change, &outcome.has_changed_numbers);
    if (H5Dread(part.dataset, type, memory, space, transfer, values.data()) < 0)
        outcome.failure = reason_of_failed_read();
    char* to = static_cast<char*>(into) + field.offset;
    for (std::size_t i = 0; i < count; ++i) std::memcpy(to + i * size, values.data() + i * bytes, bytes);
    return outcome;
}

/// Throws Error for the first number of a column that the field's type can't hold.
void InputTable::require_kept(Field const& field, Block block, Padding const& is_padding) const {
    std::vector<long double> values(block.count * width_);
    std::vector<Field> const wide{{field.name, H5T_NATIVE_LDOUBLE, 0}};
    read_part(*part_of(field.name), wide, sizeof(long double), block, values.data());
    bool const is_flag = field.type == bool_type();
    Handle const found = type_in_file(field.name);
    auto range = is_flag ? TypeRange{true, 0, 1} : range_of(memory_type(field));
    if (H5Tget_class(found) == H5T_FLOAT) range = exact_in(found, range);
    if (field.refuses_underflow && hides_changes(field)) range.least = std::numeric_limits<float>::min();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (holds(range, values[i]) || (!is_flag && is_padding && is_padding(i))) continue;
        throw Error{where() + ", row " + std::to_string(block.first + i / width_) + ": '" + field.name + "' is " +
                    text_of(values[i]) + " (" + text_of(range) + "). " +
                    (names_key_.empty()
                         ? "Fix the file"
                         : "Name another column in the configuration under " + names_key_ + ", or fix the file")};
    }
}

}  // namespace jetseq::data::h5
