#pragma once
#include <cmath>
#include <cstddef>
#include <string>

#include "data/events/rows.hpp"
#include "event/event.hpp"
#include "event/unknown_number.hpp"

/// What is looked for in every number that comes from a file, whoever reads it: a wrong unit or a column of something
/// else must stop here, for a network would score it without a word. `jetseq convert` looks for the same
/// (python/jetseq/convert/checks.py).
namespace jetseq::checks {

/// [GeV] No transverse momentum or mass of a jet at the LHC is above the energy of one of its beams, no energy above
/// that of both.
inline constexpr float beam = 7000;

/// Largest azimuth [rad] of any convention, with room for rounding.
inline constexpr float largest_phi = 6.28328F;

/// Of a mass in units of the momentum: rounding to floats makes m^2 a little negative, and ROOT writes it as m < 0.
inline constexpr float rounding_of_mass = 1e-3F;

/// The size of a momentum, in the unit of `pt`.
float momentum(float pt, float eta) noexcept;

/// False for a mass that is NaN, below 0 by more than rounding, or stands for an unknown one. Both in the file's unit,
/// in which alone -999 is -999.
inline bool is_mass(float m, float momentum) noexcept {
    return !std::isnan(m) && !(m < -rounding_of_mass * momentum) && !stands_for_unknown(static_cast<double>(m));
}

/// True where require() has nothing to say: it costs less, for it needs no text.
bool is_sound(rows::EventRow const& row) noexcept;
bool is_sound(Jet const& jet) noexcept;
bool is_sound(LargeJet const& jet) noexcept;
bool is_sound(Lepton const& lepton) noexcept;

/// Throws Error for a number that is not finite, beyond its range, or of another unit.
/// `table`: "a.h5: /jets"; `row`: of that table.
void require(rows::EventRow const& event, std::string const& table, std::size_t row);
void require(Jet const& jet, std::string const& table, std::size_t row);
void require(LargeJet const& jet, std::string const& table, std::size_t row);
void require(Lepton const& lepton, std::string const& table, std::size_t row);

/// Throws Error unless a label of a file is one of -1 ... 15.
void require_label(std::int32_t signal_type, std::string const& table, std::size_t row);

/// Throws Error unless a flag is 0 or 1. `column`: its name in the file.
void require_flag(std::int8_t flag, std::string const& column, std::string const& table, std::size_t row);

/// Throws Error unless a lepton's quality in a file is one of 0 ... 3.
void require_quality(std::int8_t quality, std::string const& table, std::size_t row);

/// The largest value of a column, by which numbers in larger units than thought show: GeV taken for MeV.
class LargestValue {
public:
    /// `column`: "pt"; `least`: [GeV] a column of many values whose largest is below is in other units.
    LargestValue(char const* column, float least) noexcept : column_{column}, least_{least} {}

    void look(float value) noexcept {
        if (value > largest_) largest_ = value;
        ++values_;
    }
    std::size_t values() const noexcept { return values_; }
    /// Throws Error where the values seen are in other units. `table`: "a.h5: /jets".
    void judge(std::string const& table) const;

private:
    char const* column_;
    float least_, largest_ = 0;
    std::size_t values_ = 0;
};

inline LargestValue jet_pt() noexcept { return {"pt", 5}; }
inline LargestValue large_jet_pt() noexcept { return {"pt", 10}; }
inline LargestValue lepton_pt() noexcept { return {"pt", 1}; }
inline LargestValue met() noexcept { return {"met", 1}; }
inline LargestValue pt_miss() noexcept { return {"pt_miss", 1}; }

}  // namespace jetseq::checks
