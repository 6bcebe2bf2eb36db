#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "../../event/event.hpp"

namespace jetseq {

enum class Unit { none, gev };
/// A number, a whole number, or yes (1) and no (0).
enum class Kind { number, count, flag };

/// What a cut may look at: the event-level variables, all computed from the objects that ObjectCuts leave.
/// Those from `merged_...` on belong to the V -> qq candidate of a regime: the same list twice.
enum class Variable : std::uint8_t {
    n_loose_leptons,
    n_signal_leptons,
    lepton1_pt,
    lepton2_pt,
    signal_lepton_pt,
    same_flavour,
    opposite_charge,
    m_ll,
    pt_ll,
    met,
    pt_miss,
    pt_lv,
    n_jets,
    n_central_jets,
    n_btags,
    n_large_jets,
    large1_pt,
    large1_abs_eta,
    large1_m,
    large1_d2,
    large1_n_trk,
    large2_pt,
    large2_abs_eta,
    large2_m,
    large2_d2,
    large2_n_trk,
    m_JJ,
    delta_y_JJ,
    pt_asymmetry_JJ,
    large1_w_mass,
    large1_w_d2,
    large1_w_n_trk,
    large1_z_mass,
    large1_z_d2,
    large1_z_n_trk,
    large2_w_mass,
    large2_w_d2,
    large2_w_n_trk,
    large2_z_mass,
    large2_z_d2,
    large2_z_n_trk,
    merged_candidate,
    merged_m_v,
    merged_pt_v,
    merged_m_vv,
    merged_pt_over_m,
    merged_n_sequence_jets,
    merged_n_extra_btags,
    merged_tag_m_jj,
    merged_tag_delta_eta,
    merged_score,
    resolved_candidate,
    resolved_m_v,
    resolved_pt_v,
    resolved_m_vv,
    resolved_pt_over_m,
    resolved_n_sequence_jets,
    resolved_n_extra_btags,
    resolved_tag_m_jj,
    resolved_tag_delta_eta,
    resolved_score,
};
inline constexpr std::size_t n_variables = static_cast<std::size_t>(Variable::resolved_score) + 1;

/// What a variable is.
struct VariableInfo {
    char const* name;
    Kind kind;
    Unit unit;
    char const* meaning;
};

VariableInfo const& info_of(Variable variable) noexcept;

/// The variable called `name`. In a region of a regime the candidate's need no prefix: `score` is `merged_score`
/// where `regime` is merged. Throws Error with the nearest names.
Variable variable_named(std::string const& name, Regime regime = Regime::none);

/// `first`, one of the merged_..., of the candidate of `regime` (merged or resolved).
constexpr Variable of_candidate(Variable first, Regime regime) noexcept {
    constexpr int distance =
        static_cast<int>(Variable::resolved_candidate) - static_cast<int>(Variable::merged_candidate);
    return static_cast<Variable>(static_cast<int>(first) + (regime == Regime::resolved ? distance : 0));
}

/// The variables of one event. What an event doesn't have (the mass of a pair where there is none, the tracks of a jet
/// that is not there) is NaN, and fails every comparison; a flag or a count of all objects is 0 there. What an event
/// has but is not known (D2, where the file has none) is NaN and marked as unknown.
class Variables {
public:
    Variables() noexcept { clear(); }
    void clear() noexcept;
    double& operator[](Variable variable) noexcept { return values_[static_cast<std::size_t>(variable)]; }
    double operator[](Variable variable) const noexcept { return values_[static_cast<std::size_t>(variable)]; }

    /// Sets a value that the event has; NaN: it is not known.
    void set(Variable variable, double value) noexcept {
        (*this)[variable] = value;
        if (value != value) unknown_ |= bit(variable);
    }
    bool is_unknown(Variable variable) const noexcept { return (unknown_ & bit(variable)) != 0; }

    std::uint64_t regions = 0;  ///< bit r is set once the event has passed the cuts of region r

private:
    static constexpr std::uint64_t bit(Variable variable) noexcept {
        static_assert(n_variables <= 64);
        return std::uint64_t{1} << static_cast<unsigned>(variable);
    }

    std::array<double, n_variables> values_;
    std::uint64_t unknown_ = 0;
};

}  // namespace jetseq
