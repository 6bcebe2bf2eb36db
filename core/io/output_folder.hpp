#pragma once
#include <string>
#include <vector>

namespace jetseq {

/// A folder that one process at a time writes to: locked while this lives, so that files of two runs never stand beside
/// each other. The lock is the system's, on the file `.lock` in the folder: it ends with the process, however that
/// ends. On file systems without locks there is none.
class OutputFolder {
public:
    /// What to do while another process writes to the folder.
    enum class Busy { refuse, wait };

    /// Makes the folder if it is missing. Throws Error if it can't be written to, is a file, or, with Busy::refuse, is
    /// in use: the error names host and process.
    OutputFolder(std::string path, Busy busy);
    ~OutputFolder();  ///< also removes the folder if it was made here and is empty
    OutputFolder(OutputFolder const&) = delete;
    OutputFolder& operator=(OutputFolder const&) = delete;

    std::string const& path() const noexcept { return path_; }

private:
    void make();
    void remove_what_was_made() const;
    bool try_to_lock(Busy busy);

    std::string path_;
    std::vector<std::string> made_;  ///< folders that were missing, the outermost first
    int lock_ = -1;
};

/// Throws Error if there is something at `path` that is no folder; "" passes.
void require_folder_or_nothing(std::string const& path);

}  // namespace jetseq
