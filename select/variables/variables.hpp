#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../../event/event.hpp"

namespace jetseq {

enum class Unit { none, gev };
/// A number, a whole number, or yes (1) and no (0).
enum class Kind { number, count, flag };
/// The objects from which a variable is computed. The variables of a large-R jet, with the boson tags, exist for the
/// leading (large1_...) and the second one (large2_...); those of a candidate, with the score, for the candidate of
/// each regime (merged_..., resolved_...).
enum class Source { event, large_jet, boson_tags, candidate, score };

/// A quantity of a cut: a row of the registry in variables.cpp. All variables are computed from the objects that pass
/// ObjectCuts.
enum class Variable : std::uint8_t {};

/// The description of a variable.
struct VariableInfo {
    std::string name;
    Kind kind;
    Unit unit;
    Source source;
    Regime regime;  ///< of its candidate; none: it has no candidate
    std::string meaning;
    /// The columns that it needs and a file may lack, by the names of Absent. "other_boson" stands for the columns of
    /// the boson that does not decay to quarks, which depend on the channel (needed_columns()).
    std::vector<std::string> columns;
};

/// All variables. A Variable is an index of this list.
std::vector<VariableInfo> const& all_variables();

VariableInfo const& info_of(Variable variable);

/// The rows of the registry for people to read, each once: the large-R jet's as `large1_m`, the candidate's as `m_v`.
std::vector<VariableInfo> listed_variables();

/// A title for lists: the object of the variables of a source, and their other names. The score is listed with its
/// candidate.
char const* title_of(Source source) noexcept;

/// The variable called `name`. In a region of a regime, variables of the candidate need no prefix: `score` is
/// `merged_score` if `regime` is merged. Look it up once, before the event loop. Throws Error with the nearest names.
Variable variable_named(std::string const& name, Regime regime = Regime::none);

struct EventFacts;
struct LargeJetFacts;
struct TagFacts;
struct CandidateFacts;
struct ScoreFacts;

/// The variables of one event. A variable that the event doesn't have (the mass of a missing pair, the tracks of a
/// missing jet) is NaN, and fails every comparison; a flag or a count of all objects is then 0. A variable that the
/// event has but that is not known (D2, if the file has none) is NaN and marked as unknown.
class Variables {
public:
    static constexpr std::size_t most = 64;  ///< bits of a mask

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

    // Compute the variables of a source.
    void compute(EventFacts const& facts) noexcept;
    void compute(LargeJetFacts const& facts) noexcept;
    void compute(TagFacts const& facts) noexcept;
    void compute(CandidateFacts const& facts) noexcept;
    void compute(ScoreFacts const& facts) noexcept;

    std::uint64_t regions = 0;  ///< bit r is set once the event has passed the cuts of region r

private:
    static constexpr std::uint64_t bit(Variable variable) noexcept {
        return std::uint64_t{1} << static_cast<unsigned>(variable);
    }

    std::array<double, most> values_;
    std::uint64_t unknown_ = 0;
};

}  // namespace jetseq
