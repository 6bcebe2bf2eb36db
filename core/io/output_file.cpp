#include "core/io/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.hpp"
#include "core/io/file_kind.hpp"
#include "core/io/inputs.hpp"
#include "core/io/lost_kind.hpp"
#include "core/io/output_folder.hpp"
#include "core/io/temporary_name.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

Error cannot_write(std::string const& path, std::string const& why) {
    return Error{"can't write " + path + " (" + why + "). Choose a folder that you can write to and that has room"};
}

/// Flushes the file at `path` to the disk; that the disk is full may show only here.
void flush_to_disk(std::string const& path) {
    int const file = ::open(path.c_str(), O_RDONLY);
    if (file < 0) throw cannot_write(path, std::strerror(errno));
    int const failed = ::fsync(file) != 0 && errno != EINVAL ? errno : 0;
    ::close(file);
    if (failed) throw cannot_write(path, std::strerror(failed));
}

/// Whether `path` is a folder or can only become one.
bool names_a_folder(fs::path const& path) {
    auto const name = path.filename();
    std::error_code error;
    return name.empty() || name == "." || name == ".." || fs::is_directory(path, error);
}

bool is_link_to_nothing(fs::path const& path) {
    std::error_code error;
    return fs::is_symlink(path, error) && !fs::exists(path, error);
}

/// Whether the file is write-protected; a rename would replace it all the same.
bool is_write_protected(std::string const& path) {
    return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0 && errno == EACCES;
}

}  // namespace

OutputFile::OutputFile(std::string path, Existing existing)
    : path_{std::move(path)}, target_{link_target(path_)}, existing_{existing} {
    if (path_.empty()) throw Error{"can't write a file without a name (its path is empty). Name one"};
    if (names_a_folder(target_)) throw cannot_write(path_, "it is a folder");
    require_held_folder_there(target_);
    std::error_code error;
    std::string const folder = fs::path{target_}.parent_path();
    if (!folder.empty()) fs::create_directories(folder, error);
    if (error && is_link_to_nothing(folder)) throw cannot_write(path_, folder + " is a link to nothing");
    if (error) throw cannot_write(path_, error.message());
    if (is_write_protected(target_)) throw cannot_write(path_, "it is write-protected");
    require_output(path_);
    remove_stale_temporaries(folder);
    temporary_ = make_temporary_beside(target_);
    if (temporary_.empty()) throw cannot_write(path_, std::strerror(errno));
}

OutputFile::~OutputFile() {
    std::error_code ignored;
    if (!committed_) fs::remove(temporary_, ignored);
}

namespace {

Error would_lose(std::string const& path, std::string const& what) {
    return Error{"can't write " + path + " (the file there is " + what +
                 ", and would be lost). Remove it, or choose another output"};
}

}  // namespace

void require_no_folder(std::string const& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) throw cannot_write(path, "it is a folder");
}

void require_kind_of_output(std::string const& path, std::vector<std::string> const& kinds) {
    require_no_folder(path);
    std::error_code error;
    if (auto const size = fs::file_size(path, error); error || size == 0) return;
    auto const kind = kind_of_file(path);
    if (std::find(kinds.begin(), kinds.end(), kind.what) != kinds.end()) return;
    throw would_lose(path, kind.known() ? kind.what : "of another kind");
}

void require_text_of_output(std::string const& path, std::function<bool(std::string const& path)> const& is_ours) {
    require_no_folder(path);
    std::error_code error;
    if (auto const size = fs::file_size(path, error); error || size == 0 || is_ours(path)) return;
    require_kind_of_output(path, {});
}

std::string text_of_output(std::string const& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return "";
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

void OutputFile::prepare() const {
    require_held_folder_there(target_);  // it may have been removed since
    require_output(path_);               // it may have been made or read since
    auto const lost = existing_ == Existing::replace ? lost_kind(target_, temporary_) : "";
    if (!lost.empty()) throw would_lose(path_, lost);
    flush_to_disk(temporary_);
}

/// Makes a hard link, which replaces nothing. On file systems without links, a file made in the meantime is lost.
void OutputFile::take_free_place() {
    int const failed = ::link(temporary_.c_str(), target_.c_str()) == 0 ? 0 : errno;
    std::error_code error;
    if (failed == 0) {
        fs::remove(temporary_, error);
        return;
    }
    if (failed == EEXIST || fs::exists(target_, error)) {
        throw Error{path_ + " exists already (it was made meanwhile, and would be lost). Choose another output"};
    }
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) throw cannot_write(path_, std::strerror(errno));
}

void OutputFile::commit() {
    prepare();
    take_its_place();
}

void OutputFile::take_its_place() {
    if (existing_ == Existing::refuse)
        take_free_place();
    else if (::rename(temporary_.c_str(), target_.c_str()) != 0)
        throw cannot_write(path_, std::strerror(errno));
    committed_ = true;
    may_replace(target_);
}

namespace {

void fill(OutputFile const& output, std::string const& text) {
    std::ofstream stream{output.temporary_path(), std::ios::binary};
    stream << text << std::flush;
    if (!stream) throw cannot_write(output.path(), std::strerror(errno));
}

}  // namespace

void write_file(std::string const& path, std::string const& text) {
    OutputFile output{path};
    fill(output, text);
    output.commit();
}

OutputFile& OutputFiles::add(std::string const& path) {
    files_.push_back(std::make_unique<OutputFile>(path));
    return *files_.back();
}

std::string const& OutputFiles::add(std::string const& path, std::string const& text) {
    add(path);
    fill(*files_.back(), text);
    return files_.back()->temporary_path();
}

std::vector<std::string> OutputFiles::paths() const {
    std::vector<std::string> paths;
    for (auto const& file : files_) paths.push_back(file->path());
    return paths;
}

void OutputFiles::commit() {
    for (auto const& file : files_) file->prepare();
    for (auto const& file : files_) file->take_its_place();
}

}  // namespace jetseq
