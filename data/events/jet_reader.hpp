#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "data/events/checks.hpp"
#include "data/events/jet_selection.hpp"
#include "data/events/names.hpp"
#include "data/events/rows.hpp"
#include "data/hdf5/input_table.hpp"

namespace jetseq::data {

/// Reads the jets of one file, jetseq's or foreign: finds which are real, their unit, and energies from masses.
class JetReader {
public:
    /// `selection`: the selection that the file states for its jets. Throws Error if a column is missing.
    JetReader(h5::InputFile const& file, Names const& names, JetSelection const& selection);

    std::size_t size() const noexcept { return table_.rows(); }
    std::size_t width() const noexcept { return table_.width(); }
    std::string where() const { return table_.where(); }
    /// Notes for the user on how the file is read.
    std::vector<std::string> const& notes() const noexcept { return notes_; }

    /// The jets of rows [first, first + count), [count, width].
    std::vector<rows::JetRow> block(std::size_t first, std::size_t count) const;

    /// The real jets of row `index`, in falling pt, phi in (-pi, pi], checked.
    std::vector<Jet> jets_of_row(rows::JetRow const* row, std::size_t index);

    /// To be called after the last row. Throws Error if all jets are in another unit, or their masses are energies.
    void judge() const;

private:
    /// How the file tells a jet from padding.
    enum class Marked { by_valid, by_mask, by_pt };

    void find_valid(Names const& names);
    void find_energy(Names const& names);
    void require_four_vectors() const;
    void note_other_columns();
    std::string shared_columns() const;
    bool is_padding(rows::JetRow const& jet) const noexcept;
    void require_padding(rows::JetRow const& jet, std::size_t index) const;
    Jet jet_of(rows::JetRow const& row, std::size_t index);
    void require_selected(Jet const& jet, std::size_t index) const;

    h5::InputTable table_;
    std::vector<h5::Field> fields_;  ///< as rows::jet_fields(false)
    float scale_, pt_min_, abs_eta_max_;
    Marked marked_ = Marked::by_valid;
    bool has_mass_ = false;  ///< instead of the energy
    checks::LargestValue largest_pt_ = checks::jet_pt();
    float smallest_mass_ = 1;  ///< of all jets, relative to the momentum
    std::string place_;        ///< where(), and a hint if names look wrong
    std::vector<std::string> notes_;
};

}  // namespace jetseq::data
