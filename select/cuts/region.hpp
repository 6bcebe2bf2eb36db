#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../variables/variables.hpp"

namespace jetseq {

enum class Comparison : std::uint8_t { above, at_least, below, at_most, equal, unequal };

/// Whether an event meets a requirement; `unknown` if that depends on a number that is not known.
enum class Truth : std::uint8_t { no, unknown, yes };

/// One comparison, such as met > 250 GeV.
struct Condition {
    Variable variable;
    Comparison comparison;
    float threshold;  ///< in the unit of the variable; the value is rounded to a float, too (event/threshold.hpp)

    /// False also if the event doesn't have the variable, or it is not known.
    bool operator()(Variables const& event) const noexcept;
};

class VariableExpression;

/// One condition; one on an expression; several, of which all, any or none must hold; or that the event is in none of
/// the regions whose bits are set in `regions`, which must come before the region of this cut.
struct Requirement {
    enum class Logic : std::uint8_t { one, all, any, none, not_in, expression };

    Requirement(Condition only) : condition{only} {}
    Requirement(Logic how, std::vector<Requirement> of) : logic{how}, parts{std::move(of)} {}
    static Requirement outside(std::uint64_t regions) {
        Requirement requirement{Logic::not_in, {}};
        requirement.regions = regions;
        return requirement;
    }

    /// True if it is met for certain: an unknown number meets neither a requirement nor its opposite.
    bool operator()(Variables const& event) const noexcept { return truth(event) == Truth::yes; }
    Truth truth(Variables const& event) const noexcept;
    /// True if it uses `variable`.
    bool uses(Variable variable) const noexcept;

    Logic logic = Logic::one;
    Condition condition{};
    std::vector<Requirement> parts;
    std::uint64_t regions = 0;
    std::shared_ptr<VariableExpression const> expression = {};
};

/// A requirement with a name for people: a line of the cutflow.
struct Cut {
    std::string name;
    Requirement requirement;
};

/// A region of the analysis: events that pass all its cuts.
struct Region {
    std::string name;
    Regime regime = Regime::merged;             ///< of the candidate of m_vv and the score
    Production category = Production::unknown;  ///< that the region aims at
    std::vector<Cut> cuts;                      ///< in the order of the cutflow, after those of the preselection
};

/// A condition from its text: "met > 250 GeV", "n_jets >= 2"; a flag alone, or with "not" in front for its absence.
/// Comparisons: > >= < <= == !=. Energies and masses need GeV, MeV or TeV; other variables have no unit. `regime` as in
/// variable_named(). Throws Error.
Condition condition_from(std::string const& text, Regime regime = Regime::none);

/// A requirement from its text: a condition_from(), or a condition on an expression of variables (core/expression),
/// whose energies are in GeV: "pt_miss / m_vv > 0.1", "n_jets > 2 and met > pt_miss". Throws Error.
Requirement requirement_from(std::string const& text, Regime regime = Regime::none);

/// "met > 250 GeV"
std::string text_of(Condition const& condition);

}  // namespace jetseq
