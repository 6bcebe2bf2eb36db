#include "data/events/jet_reader.hpp"

#include <algorithm>
#include <cmath>

#include "core/text/near_match.hpp"
#include "core/text/number_text.hpp"
#include "event/kinematics.hpp"

namespace jetseq::data {
namespace {

using rows::JetRow;

constexpr float selection_tolerance = 0.02F;  // rounding in another framework

constexpr std::size_t most_listed = 5;  // names in a note
constexpr std::size_t many_jets = 20;   // fewer may all be heavy

enum FieldPlace { valid, pt, eta, phi, energy };  // in rows::jet_fields(false)

/// Whether this is the pt of padding: 0, NaN, or a placeholder such as -999.
bool is_no_pt(float value) noexcept {
    return std::isnan(value) || (value <= 0 && value == std::floor(value)) ||
           stands_for_unknown(static_cast<double>(value));
}

bool is_pt(float value) noexcept { return std::isfinite(value) && value > 0; }

/// The energy from momentum and mass; a mass below 0 was 0 before rounding.
float energy_of(float mass, JetRow const& row) noexcept {
    double const m = std::max(mass, 0.0F), p = static_cast<double>(row.pt) * std::cosh(static_cast<double>(row.eta));
    return static_cast<float>(std::sqrt(m * m + p * p));
}

}  // namespace

JetReader::JetReader(h5::InputFile const& file, Names const& names, JetSelection const& selection)
    : table_{file, names.of("jets"), 2, names.columns_of(names.of("jets")), Names::key},
      scale_{names.unit()},
      pt_min_{selection.pt_min},
      abs_eta_max_{selection.abs_eta_max} {
    for (auto const& field : rows::jet_fields(false)) {
        fields_.push_back({names.of("jets." + field.name), field.type, field.offset});
    }
    find_energy(names);
    find_valid(names);
    require_four_vectors();
    if (names.inputs.empty()) note_other_columns();
    place_ = where() + shared_columns();
}

/// " (pt and e are both 'pt')", for messages: one column under two names is a likely cause of wrong numbers.
std::string JetReader::shared_columns() const {
    auto const ours = rows::jet_fields(false);
    auto const name_of = [&](h5::Field const& field) {
        auto const same = [&](h5::Field const& other) { return other.offset == field.offset; };
        return std::find_if(ours.begin(), ours.end(), same)->name;
    };
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (fields_[k].name != fields_[i].name) continue;
            return " (" + name_of(fields_[k]) + " and " + name_of(fields_[i]) + " are both '" + fields_[i].name + "')";
        }
    }
    return "";
}

void JetReader::find_energy(Names const& names) {
    bool const is_mass_given = names.are_given_for("jets.m");
    if (is_mass_given && names.are_given_for("jets.e")) {
        throw Error{where() + ": data.names gives both jets.e and jets.m (one of them says the energy). Leave one out"};
    }
    bool const has_only_mass = !names.are_given_for("jets.e") && !table_.has(fields_[energy].name) && table_.has("m");
    if (!is_mass_given && !has_only_mass) return;
    has_mass_ = true, fields_[energy].name = names.of("jets.m");
    if (has_only_mass) notes_.push_back("no energies: 'm' is read as the mass of a jet, e = sqrt(m^2 + p^2)");
}

void JetReader::find_valid(Names const& names) {
    auto const given = names.renamed.find("jets.valid");
    bool const is_given = given != names.renamed.end();
    if (is_given ? !given->second.empty() : table_.has(fields_[valid].name)) return;
    if (!is_given && table_.has("mask")) {
        fields_[valid].name = "mask", marked_ = Marked::by_mask;  // true where padded, as in files of scores
        return;
    }
    marked_ = Marked::by_pt, fields_.erase(fields_.begin());
    notes_.emplace_back("no column 'valid': jets are the leading places with a finite pt above 0, the others padding");
}

void JetReader::require_four_vectors() const {
    for (auto const& field : fields_) {
        if (table_.has(field.name)) continue;
        if (field.name.empty()) {
            throw Error{where() +
                        ": data.names maps one of jets.pt, jets.eta, jets.phi, jets.e to \"\" (no jet is "
                        "without them). Name its column"};
        }
        throw Error{where() + " has no column '" + field.name + "' (it has: " + joined(table_.columns()) +
                    "; jetseq reads the four-vectors of jets: pt, eta, phi and e, or a mass m, also if a network has "
                    "other inputs). If one of these columns is it, name it in the configuration under data.names" +
                    did_you_mean(field.name, table_.columns())};
    }
}

/// Notes the columns that are not read: they must not seem to be used.
void JetReader::note_other_columns() {
    std::vector<std::string> others;
    for (auto const& column : table_.columns()) {
        bool const is_ours = column == "valid" || column == "mask" || column == "btag";
        bool const is_read =
            std::any_of(fields_.begin(), fields_.end(), [&](auto& field) { return field.name == column; });
        if (!is_ours && !is_read) others.push_back(column);
    }
    if (others.empty()) return;
    if (others.size() > most_listed) others.resize(most_listed), others.emplace_back("...");
    notes_.push_back("of jets only the four-vectors are read, not " + joined(others));
}

std::vector<JetRow> JetReader::block(std::size_t first, std::size_t count) const {
    std::vector<JetRow> rows(count * width());
    table_.read(fields_, sizeof(JetRow), first, count, rows.data(), [&](std::size_t i) { return is_padding(rows[i]); });
    return rows;
}

bool JetReader::is_padding(JetRow const& jet) const noexcept {
    if (marked_ == Marked::by_pt) return !is_pt(jet.pt);
    return (jet.valid != 0) == (marked_ == Marked::by_mask);
}

std::vector<Jet> JetReader::jets_of_row(JetRow const* row, std::size_t index) {
    std::vector<Jet> jets;
    for (std::size_t i = 0; i < width(); ++i) {
        if (marked_ != Marked::by_pt) checks::require_flag(row[i].valid, fields_[valid].name, place_, index);
        if (is_padding(row[i])) {
            require_padding(row[i], index);
            continue;
        }
        bool const follows_padding = marked_ == Marked::by_pt && i > jets.size();
        if (follows_padding) {
            throw Error{rows::place(where(), index) + ": jet " + std::to_string(i) + " has pt " +
                        significant(row[i].pt) + " after a place without a jet (padding trails where no column " +
                        "'valid' marks the jets). Add one, or name it under data.names"};
        }
        jets.push_back(jet_of(row[i], index));
        largest_pt_.look(jets.back().pt);
    }
    std::stable_sort(jets.begin(), jets.end(), [](Jet const& a, Jet const& b) { return a.pt > b.pt; });
    return jets;
}

void JetReader::require_padding(JetRow const& jet, std::size_t index) const {
    if (marked_ == Marked::by_valid) return;
    if (marked_ == Marked::by_mask && is_pt(jet.pt)) {
        throw Error{rows::place(where(), index) + ": pt is " + significant(jet.pt) + " where '" + fields_[valid].name +
                    "' is true (true means padding, which has no pt above 0). Where true marks " +
                    "jets, name it under data.names: {jets.valid: " + fields_[valid].name +
                    "}; else set the pt of padding to 0"};
    }
    if (marked_ == Marked::by_mask || is_no_pt(jet.pt)) return;
    throw Error{rows::place(where(), index) + ": pt is " + significant(jet.pt) +
                " (a jet has a finite pt above 0; padding has 0, NaN or a negative whole number). Fix the file, or "
                "name a column that marks the jets under data.names: {jets.valid: ...}"};
}

Jet JetReader::jet_of(JetRow const& row, std::size_t index) {
    float const p = checks::momentum(row.pt, row.eta);
    if (has_mass_ && !checks::is_mass(row.e, p)) {  // the field of the energy holds the mass
        throw Error{rows::place(where(), index) + ": '" + fields_.back().name + "' is " + significant(row.e) +
                    " (a mass is 0 or more). Name another column, or mark the jet as not valid"};
    }
    float const e = has_mass_ ? energy_of(row.e, row) : row.e;
    Jet jet{row.pt * scale_, row.eta, row.phi, e * scale_};
    checks::require(jet, place_, index);
    if (has_mass_) smallest_mass_ = std::min(smallest_mass_, row.e / p);
    if (!(std::fabs(jet.phi) <= 3.14159274F)) jet.phi = wrapped_phi(jet.phi);
    require_selected(jet, index);
    return jet;
}

void JetReader::judge() const {
    largest_pt_.judge(where());
    bool const are_energies = has_mass_ && smallest_mass_ > 0.99F && largest_pt_.values() >= many_jets;
    if (!are_energies) return;
    throw Error{where() + ": the mass '" + fields_.back().name + "' of each of " +
                std::to_string(largest_pt_.values()) +
                " jets is above its momentum (energies taken for masses?). Name it as jets.e under data.names"};
}

void JetReader::require_selected(Jet const& jet, std::size_t index) const {
    bool const is_hard = jet.pt >= pt_min_ * (1 - selection_tolerance);
    if (is_hard && std::fabs(jet.eta) <= abs_eta_max_ * (1 + selection_tolerance)) return;
    throw Error{rows::place(where(), index) + ": a jet has pt " + significant(jet.pt) + " GeV, eta " +
                significant(jet.eta) + " (the file says that its jets have pt > " + significant(pt_min_) +
                " GeV, abs(eta) < " + significant(abs_eta_max_) + "). Correct its attributes, or make it again"};
}

}  // namespace jetseq::data
