#pragma once
#include <string>
#include <vector>

#include "data/hdf5/hdf5.hpp"
#include "data/sequences/sequences.hpp"

namespace jetseq::data {

/// Writes each list as the dataset [N, longest list] of its name, with `valid` and a column of floats for each feature,
/// in the order of the list. Throws Error for two lists of one name, or one that has the name of another dataset.
void write_objects(h5::NewFile& file, std::vector<ObjectList> const& lists, std::string const& path);

/// Whether a list takes the place of the four-vectors of jets in a file: it is called "jets", too.
bool replaces_jets(std::vector<ObjectList> const& lists) noexcept;

}  // namespace jetseq::data
