#pragma once
#include <chrono>
#include <string>

namespace jetseq::data {

/// Prepares for damaged files over which HDF5 1.10 itself crashes or runs forever: the program then ends with exit code
/// 1 and a line that names the file. `patience`: CPU time that one block of rows may take. Any other crash stays one.
void name_file_where_hdf5_crashes(std::chrono::milliseconds patience = std::chrono::minutes{1});

/// Marks this thread as inside HDF5, working on `path`, during its lifetime.
class InHdf5 {
public:
    explicit InHdf5(std::string const& path) noexcept;  ///< path must outlive it
    ~InHdf5();
    InHdf5(InHdf5 const&) = delete;
    InHdf5& operator=(InHdf5 const&) = delete;

private:
    char const* outer_;
};

}  // namespace jetseq::data
