#pragma once
#include <cstddef>
#include <string>

namespace jetseq {

/// A file being written: it stands beside its final place under another name until `commit()`,
/// so that nobody ever finds half a file, and a good one survives a failed attempt to replace it.
class OutputFile {
public:
    /// Makes the folder of `path` where it is missing. Throws Error where nothing can be written there.
    explicit OutputFile(std::string path);
    ~OutputFile();  ///< removes what was not committed
    OutputFile(OutputFile const&) = delete;
    OutputFile& operator=(OutputFile const&) = delete;

    std::string const& path() const noexcept { return path_; }                 ///< its final place
    std::string const& temporary_path() const noexcept { return temporary_; }  ///< where to write
    void commit();  ///< flushes it to the disk and renames it to `path()`; throws Error

private:
    std::string path_, temporary_;
    bool committed_ = false;
};

/// Writes `text` to `path` as one OutputFile. Throws Error: no such place, no right, full disk.
void write_file(std::string const& path, std::string const& text);

/// The whole of the file at `path`. Throws Error where it is missing, can't be read or has more than `most` bytes;
/// no more than that is ever held.
std::string read_file(std::string const& path, std::size_t most = ~std::size_t{0});

}  // namespace jetseq
