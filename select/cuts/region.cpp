#include "select/cuts/region.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/error.hpp"
#include "core/text/near_match.hpp"
#include "core/text/number_in.hpp"
#include "core/text/number_text.hpp"
#include "core/text/words.hpp"
#include "event/threshold.hpp"
#include "select/cuts/variable_expression.hpp"

namespace jetseq {
namespace {

/// In the order of Comparison.
constexpr char const* symbols[] = {">", ">=", "<", "<=", "==", "!="};

[[noreturn]] void refuse(std::string const& text, std::string const& why) {
    throw Error{"can't use the cut '" + text + "' (" + why + "). Write for example 'met > 250 GeV' or 'n_jets >= 2'"};
}

Comparison comparison_of(std::string const& symbol, std::string const& text) {
    auto const* const found = std::find(std::begin(symbols), std::end(symbols), symbol);
    if (found == std::end(symbols)) refuse(text, "'" + symbol + "' is none of > >= < <= == !=");
    return static_cast<Comparison>(found - std::begin(symbols));
}

double number_of(std::string const& word, std::string const& text) {
    std::string const digits = word.substr(word.rfind('-', 0) == 0 ? 1 : 0);
    bool const is_zero = digits.size() > 1 && digits[0] == '0';
    if (is_zero && std::isdigit(static_cast<unsigned char>(digits[1])) != 0) {
        refuse(text, "'" + word + "' has a leading zero, which some read as octal");
    }
    auto const number = number_in<double>(word);
    if (!number || !std::isfinite(*number)) refuse(text, "'" + word + "' is not a number");
    return *number;
}

/// The factor from `unit` to GeV.
double factor_of(std::string const& unit, std::string const& text) {
    if (unit == "GeV") return 1;
    if (unit == "TeV") return 1000;
    if (unit == "MeV") return 0.001;
    refuse(text, unit.empty() ? "it needs a unit: GeV" : "its unit is an energy: GeV, not '" + unit + "'");
}

void check_unit(VariableInfo const& variable, std::string const& unit, std::string const& text) {
    if (variable.unit == Unit::none && !unit.empty()) {
        refuse(text, "'" + variable.name + "' has no unit, '" + unit + "' is one too many");
    }
}

void check_kind(VariableInfo const& variable, Comparison comparison, double threshold, std::string const& text) {
    if (variable.kind == Kind::number) {
        if (comparison == Comparison::equal || comparison == Comparison::unequal) {
            refuse(text, "'" + variable.name + "' is not a whole number, so it never equals one");
        }
    } else if (threshold != std::floor(threshold)) {
        refuse(text, "'" + variable.name + "' is a whole number");
    }
}

bool is_variable(std::string const& name, Regime regime) {
    try {
        return static_cast<void>(variable_named(name, regime)), true;
    } catch (Error const&) {
        return false;
    }
}

/// True for a text with operators and functions, or that compares two variables: it is no condition_from().
bool is_expression(std::string const& text, Regime regime) {
    auto const words = words_of(text);
    if (words.empty()) return false;
    bool const has_operators = text.find_first_of("+*/()`") != text.npos;
    bool const begins_with_number = std::isdigit(static_cast<unsigned char>(words[0][0])) != 0;
    bool const has_minus = words[0].find('-') != words[0].npos;
    bool const has_word = std::any_of(words.begin(), words.end(), [](std::string const& word) {
        return word == "and" || word == "or" || word == "-";
    });
    bool const compares_two = words.size() == 3 && is_variable(words[0], regime) && is_variable(words[2], regime);
    return has_operators || begins_with_number || has_minus || has_word || compares_two;
}

/// "n_trk_ok" or "not n_trk_ok".
Condition flag_from(std::vector<std::string> const& words, std::string const& text, Regime regime) {
    Variable const variable = variable_named(words.back(), regime);
    if (info_of(variable).kind != Kind::flag) refuse(text, "'" + words.back() + "' needs a comparison");
    return {variable, Comparison::equal, words.size() == 1 ? 1.0F : 0.0F};
}

}  // namespace

bool Condition::operator()(Variables const& event) const noexcept {
    float const value = jetseq::threshold(event[variable]);
    switch (comparison) {
        case Comparison::above:
            return value > threshold;
        case Comparison::at_least:
            return value >= threshold;
        case Comparison::below:
            return value < threshold;
        case Comparison::at_most:
            return value <= threshold;
        case Comparison::equal:
            return value == threshold;
        case Comparison::unequal:
            return value == value && value != threshold;
    }
    return false;
}

Truth Requirement::truth(Variables const& event) const noexcept {
    auto const certain = [](bool holds) { return holds ? Truth::yes : Truth::no; };
    switch (logic) {
        case Logic::one:
            return event.is_unknown(condition.variable) ? Truth::unknown : certain(condition(event));
        case Logic::all: {
            Truth all = Truth::yes;
            for (auto const& part : parts) {
                if (all != Truth::no) all = std::min(all, part.truth(event));
            }
            return all;
        }
        case Logic::any:
        case Logic::none: {
            Truth any = Truth::no;
            for (auto const& part : parts) {
                if (any != Truth::yes) any = std::max(any, part.truth(event));
            }
            if (logic == Logic::any || any == Truth::unknown) return any;
            return certain(any == Truth::no);
        }
        case Logic::not_in:
            return certain((event.regions & regions) == 0);
        case Logic::expression: {
            double const value = (*expression)(event);
            if (value == value) return certain(value != 0);
            return expression->has_unknown(event) ? Truth::unknown : Truth::no;
        }
    }
    return Truth::no;
}

bool Requirement::uses(Variable variable) const noexcept {
    if (logic == Logic::one) return condition.variable == variable;
    if (logic == Logic::expression) return expression->uses(variable);
    return std::any_of(parts.begin(), parts.end(), [&](Requirement const& part) { return part.uses(variable); });
}

Condition condition_from(std::string const& text, Regime regime) {
    auto const words = words_of(text);
    if (words.size() == 1 || (words.size() == 2 && words[0] == "not")) return flag_from(words, text, regime);
    if (words.size() != 3 && words.size() != 4) refuse(text, "a variable, a comparison, a number and a unit expected");
    Variable const variable = variable_named(words[0], regime);
    auto const& info = info_of(variable);
    Comparison const comparison = comparison_of(words[1], text);
    double threshold = number_of(words[2], text);
    std::string const unit = words.size() == 4 ? words[3] : "";
    check_unit(info, unit, text);
    if (info.unit == Unit::gev) threshold *= factor_of(unit, text);
    check_kind(info, comparison, threshold, text);
    return {variable, comparison, jetseq::threshold(threshold)};
}

Requirement requirement_from(std::string const& text, Regime regime) {
    if (!is_expression(text, regime)) return condition_from(text, regime);
    for (auto const& word : words_of(text)) {
        if (word != "GeV" && word != "MeV" && word != "TeV") continue;
        throw Error{"can't use the cut '" + text + "' (an expression has no units, its energies are in GeV). Leave '" +
                    word + "' out"};
    }
    Requirement requirement{Requirement::Logic::expression, {}};
    requirement.expression = std::make_shared<VariableExpression const>(text, regime);
    return requirement;
}

std::string text_of(Condition const& condition) {
    auto const& info = info_of(condition.variable);
    return info.name + " " + symbols[static_cast<std::size_t>(condition.comparison)] + " " +
           fewest_digits(condition.threshold) + (info.unit == Unit::gev ? " GeV" : "");
}

}  // namespace jetseq
