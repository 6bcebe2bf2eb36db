#include "core/io/inputs.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/io/read_file.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

using Identity = std::pair<dev_t, ino_t>;

/// Size and modification time of a file: one of them changes when the content does.
struct State {
    Identity identity;
    off_t size;
    timespec written;

    /// Some network file systems change a file's inode at times.
    bool operator==(State const& other) const {
        return size == other.size && written.tv_sec == other.written.tv_sec && written.tv_nsec == other.written.tv_nsec;
    }
};

/// The files that were read and written during an InputProtection.
struct Known {
    std::map<Identity, std::string> inputs, outputs;  ///< with the path that each was first given by
    std::map<std::string, State> states;              ///< of the inputs, by their paths
    std::map<Identity, std::string> own;              ///< written here, or may_replace(); with their paths
};

std::mutex mutex;  // of the two below
int protections = 0;
Known all;

std::optional<State> state(std::string const& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0 || S_ISDIR(found.st_mode)) return std::nullopt;
    return State{{found.st_dev, found.st_ino}, found.st_size, found.st_mtim};
}

std::optional<Identity> identity(std::string const& path) {
    auto const found = state(path);
    return found ? std::optional{found->identity} : std::nullopt;
}

/// The path of `file` in `files`; "" if it is not there, or if another file is at that path by now: the system reuses
/// the inodes of removed files.
std::string path_in(std::map<Identity, std::string> const& files, Identity const& file) {
    auto const found = files.find(file);
    return found != files.end() && identity(found->second) == file ? found->second : "";
}

Error both(std::string const& output, std::string const& input) {
    return Error{"can't write " + output + " (it is an input of this command" +
                 (output == input ? "" : ": the same file as " + input) +
                 ", and would be lost). Choose another output"};
}

/// The kind of a file that is not regular; "" for a regular file or a folder.
std::string special_kind(mode_t mode) {
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
    if (S_ISFIFO(mode)) return "a pipe";
    return S_ISSOCK(mode) ? "a socket" : "";
}

/// Whether `found` is the standard output or the standard error.
bool is_standard_stream(struct stat const& found) {
    for (int const stream : {STDOUT_FILENO, STDERR_FILENO}) {
        struct stat other {};
        if (::fstat(stream, &other) == 0 && other.st_dev == found.st_dev && other.st_ino == found.st_ino) return true;
    }
    return false;
}

void require_plain(std::string const& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0 || S_ISDIR(found.st_mode)) return;
    auto kind = special_kind(found.st_mode);
    if (kind.empty() && is_standard_stream(found)) kind = "where the standard output goes";
    if (kind.empty()) return;
    throw Error{"can't write " + path + " (it is " + kind +
                "; results are written beside their place and renamed). Name a plain file"};
}

Error changed(std::string const& path) {
    return Error{path +
                 " has changed since this command began to read it (another program writes or replaces it?). "
                 "Start the command again"};
}

void note(std::string const& path) {
    std::lock_guard const lock{mutex};
    auto const file = protections > 0 ? state(path) : std::nullopt;
    if (!file || !path_in(all.own, file->identity).empty()) return;
    if (auto const output = path_in(all.outputs, file->identity); !output.empty()) throw both(output, path);
    if (!(all.states.emplace(path, *file).first->second == *file)) throw changed(path);
    all.inputs.insert_or_assign(file->identity, path);
}

}  // namespace

InputProtection::InputProtection() {
    std::lock_guard const lock{mutex};
    if (protections++ == 0) on_input(note);
}

InputProtection::~InputProtection() {
    std::lock_guard const lock{mutex};
    if (--protections > 0) return;
    on_input(nullptr);
    all = {};
}

void require_unchanged(std::string const& path) {
    std::lock_guard const lock{mutex};
    auto const before = all.states.find(path);
    auto const file = state(path);
    bool const is_own = file && !path_in(all.own, file->identity).empty();
    if (before != all.states.end() && !is_own && !(file && *file == before->second)) throw changed(path);
}

bool is_input(std::string const& path) {
    std::lock_guard const lock{mutex};
    auto const file = identity(path);
    return file && !path_in(all.inputs, *file).empty();
}

void announce_output(std::string const& path) {
    require_output(path);
    std::lock_guard const lock{mutex};
    auto const file = protections > 0 ? identity(path) : std::nullopt;
    if (file && path_in(all.own, *file).empty()) all.outputs.insert_or_assign(*file, path);
}

void may_replace(std::string const& path) {
    std::lock_guard const lock{mutex};
    auto const file = protections > 0 ? identity(path) : std::nullopt;
    if (!file) return;
    all.own.insert_or_assign(*file, path);
    all.inputs.erase(*file), all.outputs.erase(*file);
}

std::string link_target(std::string const& path) {
    fs::path place = path;
    std::error_code error;
    for (int links = 0; fs::is_symlink(place, error); ++links) {
        if (links == 40) throw Error{"can't write " + path + " (its symbolic links lead in a circle). Remove them"};
        auto const target = fs::read_symlink(place, error);
        place = target.is_absolute() ? target : place.parent_path() / target;
    }
    return place;
}

void require_output(std::string const& path) {
    require_plain(path);
    std::lock_guard const lock{mutex};
    auto const file = identity(path);
    if (!file) return;
    if (auto const input = path_in(all.inputs, *file); !input.empty()) throw both(path, input);
}

}  // namespace jetseq
