#include "data/sequences/variable_formulas.hpp"

#include <cmath>

#include "core/error.hpp"
#include "core/text/number_text.hpp"
#include "data/events/rows.hpp"
#include "event/unknown_number.hpp"

namespace jetseq::data {
namespace {

std::vector<std::string> with_meanings(std::vector<std::string> texts, std::vector<Meaning> const& meanings) {
    for (auto const& meaning : meanings) texts.push_back(meaning.of);
    return texts;
}

}  // namespace

VariableFormulas::VariableFormulas(std::vector<std::string> const& variables, std::vector<std::string> const& names,
                                   std::vector<Meaning> const& meanings)
    : variables_{variables}, formulas_{with_meanings(variables, meanings), names}, checks_{meanings} {}

void VariableFormulas::add(double const* values, std::size_t count, std::string const& table, std::size_t row,
                           Column<float>& into) {
    std::size_t const width = formulas_.size(), variables = variables_.size();
    compute(values, count);
    for (std::size_t i = 0; i < results_.size(); ++i) {
        if (i % width == 0) checks_.require(results_.data() + i + variables, table, row + i / width);
        if (i % width >= variables) continue;
        auto const x = static_cast<float>(results_[i]);
        std::string const& name = variables_[i % width];
        if (!std::isfinite(x)) {
            throw Error{rows::place(table, row + i / width) + ": the variable '" + name + "' is " +
                        significant(results_[i]) + " (not finite in single precision; a network can't read it). Say " +
                        "what stands in for such numbers, as in if(finite(x), x, 0), or leave this variable out"};
        }
        put(i, into);
    }
}

void VariableFormulas::add_unchecked(double const* values, std::size_t count, Column<float>& into) {
    compute(values, count);
    for (std::size_t i = 0; i < results_.size(); ++i) put(i, into);
}

/// Sets the results of `count` events.
void VariableFormulas::compute(double const* values, std::size_t count) {
    results_.resize(count * formulas_.size());
    formulas_.evaluate(values, columns().size(), count, results_.data());
}

/// Adds result `place`.
void VariableFormulas::put(std::size_t place, Column<float>& into) {
    auto const x = static_cast<float>(results_[place]);
    if (stands_for_unknown(results_[place])) unknown_[variables_[place % formulas_.size()]] = x;
    into.push_back(x);
}

std::vector<std::string> VariableFormulas::notes() const {
    std::vector<std::string> notes;
    for (auto const& [name, value] : unknown_) {
        notes.push_back("the variable '" + name + "' is " + fewest_digits(value) +
                        " in some events, as if it were unknown there; it is taken as a number");
    }
    return notes;
}

}  // namespace jetseq::data
