#pragma once
#include <string>

#include "data/hdf5/hdf5.hpp"

namespace jetseq::h5 {

/// Opens the dataset `name` of `file`. Throws Error: it can't be opened, or what it holds can't be read here: a filter
/// that is missing, a source file of a virtual dataset that is missing, rows that nothing was written to.
Handle open_dataset(InputFile const& file, std::string const& name);

}  // namespace jetseq::h5
