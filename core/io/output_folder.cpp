#include "core/io/output_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <utility>

#include "core/error.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

Error cannot_write(std::string const& folder, std::string const& why) {
    return Error{"can't write " + folder + " (" + why + "). Choose a folder that you can write to"};
}

std::string lock_file(std::string const& folder) { return folder + "/" + OutputFolder::name_of_lock; }

/// Whether `file` is still the file at `path`: its holder removes it at the end.
bool is_at(int file, std::string const& path) {
    struct stat ours {
    }, there{};
    return ::fstat(file, &ours) == 0 && ::lstat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

constexpr std::size_t longest_signature = 300;

std::string text_in(int file) {
    char text[longest_signature] = "";
    auto const size = ::pread(file, text, sizeof text - 1, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "";
}

/// Whether `text` is what sign() writes, or empty, as before sign().
bool is_signature(std::string const& text) {
    std::string const begin = "process ";
    if (text.empty()) return true;
    auto const end = text.find_first_not_of("0123456789", begin.size());
    return text.compare(0, begin.size(), begin) == 0 && end != text.npos && end > begin.size() &&
           text.compare(end, 4, " on ") == 0 && text.find('\n') == text.npos;
}

/// Throws Error if the file is somebody else's, or has a hard link: it must be neither written nor removed.
bool is_lock_of_ours(int file) {
    struct stat found {};
    return ::fstat(file, &found) == 0 && S_ISREG(found.st_mode) && found.st_nlink <= 1 &&
           found.st_size < static_cast<off_t>(longest_signature) && is_signature(text_in(file));
}

Error foreign_lock(std::string const& folder) {
    return Error{"can't write " + folder + " (" + lock_file(folder) +
                 " is not the lock that jetseq makes, and would be lost). Move it away, or choose another folder"};
}

/// -1 if it, or the folder, has been removed meanwhile.
int open_lock(std::string const& folder) {
    auto const path = lock_file(folder);
    int const file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    int const failed = file < 0 ? errno : 0;
    struct stat found {};
    bool const has_gone = failed == ENOENT && ::stat(folder.empty() ? "." : folder.c_str(), &found) != 0;
    if (has_gone) return -1;
    bool const is_foreign =
        file < 0 ? ::lstat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode) : !is_lock_of_ours(file);
    if (is_foreign && file >= 0) ::close(file);
    if (is_foreign) throw foreign_lock(folder);
    if (file < 0) throw cannot_write(folder, std::strerror(failed));
    return file;
}

/// Writes who holds the lock, for the message of other processes.
void sign(int file) {
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    std::string const text = "process " + std::to_string(::getpid()) + " on " + host;
    [[maybe_unused]] bool const written =
        ::ftruncate(file, 0) == 0 && ::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

std::string holder_of(int file) {
    std::string const holder = text_in(file);
    return holder.empty() ? "another jetseq" : holder;
}

/// `how`: LOCK_NB, or 0 to wait. Returns why it failed, or 0.
int lock(int file, int how) {
    int failed = 0;
    do {
        failed = ::flock(file, LOCK_EX | how) == 0 ? 0 : errno;
    } while (failed == EINTR);
    return failed;
}

bool is_within(fs::path const& path, fs::path const& folder) {
    auto const away = fs::absolute(path).lexically_normal().lexically_relative(fs::absolute(folder).lexically_normal());
    return !away.empty() && *away.begin() != "..";
}

/// The folders that this process holds. For several threads.
class HeldFolders {
public:
    void add(OutputFolder const& folder) {
        std::lock_guard const lock{mutex_};
        folders_.push_back(&folder);
    }

    void remove(OutputFolder const& folder) {
        std::lock_guard const lock{mutex_};
        folders_.erase(std::remove(folders_.begin(), folders_.end(), &folder), folders_.end());
    }

    void require_there(std::string const& path) {
        std::lock_guard const lock{mutex_};
        for (auto const* folder : folders_) {
            if (folder->is_there() || !is_within(path, folder->path())) continue;
            throw Error{"can't write " + path + " (" + folder->path() + ", or " + OutputFolder::name_of_lock +
                        " in it, has been removed since this command began to write there). Start it again"};
        }
    }

private:
    std::mutex mutex_;
    std::vector<OutputFolder const*> folders_;
};

HeldFolders& held_folders() {
    static HeldFolders all;
    return all;
}

}  // namespace

void require_held_folder_there(std::string const& path) { held_folders().require_there(path); }

OutputFolder::OutputFolder(std::string path, Busy busy, OnWait const& on_wait)
    : path_{std::move(path)}, on_wait_{on_wait} {
    try {
        do {
            make();
        } while (!try_to_lock(busy));
        held_folders().add(*this);
    } catch (...) {
        remove_what_was_made();  // the destructor does not run
        throw;
    }
}

OutputFolder::~OutputFolder() {
    held_folders().remove(*this);
    if (lock_ >= 0) {
        if (is_there()) ::unlink(lock_file(path_).c_str());
        ::close(lock_);
    }
    remove_what_was_made();
}

bool OutputFolder::is_there() const { return is_at(lock_, lock_file(path_)); }

/// Folders that are not empty stay.
void OutputFolder::remove_what_was_made() const {
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) ::rmdir(folder->c_str());
}

/// Throws Error unless this waits for `holder`.
void OutputFolder::be_busy(Busy busy, std::string const& holder) {
    if (busy == Busy::refuse) {
        throw Error{path_ + " is in use (" + holder + " writes to it). Wait for its end, or choose another folder"};
    }
    if (auto const tell = std::exchange(on_wait_, {})) tell(holder);
}

void OutputFolder::make() {
    require_folder_or_nothing(path_);
    std::error_code error;
    std::vector<std::string> missing;
    for (fs::path folder = path_; !folder.empty() && !fs::exists(folder, error); folder = folder.parent_path()) {
        missing.insert(missing.begin(), folder);
    }
    made_.insert(made_.end(), missing.begin(), missing.end());
    fs::create_directories(path_, error);
    if (error) throw cannot_write(path_, error.message());
}

/// False if the lock file, or the folder, has been removed meanwhile.
bool OutputFolder::try_to_lock(Busy busy) {
    int const file = open_lock(path_);
    if (file < 0) return false;
    int failed = lock(file, LOCK_NB);
    if (failed == EWOULDBLOCK) {
        try {
            be_busy(busy, holder_of(file));
        } catch (...) {
            ::close(file);
            throw;
        }
        failed = lock(file, 0);
    }
    if (failed == 0 && !is_at(file, lock_file(path_))) return ::close(file), false;
    sign(file);
    lock_ = file;
    return true;
}

void require_folder_or_nothing(std::string const& path) {
    for (fs::path place = path; !place.empty(); place = place.parent_path()) {
        std::error_code error, ignored;
        auto const kind = fs::status(place, error).type();
        if (kind == fs::file_type::directory) return;
        std::string const it = place == path ? "it" : place.string();
        if (fs::is_symlink(place, ignored) && kind == fs::file_type::not_found) {
            throw cannot_write(path, it + " is a link to nothing");
        }
        if (kind == fs::file_type::not_found) continue;  // its parent may be a file
        throw cannot_write(path, error ? error.message() : it + " is a file, and a folder is wanted");
    }
}

void require_no_link(std::string const& path) {
    std::error_code error;
    if (!fs::is_symlink(path, error)) return;
    throw Error{"can't use " + path +
                " for parts of a run (it is a link, and parts are kept in a folder of their own)" +
                ". Move it away, or choose another output"};
}

}  // namespace jetseq
