#pragma once
#include <cmath>
#include <cstddef>
#include <string>

#include "data/events/rows.hpp"
#include "event/event.hpp"
#include "event/unknown_number.hpp"

/// Checks of every number that is read from a file, whoever reads it: a wrong unit or a wrong column must be refused
/// here, because a network would score it silently. `jetseq convert` makes the same checks
/// (python/jetseq/convert/checks.py).
namespace jetseq::data::checks {

/// Energy of one beam of the LHC [GeV]: no transverse momentum or mass of a jet exceeds it, no energy that of both.
inline constexpr float beam = 7000;

/// Largest azimuth [rad] of any convention, with room for rounding.
inline constexpr float largest_phi = 6.28328F;

/// Of a mass relative to the momentum: rounding to floats makes m^2 slightly negative, which ROOT writes as m < 0.
inline constexpr float rounding_of_mass = 1e-3F;

/// The size of a momentum, in the unit of `pt`.
float momentum(float pt, float eta) noexcept;

/// False for a mass that is NaN, below 0 by more than rounding, or a placeholder such as -999. Both arguments are in
/// the file's unit, because only there -999 is -999.
inline bool is_mass(float m, float momentum) noexcept {
    return !std::isnan(m) && !(m < -rounding_of_mass * momentum) && !stands_for_unknown(static_cast<double>(m));
}

/// True if require() would pass; faster, because it makes no text.
bool is_sound(rows::EventRow const& row) noexcept;
bool is_sound(Jet const& jet) noexcept;
bool is_sound(LargeJet const& jet) noexcept;
bool is_sound(Lepton const& lepton) noexcept;

/// Throws Error for a number that is not finite, out of range, or in a wrong unit.
/// `table`: "a.h5: /jets"; `row`: of that table.
void require(rows::EventRow const& event, std::string const& table, std::size_t row);
void require(Jet const& jet, std::string const& table, std::size_t row);
void require(LargeJet const& jet, std::string const& table, std::size_t row);
void require(Lepton const& lepton, std::string const& table, std::size_t row);

/// Throws Error unless a label of a file is one of -1 ... 15. `remedy`: what to try otherwise.
void require_label(std::int32_t signal_type, std::string const& table, std::size_t row, char const* remedy);

/// Throws Error unless a flag is 0 or 1. `column`: its name in the file.
void require_flag(std::int8_t flag, std::string const& column, std::string const& table, std::size_t row);

/// Throws Error unless a lepton's quality in a file is one of 0 ... 3.
void require_quality(std::int8_t quality, std::string const& table, std::size_t row);

/// The largest value of a column, which reveals numbers in a larger unit than assumed: GeV taken for MeV.
class LargestValue {
public:
    /// `column`: "pt"; `least` [GeV]: a column of many values whose largest is below is in another unit.
    LargestValue(char const* column, float least) noexcept : column_{column}, least_{least} {}

    void look(float value) noexcept {
        if (value > largest_) largest_ = value;
        ++values_;
    }
    std::size_t values() const noexcept { return values_; }
    /// Throws Error if the values are in another unit. `table`: "a.h5: /jets".
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

}  // namespace jetseq::data::checks
