#pragma once
#include <chrono>
#include <string>

namespace jetseq {

/// HDF5 1.10 itself crashes over some damaged files, and with others never comes to an end. From now on the program
/// then ends with exit code 1 and a line that names the file; `patience` is what it may take of the processor's time
/// over one block of rows. Any other crash stays one.
void name_file_where_hdf5_crashes(std::chrono::milliseconds patience = std::chrono::minutes{1});

/// While one lives, what this thread does is HDF5's work on the file.
class InHdf5 {
public:
    explicit InHdf5(std::string const& path) noexcept;  ///< path must outlive it
    ~InHdf5();
    InHdf5(InHdf5 const&) = delete;
    InHdf5& operator=(InHdf5 const&) = delete;

private:
    char const* outer_;
};

}  // namespace jetseq
