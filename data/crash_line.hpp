#pragma once
#include <string>

namespace jetseq {

/// HDF5 1.10 itself crashes over some damaged files. From now on the program then ends with exit code 1 and a line that
/// names the file. Any other crash stays one.
void name_file_where_hdf5_crashes();

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
