#include "data/sequences/variable_reader.hpp"

#include "core/error.hpp"

namespace jetseq::data {

VariableReader::VariableReader(h5::InputFile const& file, Names const& names, std::size_t rows)
    : where_{file.path() + ": events"},
      columns_{file, names, rows},
      formulas_{names.inputs.variables, columns_.found_among(names.inputs.variables), names.inputs.meanings} {
    for (auto const& column : formulas_.columns()) columns_.add(column, formulas_.purpose(column));
}

void VariableReader::read(std::size_t first, std::size_t count, Column<float>& into) {
    if (columns_.size() == 0) return;
    auto const values = columns_.read(first, count);
    formulas_.add(values.data(), count, where_, first, into);
}

}  // namespace jetseq::data
