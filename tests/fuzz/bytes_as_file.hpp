#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace jetseq::test {

/// The bytes of one fuzzed input under a path, in memory only.
class BytesAsFile {
public:
    BytesAsFile(std::uint8_t const* bytes, std::size_t size) : file_{::memfd_create("fuzzed", 0)} {
        if (file_ < 0 || ::write(file_, bytes, size) != static_cast<ssize_t>(size)) throw std::runtime_error{"memfd"};
    }
    ~BytesAsFile() { ::close(file_); }
    BytesAsFile(BytesAsFile const&) = delete;
    BytesAsFile& operator=(BytesAsFile const&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    int file_;
};

}  // namespace jetseq::test
