#pragma once
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace jetseq::test {

/// How many inputs a reader has accepted. short_run requires that each seed is accepted, or nothing would be tested.
inline std::size_t taken = 0;

/// The bytes of one fuzzed input as a file, in /dev/shm if there is one. HDF5 needs a real path.
class BytesAsFile {
public:
    BytesAsFile(std::uint8_t const* bytes, std::size_t size) {
        int const file = ::mkstemp(path_.data());
        bool const written = file >= 0 && ::write(file, bytes, size) == static_cast<ssize_t>(size);
        if (file < 0 || ::close(file) != 0 || !written) throw std::runtime_error{"can't write " + path_};
    }
    ~BytesAsFile() { ::unlink(path_.c_str()); }
    BytesAsFile(BytesAsFile const&) = delete;
    BytesAsFile& operator=(BytesAsFile const&) = delete;

    std::string const& path() const noexcept { return path_; }

private:
    std::string path_ =
        (std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string()) +
        "/jetseq-fuzz-XXXXXX";
};

}  // namespace jetseq::test
