#include "core/io/output_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"

namespace jetseq {
namespace fs = std::filesystem;
namespace {

Error cannot_write(std::string const& folder, std::string const& why) {
    return Error{"can't write " + folder + " (" + why + "). Choose a folder that you can write to"};
}

std::string lock_file(std::string const& folder) { return folder + "/.lock"; }

/// Is `file` still what stands at `path`? Its holder removes it in the end.
bool is_at(int file, std::string const& path) {
    struct stat ours {
    }, there{};
    return ::fstat(file, &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
           ours.st_dev == there.st_dev;
}

std::string text_in(int file) {
    char text[300] = "";
    auto const size = ::pread(file, text, sizeof text - 1, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "another jetseq";
}

/// Writes who holds the lock; it only serves the message of others.
void sign(int file) {
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    std::string const text = "process " + std::to_string(::getpid()) + " on " + host;
    [[maybe_unused]] bool const written =
        ::ftruncate(file, 0) == 0 && ::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

}  // namespace

OutputFolder::OutputFolder(std::string path, Busy busy) : path_{std::move(path)} {
    try {
        do {
            make();
        } while (!try_to_lock(busy));
    } catch (...) {
        remove_what_was_made();  // no destructor runs
        throw;
    }
}

OutputFolder::~OutputFolder() {
    if (lock_ >= 0) {
        ::unlink(lock_file(path_).c_str());
        ::close(lock_);
    }
    remove_what_was_made();
}

/// Folders that hold something stay.
void OutputFolder::remove_what_was_made() const {
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) ::rmdir(folder->c_str());
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

/// False if the file of the lock, or the folder, has gone meanwhile.
bool OutputFolder::try_to_lock(Busy busy) {
    int const file = ::open(lock_file(path_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 && errno == ENOENT) return false;
    if (file < 0) throw cannot_write(path_, std::strerror(errno));
    int failed = 0;
    do {
        failed = ::flock(file, LOCK_EX | (busy == Busy::refuse ? LOCK_NB : 0)) == 0 ? 0 : errno;
    } while (failed == EINTR);
    if (failed == EWOULDBLOCK) {
        std::string const holder = text_in(file);
        ::close(file);
        throw Error{path_ + " is in use (" + holder + " writes to it). Wait for its end, or choose another folder"};
    }
    if (failed == 0 && !is_at(file, lock_file(path_))) return ::close(file), false;
    sign(file);
    lock_ = file;
    return true;
}

void require_folder_or_nothing(std::string const& path) {
    std::error_code error;
    auto const kind = fs::status(path, error).type();
    if (path.empty() || kind == fs::file_type::not_found || kind == fs::file_type::directory) return;
    if (error) throw cannot_write(path, error.message());
    throw cannot_write(path, "it is a file, and a folder is wanted");
}

}  // namespace jetseq
