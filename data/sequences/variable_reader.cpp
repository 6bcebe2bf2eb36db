#include "data/sequences/variable_reader.hpp"

#include "core/error.hpp"

namespace jetseq::data {

VariableReader::VariableReader(h5::InputFile const& file, Names const& names, std::vector<std::string> const& variables,
                               std::size_t rows, std::vector<Meaning> const& meanings)
    : where_{file.path() + ": events"},
      columns_{file, names, rows},
      formulas_{variables, columns_.found_among(variables), meanings} {
    for (auto const& column : formulas_.columns()) columns_.add(column, formulas_.purpose(column));
}

void VariableReader::read(std::size_t first, std::size_t count, Column<float>& into) {
    if (columns_.size() == 0) return;
    auto const values = columns_.read(first, count);
    formulas_.add(values.data(), count, where_, first, into);
}

void VariableReader::read_unchecked(std::size_t first, std::size_t count, Column<float>& into) {
    if (columns_.size() == 0) return;
    auto const values = columns_.read(first, count);
    formulas_.add_unchecked(values.data(), count, into);
}

}  // namespace jetseq::data
