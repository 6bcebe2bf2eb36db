#pragma once
#include <string>

#include "data/hdf5/hdf5.hpp"

namespace jetseq::data::h5 {

/// Opens the dataset `name` of `file`. Throws Error if it can't be opened or its content can't be read here: a missing
/// filter, a missing source file of a virtual dataset, rows that were never written.
Handle open_dataset(InputFile const& file, std::string const& name);

}  // namespace jetseq::data::h5
