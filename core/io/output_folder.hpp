#pragma once
#include <functional>
#include <string>
#include <vector>

namespace jetseq {

/// A folder that one process at a time writes to: it is locked during the lifetime of this object, so that the files of
/// two runs never mix. The lock is the system's, on the file `.jetseq.lock` in the folder, and ends with the process,
/// however that ends. On file systems without locks there is none. A file of that name which is no lock stays as it is.
class OutputFolder {
public:
    /// What to do while another process writes to the folder.
    enum class Busy { refuse, wait };
    /// Called once, before a wait, with the holder of the folder: "process 17 on host". May throw.
    using OnWait = std::function<void(std::string const& holder)>;

    static constexpr char name_of_lock[] = ".jetseq.lock";

    /// Makes the folder if it is missing. Throws Error if it can't be written to, is a file, has a file with the name
    /// of the lock that is none (a link, a hard link, or without a lock's text), or, with Busy::refuse, is in use: the
    /// error names host and process.
    OutputFolder(std::string path, Busy busy, OnWait const& on_wait = {});
    ~OutputFolder();  ///< also removes the folder if it was made here and is empty
    OutputFolder(OutputFolder const&) = delete;
    OutputFolder& operator=(OutputFolder const&) = delete;

    std::string const& path() const noexcept { return path_; }
    bool is_there() const;                            ///< false if the folder, or its lock, has been removed meanwhile
    void remove_at_end() { made_.push_back(path_); }  ///< if it is empty then, even if it was not made here

private:
    void make();
    void remove_what_was_made() const;
    bool try_to_lock(Busy busy);
    void be_busy(Busy busy, std::string const& holder);

    std::string path_;
    std::vector<std::string> made_;  ///< folders that were missing, the outermost first
    int lock_ = -1;
    OnWait on_wait_;  ///< empty once it was called
};

/// Throws Error if `path` lies in a folder that this process holds as an OutputFolder and that somebody has removed: a
/// file written there would stand alone.
void require_held_folder_there(std::string const& path);

/// Throws Error if `path` is not a folder and can't become one: it, or a folder above it, is a file or a broken link.
/// "" passes.
void require_folder_or_nothing(std::string const& path);

/// Throws Error if `path`, where parts of a run are kept, is a link, which may lead to somebody else's folder.
void require_no_link(std::string const& path);

}  // namespace jetseq
