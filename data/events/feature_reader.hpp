#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "data/events/names.hpp"
#include "data/hdf5/input_table.hpp"
#include "event/objects.hpp"

namespace jetseq::data {

/// Reads the features of the jets of one file, beside JetReader.
class FeatureReader {
public:
    /// Features `names.features`: pt, eta, phi, e are those that JetReader gives; others are columns of numbers of the
    /// dataset of jets. Throws Error if one is missing.
    FeatureReader(h5::InputFile const& file, Names const& names);

    std::vector<std::string> names;

    /// Reads the columns of rows [first, first + count). Throws Error if one holds no numbers.
    void read(std::size_t first, std::size_t count);

    /// The features [jets, names] of row `row`, which has been read. `jets`: as JetReader gives them, jet i from place
    /// places[i] of the row. Throws Error for a number that is not finite.
    std::vector<float> of_row(std::vector<Jet> const& jets, std::vector<std::size_t> const& places, std::size_t row);

    /// Notes for the user on columns with numbers that often mean "unknown".
    std::vector<std::string> notes() const;

private:
    h5::InputTable table_;
    std::vector<h5::Field> fields_;     ///< of the columns
    std::vector<std::size_t> sources_;  ///< of each feature: 0 ... 3 of the four-vector, 4 + k column k
    std::vector<float> block_;          ///< [rows, width, columns]
    std::size_t first_ = 0;
    std::map<std::string, float> unknown_;  ///< such a number of each column that has one
};

}  // namespace jetseq::data
