#include "data/events/checks.hpp"

#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <utility>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data::checks {
namespace {

constexpr float largest_eta = 10;               // beyond every detector
constexpr float largest_weight_of_energy = 10;  // E / abs(p) of a jet is below
constexpr float rounding_of_energy = 0.99F;     // E / abs(p) is above, also of half-precision numbers
constexpr std::size_t enough_values = 20;       // columns with fewer are not judged by their largest value
constexpr float a_full_turn = 360;

std::string text_of(float value) { return significant(static_cast<double>(value)); }

using Numbers = std::initializer_list<std::pair<char const*, float>>;  ///< names, values

/// Throws the errors about the numbers of one row.
class Complaint {
public:
    /// `remedy`: what to do with rows that hold unusable numbers.
    Complaint(std::string const& table, std::size_t row, char const* remedy)
        : place_{rows::place(table, row)}, remedy_{remedy} {}

    void require(bool is_right, std::string const& what, std::string const& why, std::string const& advice) const {
        if (!is_right) throw Error{place_ + ": " + what + " (" + why + "). " + advice};
    }

    void require_finite(Numbers numbers) const {
        for (auto const& [name, value] : numbers) {
            require(std::isfinite(value), "'" + std::string{name} + "' is " + text_of(value), "finite numbers expected",
                    remedy_);
        }
    }

    /// Checks the momentum of a large jet or a lepton.
    void require_momentum(float pt, float eta, float phi) const {
        require_finite({{"pt", pt}, {"eta", eta}, {"phi", phi}});
        require(pt > 0, "pt is " + text_of(pt) + " GeV", "pt > 0 expected of a valid object", remedy_);
        require_below_beam("pt", pt);
        require_direction(eta, phi);
    }

    void require_below_beam(char const* name, float value) const {
        require(value <= beam, std::string{name} + " is " + text_of(value) + " GeV",
                "above the energy of the beams; these look like MeV",
                "Convert them, or set data.unit: MeV if jetseq has not made the file");
    }

    void require_direction(float eta, float phi) const {
        require(std::fabs(eta) <= largest_eta, "eta is " + text_of(eta), "no detector sees beyond 10",
                "Name the right column, or mark the object as not valid");
        require_azimuth("phi", phi);
    }

    void require_azimuth(char const* name, float phi) const {
        bool const may_be_degrees = std::fabs(phi) <= a_full_turn;
        require(std::fabs(phi) <= largest_phi, std::string{name} + " is " + text_of(phi),
                may_be_degrees ? "radians expected; degrees?" : "radians expected",
                may_be_degrees ? "Convert it in the file" : "Name the right column, or leave such objects out");
    }

private:
    std::string place_;
    char const* remedy_;
};

constexpr char const* of_events = "Leave such events out when the file is made, or name another column";
constexpr char const* of_objects = "Mark the object as not valid, or leave it out when the file is made";

bool is_direction(float eta, float phi) noexcept {
    return std::fabs(eta) <= largest_eta && std::fabs(phi) <= largest_phi;  // false for NaN
}

bool is_momentum(float pt) noexcept { return pt > 0 && pt <= beam; }

bool is_charged_lepton(std::int32_t pdg_id) noexcept { return std::abs(pdg_id) == 11 || std::abs(pdg_id) == 13; }

}  // namespace

float momentum(float pt, float eta) noexcept { return pt * std::cosh(eta); }

bool is_sound(rows::EventRow const& row) noexcept {
    bool const is_finite = std::isfinite(row.weight) && std::isfinite(row.mass);
    bool const has_momenta = row.met >= 0 && row.met <= beam && row.pt_miss >= 0 && row.pt_miss <= beam;
    bool const has_labels =
        row.signal_type >= -1 && row.signal_type < most_classes && row.regime >= 0 && row.regime <= 2;
    bool const has_resonance = row.mass >= 0 && row.mass <= 2 * beam && row.spin >= -1;
    return is_finite && has_momenta && std::fabs(row.met_phi) <= largest_phi && has_labels && has_resonance &&
           row.leptons >= -1 && row.leptons <= 2 && !stands_for_unknown(static_cast<double>(row.weight));
}

bool is_sound(Jet const& jet) noexcept {
    if (!is_momentum(jet.pt) || !is_direction(jet.eta, jet.phi)) return false;
    float const p = momentum(jet.pt, jet.eta);
    return jet.e >= rounding_of_energy * p && jet.e <= largest_weight_of_energy * p && jet.e <= 2 * beam;
}

bool is_sound(LargeJet const& jet) noexcept {
    return is_momentum(jet.pt) && is_direction(jet.eta, jet.phi) && is_mass(jet.m, momentum(jet.pt, jet.eta)) &&
           jet.m <= beam && (std::isnan(jet.d2) || (jet.d2 >= 0 && std::isfinite(jet.d2))) && jet.n_trk >= -1;
}

bool is_sound(Lepton const& lepton) noexcept {
    return is_momentum(lepton.pt) && is_direction(lepton.eta, lepton.phi) && is_charged_lepton(lepton.pdg_id);
}

void require(rows::EventRow const& event, std::string const& table, std::size_t row) {
    if (is_sound(event)) return;
    Complaint const complaint{table, row, of_events};
    complaint.require_finite({{"mcEventWeight", event.weight},
                              {"mass", event.mass},
                              {"met", event.met},
                              {"met_phi", event.met_phi},
                              {"pt_miss", event.pt_miss}});
    auto const require_above = [&](char const* name, float value, float least, char const* none) {
        complaint.require(value >= least, "'" + std::string{name} + "' is " + text_of(value), none,
                          "Leave it out of the file, or, if jetseq has not made it, map it to \"\" under data.names");
    };
    require_above("met", event.met, 0, "0 GeV and more expected");
    require_above("pt_miss", event.pt_miss, 0, "0 GeV and more expected");
    require_above("mass", event.mass, 0, "the mass of the resonance, 0 without one");
    require_above("spin", static_cast<float>(event.spin), -1, "the spin of the resonance, -1 without one");
    bool const has_channel = event.leptons >= -1 && event.leptons <= 2;
    complaint.require(has_channel, "'leptons' is " + std::to_string(event.leptons),
                      "0, 1, 2 charged leptons, -1 fully hadronic",
                      "Leave it out of the file, or, if jetseq has not made it, map it to \"\" under data.names");
    complaint.require(event.mass <= 2 * beam, "'mass' is " + text_of(event.mass) + " GeV",
                      "above the energy of both beams; it is in GeV whatever data.unit says", "Convert it");
    complaint.require(!stands_for_unknown(static_cast<double>(event.weight)),
                      "'mcEventWeight' is " + text_of(event.weight), "a number that stands for an unknown one",
                      of_events);
    complaint.require_below_beam("met", event.met);
    complaint.require_below_beam("pt_miss", event.pt_miss);
    complaint.require_azimuth("met_phi", event.met_phi);
    require_label(event.signal_type, table, row,
                  "Relabel the file; if jetseq has not made it, map the values under data.classes");
    complaint.require(event.regime >= 0 && event.regime <= 2, "'regime' is " + std::to_string(event.regime),
                      "known: 0 none, 1 merged, 2 resolved", "Make the file again");
}

void require(Jet const& jet, std::string const& table, std::size_t row) {
    if (is_sound(jet)) return;
    Complaint const complaint{table, row, of_objects};
    bool const is_finite = std::isfinite(jet.pt + jet.eta + jet.phi + jet.e);
    complaint.require(is_finite && jet.pt > 0,
                      "a valid jet has pt " + text_of(jet.pt) + ", eta " + text_of(jet.eta) + ", phi " +
                          text_of(jet.phi) + ", e " + text_of(jet.e),
                      "finite numbers and pt > 0 expected", of_objects);
    complaint.require_below_beam("pt", jet.pt);
    complaint.require_direction(jet.eta, jet.phi);
    complaint.require(jet.e <= 2 * beam, "a jet has E = " + text_of(jet.e) + " GeV",
                      "above the energy of both beams; is it in MeV?",
                      "Convert it, or leave the jet out; if jetseq has not made the file, name the right column under "
                      "data.names");
    float const p = momentum(jet.pt, jet.eta);
    complaint.require(false, "a jet has E = " + text_of(jet.e) + " GeV but a momentum of " + text_of(p) + " GeV",
                      jet.e < p ? "E >= abs(p) expected; is it a mass, or of another unit?"
                                : "do the columns belong together, in one unit?",
                      "Fix the file; if jetseq has not made it, name the right column under data.names, a mass as "
                      "jets.m");
}

void require(LargeJet const& jet, std::string const& table, std::size_t row) {
    if (is_sound(jet)) return;
    Complaint const complaint{table, row, of_objects};
    complaint.require_momentum(jet.pt, jet.eta, jet.phi);
    complaint.require_finite({{"m", jet.m}});
    complaint.require_below_beam("m", jet.m);
    complaint.require(is_mass(jet.m, momentum(jet.pt, jet.eta)), "m is " + text_of(jet.m) + " GeV",
                      "a mass is 0 or more", of_objects);
    bool const has_count = jet.n_trk >= -1;
    complaint.require(has_count, "'n_trk' is " + std::to_string(jet.n_trk), "0 or more, -1 unknown",
                      "Write -1 if it is not known");
    complaint.require(false, "'d2' is " + text_of(jet.d2), "0 or more, NaN unknown", "Write NaN if it is not known");
}

void require(Lepton const& lepton, std::string const& table, std::size_t row) {
    if (is_sound(lepton)) return;
    Complaint const complaint{table, row, of_objects};
    complaint.require_momentum(lepton.pt, lepton.eta, lepton.phi);
    complaint.require(is_charged_lepton(lepton.pdg_id), "'pdg_id' is " + std::to_string(lepton.pdg_id),
                      "11, -11 electrons, 13, -13 muons", "Leave other particles out when the file is made");
}

void require_label(std::int32_t signal_type, std::string const& table, std::size_t row, char const* remedy) {
    if (signal_type >= -1 && signal_type < most_classes) return;
    throw Error{rows::place(table, row) + ": 'signalType' is " + std::to_string(signal_type) +
                " (known: 0 ggF/DY, 1 VBF, 2 ... 15 other classes, -1 unknown). " + remedy};
}

void require_flag(std::int8_t flag, std::string const& column, std::string const& table, std::size_t row) {
    if (flag == 0 || flag == 1) return;
    throw Error{rows::place(table, row) + ": '" + column + "' is " + std::to_string(flag) +
                " (a flag is 0 or 1). Compare a number with its threshold when the file is made"};
}

void require_quality(std::int8_t quality, std::string const& table, std::size_t row) {
    if (quality >= 0 && quality <= 3) return;
    throw Error{rows::place(table, row) + ": 'quality' is " + std::to_string(quality) +
                " (0 none, 1 loose, 2 medium, 3 tight; codes of an experiment are not these). Translate them when the "
                "file is made"};
}

void LargestValue::judge(std::string const& table) const {
    if (values_ < enough_values || largest_ >= least_) return;
    throw Error{
        table + ": the largest " + column_ + " of " + std::to_string(values_) + " is " + text_of(largest_) +
        " GeV (GeV taken for MeV, or TeV for GeV?). Convert the numbers in the file, or, if jetseq has not made it, "
        "correct data.unit"};
}

}  // namespace jetseq::data::checks
