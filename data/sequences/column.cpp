#include "data/sequences/column.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <new>

#include "core/error.hpp"

namespace jetseq::data {
namespace {

Error no_room(std::string const& directory, int reason) {
    return Error{"can't keep events in " + directory + " (" + std::strerror(reason) +
                 "). Choose a run directory on a disk with room, or raise data.memory"};
}

/// An unnamed file in `directory`: it vanishes when it is closed, whatever happens.
int nameless_file(std::string const& directory) {
    std::error_code ignored;
    std::filesystem::create_directories(directory, ignored);
    std::string name = directory + "/events.XXXXXX";
    int const file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file < 0) throw no_room(directory, errno);
    ::unlink(name.c_str());
    return file;
}

}  // namespace

Storage::~Storage() {
    if (!in_file()) {
        std::free(data_);
        return;
    }
    if (data_) ::munmap(data_, capacity_);
    ::close(file_);
}

void Storage::swap(Storage& other) noexcept {
    std::swap(data_, other.data_), std::swap(capacity_, other.capacity_), std::swap(file_, other.file_);
    std::swap(directory_, other.directory_);
}

void Storage::reserve(std::size_t bytes) {
    if (bytes <= capacity_) return;
    if (in_file()) return map(bytes);
    void* const larger = std::realloc(data_, bytes);
    if (!larger) throw std::bad_alloc{};
    data_ = static_cast<std::byte*>(larger), capacity_ = bytes;
}

/// Allocates the disk space now; otherwise writing to the mapped memory would crash on a full disk.
void Storage::map(std::size_t bytes) {
    if (int const failed = ::posix_fallocate(file_, 0, static_cast<off_t>(bytes))) throw no_room(directory_, failed);
    void* const mapped = data_ ? ::mremap(data_, capacity_, bytes, MREMAP_MAYMOVE)
                               : ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
    if (mapped == MAP_FAILED) throw no_room(directory_, errno);
    data_ = static_cast<std::byte*>(mapped), capacity_ = bytes;
}

void Storage::move_to_file(std::string const& directory) {
    if (in_file()) return;
    Storage moved;
    moved.file_ = nameless_file(directory), moved.directory_ = directory;
    if (capacity_ > 0) {
        moved.map(capacity_);
        std::memcpy(moved.data_, data_, capacity_);
    }
    swap(moved);
}

}  // namespace jetseq::data
