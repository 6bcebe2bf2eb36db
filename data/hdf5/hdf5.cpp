#include "data/hdf5/hdf5.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>

#include "core/io/file_kind.hpp"
#include "core/io/read_file.hpp"
#include "core/io/temporary_name.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "data/hdf5/crash_line.hpp"

namespace jetseq::data::h5 {
namespace {

/// Disables HDF5's work at the end of the program, when HDF5 1.10 would close files again that it could not close on a
/// full disk, and crash. Called before any other call of HDF5.
[[maybe_unused]] bool const nothing_at_exit = H5dont_atexit() >= 0;

/// Throws bad_alloc if there is no memory for an open file: HDF5 1.10 does not check (H5AC_create), and crashes.
void require_room_for_a_file() { ::operator delete(::operator new (std::size_t{4} << 20)); }

constexpr std::size_t rows_per_chunk = 2048, bytes_per_chunk = 2 << 20;  // whichever is less
constexpr unsigned gzip_level = 6;

Handle file_access() {
    Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access, false, true);  // network file systems often can't lock
#endif
    return access;
}

Handle compound(std::vector<Field> const& fields, std::size_t size) {
    Handle type{H5Tcreate(H5T_COMPOUND, size), H5Tclose};
    for (auto const& field : fields) H5Tinsert(type, field.name.c_str(), field.offset, field.type);
    return type;
}

/// Whether a program has the file locked for writing, as HDF5 and h5py do; false on file systems without locks.
bool is_being_written(std::string const& path) {
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool const is_locked = ::flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(file);
    return is_locked;
}

Handle text_type() {
    Handle type{H5Tcopy(H5T_C_S1), H5Tclose};
    H5Tset_size(type, H5T_VARIABLE);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

herr_t remember_message(unsigned, H5E_error2_t const* error, void* reason) {
    auto& text = *static_cast<std::string*>(reason);
    if (error->desc && *error->desc) text = error->desc;
    return 0;
}

/// Whether all attributes can be read: HDF5 1.10 crashes when it lists a damaged attribute, but a search by name only
/// returns an error.
bool attributes_are_whole(hid_t object) {
    return H5Aexists(object, "no attribute has this name: all are looked at") >= 0;
}

/// The number of an attribute in the fewest digits that read back as the same number, or "".
template <class Number>
std::string number_text(hid_t attribute, hid_t type) {
    Number number{};
    if (H5Aread(attribute, type, &number) < 0) return "";
    if constexpr (std::is_floating_point_v<Number>)
        return fewest_digits(number);
    else
        return std::to_string(number);
}

std::string attribute_text(hid_t object, char const* name) {
    Handle const attribute{H5Aopen(object, name, H5P_DEFAULT), H5Aclose};
    Handle const type{H5Aget_type(attribute), H5Tclose};
    Handle const space{H5Aget_space(attribute), H5Sclose};
    if (H5Sget_simple_extent_npoints(space) != 1) return "";
    if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0) {
        Handle const memory{H5Tcopy(type), H5Tclose};
        char* text = nullptr;
        if (H5Aread(attribute, memory, &text) < 0 || !text) return "";
        std::string copy = text;
        H5free_memory(text);
        return copy;
    }
    if (H5Tget_class(type) == H5T_STRING) {
        std::string text(H5Tget_size(type), '\0');
        if (H5Aread(attribute, type, text.data()) < 0) return "";
        text.erase(std::min(text.find('\0'), text.size()));  // HDF5 pads with zeros
        return text;
    }
    if (H5Tget_class(type) == H5T_FLOAT) {
        if (H5Tget_size(type) <= sizeof(float)) return number_text<float>(attribute, H5T_NATIVE_FLOAT);
        return number_text<double>(attribute, H5T_NATIVE_DOUBLE);
    }
    bool const is_unsigned = H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_NONE;
    if (is_unsigned) return number_text<std::uint64_t>(attribute, H5T_NATIVE_UINT64);
    return number_text<std::int64_t>(attribute, H5T_NATIVE_INT64);
}

std::string library_version() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace

std::string last_reason() {
    std::string reason = "unknown HDF5 error";
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, remember_message, &reason);
    // The useful part of "file write failed: time = ..., error message = 'No space left on device', buf = ...".
    std::string const label = "error message = '";
    if (auto const at = reason.find(label); at != reason.npos) {
        auto const begin = at + label.size();
        return reason.substr(0, reason.find(':')) + ": " + reason.substr(begin, reason.find('\'', begin) - begin);
    }
    return reason;
}

std::string likely_cause(std::string const& reason) {
    auto const says = [&](char const* text) { return reason.find(text) != std::string::npos; };
    if (says("already open for write"))
        return "still open for writing, or its writer has crashed; then: h5clear -s FILE";
    if (says("version number")) {
        return "made by a newer HDF5 than " + library_version() + ", or damaged: " + reason +
               "; write it with h5py.File(..., libver=('earliest', 'v110'))";
    }
    return reason;
}

hid_t bool_type() {
    static Handle const type = [] {
        Handle made{H5Tenum_create(H5T_NATIVE_INT8), H5Tclose};
        std::int8_t value = 0;
        H5Tenum_insert(made, "FALSE", &value);
        value = 1;
        H5Tenum_insert(made, "TRUE", &value);
        return made;
    }();
    return type;
}

InputFile::InputFile(std::string path) : path_{std::move(path)} {
    require_room_for_a_file();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    std::error_code error;
    if (!std::filesystem::exists(path_, error)) {
        throw Error{"can't open " + path_ + " (no such file). Check the path"};
    }
    if (std::filesystem::is_directory(path_, error)) {
        throw Error{"can't open " + path_ + " (it is a folder). Name HDF5 files, for example " + path_ + "/*.h5"};
    }
    if (!std::filesystem::is_regular_file(path_, error)) {
        throw Error{"can't open " + path_ +
                    " (it is a pipe or a device, and HDF5 is not read in order). Name a plain "
                    "file"};
    }
    if (is_being_written(path_)) {
        throw Error{"can't open " + path_ + " (another program has it open for writing). Wait until it is closed"};
    }
    note_input(path_);
    InHdf5 const at_work{path_};
    Handle const access = file_access();
    file_ = Handle{H5Fopen(path_.c_str(), H5F_ACC_RDONLY, access), H5Fclose};
    if (file_ < 0) {
        std::string const reason = last_reason();
        if (std::filesystem::file_size(path_, error) == 0) {
            throw Error{"can't open " + path_ + " (the file is empty). Make it again"};
        }
        if (reason.find("truncated") != std::string::npos) {
            throw Error{"can't open " + path_ + " (cut short: " + reason + "). Copy or make it again"};
        }
        std::string const cause = likely_cause(reason);
        if (cause != reason) throw Error{"can't open " + path_ + " (" + cause + ")"};
        if (auto const other = not_what_is_wanted(path_, "an HDF5 file"); !other.empty()) throw Error{other};
        throw Error{"can't open " + path_ + " (not a readable HDF5 file: " + reason + "). Events come as HDF5"};
    }
}

InputFile::~InputFile() {
    InHdf5 const at_work{path_};
    file_ = Handle{};
}

bool InputFile::has(std::string const& dataset) const {
    InHdf5 const at_work{path_};
    return H5Lexists(file_, dataset.c_str(), H5P_DEFAULT) > 0;
}

bool InputFile::is_group(std::string const& name) const {
    InHdf5 const at_work{path_};
    Handle const object{H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose};
    return object >= 0 && H5Iget_type(object) == H5I_GROUP;
}

std::vector<std::string> InputFile::datasets(std::string const& group) const {
    std::vector<std::string> names;
    auto const remember = [](hid_t, char const* name, H5L_info_t const*, void* into) -> herr_t {
        static_cast<std::vector<std::string>*>(into)->emplace_back(name);
        return 0;
    };
    InHdf5 const at_work{path_};
    Handle const folder{H5Gopen2(file_, group.c_str(), H5P_DEFAULT), H5Gclose};
    H5Literate(folder, H5_INDEX_NAME, H5_ITER_INC, nullptr, remember, &names);
    return names;
}

std::vector<hsize_t> InputFile::shape_of_numbers(std::string const& dataset) const {
    InHdf5 const at_work{path_};
    Handle const object{H5Oopen(file_, dataset.c_str(), H5P_DEFAULT), H5Oclose};
    if (object < 0 || H5Iget_type(object) != H5I_DATASET) return {};
    auto const kind = H5Tget_class(Handle{H5Dget_type(object), H5Tclose});
    if (kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM) return {};
    return shape_of(object);
}

std::size_t InputFile::axes_of(std::string const& dataset) const {
    InHdf5 const at_work{path_};
    Handle const object{H5Oopen(file_, dataset.c_str(), H5P_DEFAULT), H5Oclose};
    return object < 0 || H5Iget_type(object) != H5I_DATASET ? 0 : shape_of(object).size();
}

std::vector<hsize_t> shape_of(hid_t dataset) {
    Handle const space{H5Dget_space(dataset), H5Sclose};
    std::vector<hsize_t> extent(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
    H5Sget_simple_extent_dims(space, extent.data(), nullptr);
    return extent;
}

std::map<std::string, std::string> InputFile::attributes() const {
    auto const damaged = [this] {
        return Error{path_ + " is damaged (attributes: " + last_reason() + "). Copy or make it again"};
    };
    InHdf5 const at_work{path_};
    if (!attributes_are_whole(file_)) throw damaged();
    std::vector<std::string> names;
    auto const remember = [](hid_t, char const* name, H5A_info_t const*, void* into) -> herr_t {
        static_cast<std::vector<std::string>*>(into)->emplace_back(name);
        return 0;
    };
    // In the file's order HDF5 needs no table of them, which it would free twice if one is damaged.
    if (H5Aiterate2(file_, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, remember, &names) < 0) throw damaged();
    std::map<std::string, std::string> found;
    for (auto const& name : names) found[name] = attribute_text(file_, name.c_str());
    return found;
}

std::string attribute_of_output(std::string const& path, std::string const& name) {
    require_room_for_a_file();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    InHdf5 const at_work{path};
    Handle const access = file_access();
    Handle const file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose};
    if (file < 0 || !attributes_are_whole(file) || H5Aexists(file, name.c_str()) <= 0) return "";
    return attribute_text(file, name.c_str());
}

NewFile::NewFile(std::string const& path) : path_{final_path(path)} {
    require_room_for_a_file();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    Handle const access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
    // The format of HDF5 1.10 (2016) and later, in which all metadata have checksums, as gzip streams have.
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    Handle const creation{H5Pcreate(H5P_FILE_CREATE), H5Pclose};
    H5Pset_obj_track_times(creation, false);  // same content, same bytes
    file_ = Handle{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose};
    if (file_ < 0) throw Error{"can't write " + path_ + " (" + last_reason() + "). Choose a folder you can write to"};
}

void NewFile::write_attribute(std::string const& name, std::string const& value) {
    Handle const type = text_type();
    Handle const space{H5Screate(H5S_SCALAR), H5Sclose};
    Handle const attribute{H5Acreate2(file_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
    char const* text = value.c_str();
    if (H5Awrite(attribute, type, &text) < 0) throw Error{"can't write " + path_ + " (" + last_reason() + ")"};
}

void NewFile::write_table(std::string const& name, std::vector<Field> const& fields, std::size_t size, std::size_t rows,
                          std::size_t width, void const* from) {
    make_table(name, fields, size, rows, width);
    if (rows > 0) fill_table(name, fields, size, 0, rows, from);
}

void NewFile::make_table(std::string const& name, std::vector<Field> const& fields, std::size_t size, std::size_t rows,
                         std::size_t width) {
    Handle const stored = compound(fields, size);
    H5Tpack(stored);  // without the padding of the structs
    bool const flat = width == 0;
    std::array<hsize_t, 2> const extent{rows, std::max<std::size_t>(width, 1)};
    hsize_t const chunk_rows = std::min<hsize_t>({rows, rows_per_chunk, bytes_per_chunk / (extent[1] * size)});
    std::array<hsize_t, 2> const chunk{std::max<hsize_t>(1, chunk_rows), extent[1]};
    Handle const space{H5Screate_simple(flat ? 1 : 2, extent.data(), nullptr), H5Sclose};
    Handle const creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
    H5Pset_chunk(creation, flat ? 1 : 2, chunk.data());
    H5Pset_shuffle(creation);
    H5Pset_deflate(creation, gzip_level);
    H5Pset_obj_track_times(creation, false);
    Handle const dataset{H5Dcreate2(file_, name.c_str(), stored, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose};
    if (dataset < 0) fail_to_write(name);
}

void NewFile::fill_table(std::string const& name, std::vector<Field> const& fields, std::size_t size, std::size_t first,
                         std::size_t count, void const* from) {
    Handle const dataset{H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose};
    Handle const space{H5Dget_space(dataset), H5Sclose};
    std::array<hsize_t, 2> extent{0, 1};
    int const dimensions = H5Sget_simple_extent_dims(space, extent.data(), nullptr);
    std::array<hsize_t, 2> const start{first, 0}, block{count, extent[1]};
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, block.data(), nullptr);
    Handle const memory{H5Screate_simple(dimensions, block.data(), nullptr), H5Sclose};
    Handle const row = compound(fields, size);
    // H5Dclose loses what it can't write, and a later flush of the file does not report it.
    bool const written = H5Dwrite(dataset, row, memory, space, H5P_DEFAULT, from) >= 0;
    if (!written || H5Dflush(dataset) < 0) fail_to_write(name);
}

void NewFile::fail_to_write(std::string const& name) const {
    throw Error{"can't write /" + name + " to " + path_ + " (" + last_reason() + "). Is the disk full?"};
}

void NewFile::write_table_attribute(std::string const& table, std::string const& name,
                                    std::vector<std::string> const& values) {
    Handle const dataset{H5Dopen2(file_, table.c_str(), H5P_DEFAULT), H5Dclose};
    Handle const type = text_type();
    hsize_t const count = values.size();
    Handle const space{H5Screate_simple(1, &count, nullptr), H5Sclose};
    Handle const attribute{H5Acreate2(dataset, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
    std::vector<char const*> texts;
    texts.reserve(values.size());
    for (auto const& value : values) texts.push_back(value.c_str());
    if (H5Awrite(attribute, type, texts.data()) < 0) fail_to_write(table);
}

void NewFile::close() {
    if (H5Fflush(file_, H5F_SCOPE_GLOBAL) < 0) {
        throw Error{"can't write " + path_ + " (" + last_reason() + "). Is the disk full?"};
    }
    file_ = Handle{};
}

}  // namespace jetseq::data::h5
