#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace jetseq {

/// A file being written: it has a temporary name beside its final path until `commit()`, so that nobody ever finds half
/// a file, a good file survives a failed attempt to replace it, and of several writers the last to commit wins. An
/// existing file of the same kind is replaced; a symbolic link is followed. The temporary file is named after host and
/// process, `NAME.HOST-PROCESS-NUMBER.jetseq.part`; the first output in a folder removes those of dead processes.
class OutputFile {
public:
    /// Whether a complete output replaces an existing file.
    enum class Existing { replace, refuse };

    /// Makes the folder of `path` if it is missing. Throws Error if nothing can be written there, or if `path` is
    /// empty, an input of this process, a folder, write-protected, a device, a pipe, a socket or the standard output.
    explicit OutputFile(std::string path, Existing existing = Existing::replace);
    ~OutputFile();  ///< removes what was not committed
    OutputFile(OutputFile const&) = delete;
    OutputFile& operator=(OutputFile const&) = delete;

    std::string const& path() const noexcept { return path_; }                 ///< the final path
    std::string const& temporary_path() const noexcept { return temporary_; }  ///< where to write
    /// Flushes it to the disk and renames it to `path()`. Throws Error, also if a file of another kind is there
    /// (lost_kind()).
    void commit();

private:
    friend class OutputFiles;
    void prepare() const;  ///< the steps of commit() that are likely to fail
    void take_its_place();
    void take_free_place();

    std::string path_, target_, temporary_;  ///< target_: `path_` with symbolic links followed
    Existing existing_;
    bool committed_ = false;
};

/// Throws Error if `path`, where a file will be written, is a folder.
void require_no_folder(std::string const& path);

/// Throws Error if `path` is a folder, or a file that is none of `kinds`, as kind_of_file() names them. Called before
/// long work that ends with such a file.
void require_kind_of_output(std::string const& path, std::vector<std::string> const& kinds);

/// Throws Error if `path` is a folder, or a text for which `is_ours(path)` is false.
void require_text_of_output(std::string const& path, std::function<bool(std::string const& path)> const& is_ours);

/// The text of the regular file at `path`, which is not an input and may be replaced; "" if there is none.
std::string text_of_output(std::string const& path);

/// Writes `text` to `path` as one OutputFile. Throws Error: no such folder, no permission, a full disk.
void write_file(std::string const& path, std::string const& text);

/// Files that belong together: none gets its final name before all have been written.
class OutputFiles {
public:
    /// Adds a file, which the caller writes to its `temporary_path()`. Throws as OutputFile does.
    OutputFile& add(std::string const& path);
    /// Adds a file with this text. Returns its path until `commit()`. Throws as write_file() does.
    std::string const& add(std::string const& path, std::string const& text);
    std::vector<std::string> paths() const;  ///< in the order added
    void commit();

private:
    std::vector<std::unique_ptr<OutputFile>> files_;
};

}  // namespace jetseq
