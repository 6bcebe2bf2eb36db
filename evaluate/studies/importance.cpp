#include "evaluate/studies/importance.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/random.hpp"

namespace jetseq::evaluate {
namespace {

constexpr std::size_t deepest = 4;  // few events have more jets

/// The positions in the table of the n-th jets of all events that have one.
std::vector<std::size_t> nth_jets(JetTable const& table, std::size_t n) {
    std::vector<std::size_t> places;
    for (std::size_t event = 0; event < table.events(); ++event) {
        if (table[event].size() > n) places.push_back(static_cast<std::size_t>(table.offsets[event]) + n);
    }
    return places;
}

/// Permutes the n-th jets among the events; `take(to, from)` copies what is permuted.
template <class Take>
void exchange(JetTable const& from, JetTable& to, std::size_t n, std::uint64_t seed, Take take) {
    auto const places = nth_jets(from, n);
    auto shuffled = places;
    Random random{seed, n};
    shuffle(shuffled, random);
    for (std::size_t i = 0; i < places.size(); ++i) take(to.jets[places[i]], from.jets[shuffled[i]]);
}

std::size_t longest(JetTable const& table) {
    std::size_t length = 0;
    for (std::size_t n = 0; n < table.events(); ++n) length = std::max(length, table[n].size());
    return length;
}

JetTable with_variable_exchanged(JetTable const& table, float Jet::*variable, std::uint64_t seed) {
    JetTable result = table;
    for (std::size_t n = 0; n < longest(table); ++n) {
        exchange(table, result, n, seed, [&](Jet& to, Jet const& from) { to.*variable = from.*variable; });
    }
    return result;
}

JetTable with_jet_exchanged(JetTable const& table, std::size_t n, std::uint64_t seed) {
    JetTable result = table;
    exchange(table, result, n, seed, [](Jet& to, Jet const& from) { to = from; });
    return result;
}

JetTable without_jet(JetTable const& table, std::size_t n) {
    JetTable result;
    for (std::size_t event = 0; event < table.events(); ++event) {
        std::vector<Jet> jets(table[event].begin(), table[event].end());
        if (jets.size() > n) jets.erase(jets.begin() + static_cast<std::ptrdiff_t>(n));
        result.add(jets);
    }
    return result;
}

/// The mean loss of AUC over `repeats` tables of jets, each made by change(seed).
template <class Change>
Importance measured(std::string kind, std::string name, int repeats, LabelledScores const& nominal,
                    ScoreJets const& score, Change change) {
    double sum = 0, squares = 0, variance = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        auto const scores = score(change(static_cast<std::uint64_t>(repeat)));
        auto const loss = auc_difference(nominal, {scores, nominal.label, nominal.weight});
        sum += loss.value, squares += loss.value * loss.value, variance += loss.error * loss.error;
    }
    double const mean = sum / repeats;
    double const spread = repeats > 1 ? std::max(0.0, squares / repeats - mean * mean) / (repeats - 1) : 0;
    return {std::move(kind), std::move(name), {mean, std::sqrt(variance / repeats + spread)}};
}

std::string place(std::size_t n) { return "jet " + std::to_string(n + 1); }

}  // namespace

std::vector<Importance> importances(JetTable const& jets, LabelledScores const& nominal, ScoreJets const& score,
                                    int repeats) {
    std::vector<Importance> result;
    for (auto const& [name, variable] :
         {std::pair{"pT", &Jet::pt}, {"eta", &Jet::eta}, {"phi", &Jet::phi}, {"E", &Jet::e}}) {
        result.push_back(
            measured("variable exchanged", name, repeats, nominal, score,
                     [&, which = variable](std::uint64_t seed) { return with_variable_exchanged(jets, which, seed); }));
    }
    std::size_t const places = std::min(deepest, longest(jets));
    for (std::size_t n = 0; n < places; ++n) {
        result.push_back(measured("jet exchanged", place(n), repeats, nominal, score,
                                  [&](std::uint64_t seed) { return with_jet_exchanged(jets, n, seed); }));
    }
    for (std::size_t n = 0; n < places; ++n) {
        result.push_back(
            measured("jet left out", place(n), 1, nominal, score, [&](std::uint64_t) { return without_jet(jets, n); }));
    }
    return result;
}

}  // namespace jetseq::evaluate
