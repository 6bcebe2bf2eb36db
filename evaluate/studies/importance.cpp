#include "evaluate/studies/importance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/math/random.hpp"

namespace jetseq::evaluate {
namespace {

constexpr std::size_t deepest = 4;  // few events have more jets

using Offsets = std::vector<std::uint64_t>;

/// The positions in the table of the n-th objects of all events that have one.
std::vector<std::size_t> nth_objects(Offsets const& offsets, std::size_t n) {
    std::vector<std::size_t> places;
    for (std::size_t event = 0; event + 1 < offsets.size(); ++event) {
        if (offsets[event + 1] - offsets[event] > n) places.push_back(static_cast<std::size_t>(offsets[event]) + n);
    }
    return places;
}

/// Permutes the n-th objects among the events; `take(to, from)` copies what is permuted from one place to another.
template <class Take>
void exchange(Offsets const& offsets, std::size_t n, std::uint64_t seed, Take take) {
    auto const places = nth_objects(offsets, n);
    auto shuffled = places;
    Random random{seed, n};
    shuffle(shuffled, random);
    for (std::size_t i = 0; i < places.size(); ++i) take(places[i], shuffled[i]);
}

std::size_t longest(Offsets const& offsets) {
    std::uint64_t length = 0;
    for (std::size_t n = 0; n + 1 < offsets.size(); ++n) length = std::max(length, offsets[n + 1] - offsets[n]);
    return static_cast<std::size_t>(length);
}

JetTable with_variable_exchanged(JetTable const& table, float Jet::*variable, std::uint64_t seed) {
    JetTable result = table;
    for (std::size_t n = 0; n < longest(table.offsets); ++n) {
        exchange(table.offsets, n, seed,
                 [&](std::size_t to, std::size_t from) { result.jets[to].*variable = table.jets[from].*variable; });
    }
    return result;
}

JetTable with_jet_exchanged(JetTable const& table, std::size_t n, std::uint64_t seed) {
    JetTable result = table;
    exchange(table.offsets, n, seed, [&](std::size_t to, std::size_t from) { result.jets[to] = table.jets[from]; });
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

EventInputs with_feature_exchanged(EventInputs const& inputs, std::size_t s, std::size_t k, std::uint64_t seed) {
    EventInputs result = inputs;
    auto const& from_objects = inputs.sequences[s];
    auto& to_objects = result.sequences[s];
    std::size_t const width = from_objects.width();
    for (std::size_t n = 0; n < longest(from_objects.offsets); ++n) {
        exchange(from_objects.offsets, n, seed, [&](std::size_t to, std::size_t from) {
            to_objects.values[to * width + k] = from_objects.values[from * width + k];
        });
    }
    return result;
}

/// The events in a random order.
std::vector<std::size_t> shuffled_events(std::size_t events, std::uint64_t seed) {
    std::vector<std::size_t> order(events);
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random{seed};
    shuffle(order, random);
    return order;
}

EventInputs with_sequence_exchanged(EventInputs const& inputs, std::size_t s, std::uint64_t seed) {
    EventInputs result = inputs;
    auto const& from = inputs.sequences[s];
    auto& to = result.sequences[s];
    to.offsets = {0}, to.values.clear();
    for (std::size_t const n : shuffled_events(from.events(), seed)) {
        to.add(from.row(from.offsets[n]), from.offsets[n + 1] - from.offsets[n]);
    }
    return result;
}

EventInputs with_event_variable_exchanged(EventInputs const& inputs, std::size_t k, std::uint64_t seed) {
    EventInputs result = inputs;
    std::size_t const width = inputs.variables.size();
    auto const order = shuffled_events(inputs.values.size() / width, seed);
    for (std::size_t n = 0; n < order.size(); ++n) result.values[n * width + k] = inputs.values[order[n] * width + k];
    return result;
}

/// The mean of worse(scores) over `repeats` tables of inputs, each made by change(seed).
template <class Score, class Change>
Importance measured(std::string kind, std::string name, int repeats, Worse const& worse, Score const& score,
                    Change change) {
    double sum = 0, squares = 0, variance = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        auto const loss = worse(score(change(static_cast<std::uint64_t>(repeat))));
        sum += loss.value, squares += loss.value * loss.value, variance += loss.error * loss.error;
    }
    double const mean = sum / repeats;
    double const spread = repeats > 1 ? std::max(0.0, squares / repeats - mean * mean) / (repeats - 1) : 0;
    return {std::move(kind), std::move(name), {mean, std::sqrt(variance / repeats + spread)}};
}

/// The AUC that scores lose.
Worse auc_lost(LabelledScores const& nominal) {
    return [nominal](std::vector<float> const& scores) -> Measured {
        auto const loss = auc_difference(nominal, {scores, nominal.label, nominal.weight});
        return {loss.value, loss.error};
    };
}

std::string place(std::size_t n) { return "jet " + std::to_string(n + 1); }

}  // namespace

std::vector<Importance> importances(JetTable const& jets, LabelledScores const& nominal, ScoreJets const& score,
                                    int repeats) {
    auto const worse = auc_lost(nominal);
    std::vector<Importance> result;
    for (auto const& [name, variable] :
         {std::pair{"pT", &Jet::pt}, {"eta", &Jet::eta}, {"phi", &Jet::phi}, {"E", &Jet::e}}) {
        result.push_back(
            measured("variable exchanged", name, repeats, worse, score,
                     [&, which = variable](std::uint64_t seed) { return with_variable_exchanged(jets, which, seed); }));
    }
    std::size_t const places = std::min(deepest, longest(jets.offsets));
    for (std::size_t n = 0; n < places; ++n) {
        result.push_back(measured("jet exchanged", place(n), repeats, worse, score,
                                  [&](std::uint64_t seed) { return with_jet_exchanged(jets, n, seed); }));
    }
    for (std::size_t n = 0; n < places; ++n) {
        result.push_back(
            measured("jet left out", place(n), 1, worse, score, [&](std::uint64_t) { return without_jet(jets, n); }));
    }
    return result;
}

std::vector<Importance> importances(EventInputs const& inputs, LabelledScores const& nominal, ScoreInputs const& score,
                                    int repeats) {
    return importances(inputs, auc_lost(nominal), score, repeats);
}

std::vector<Importance> importances(EventInputs const& inputs, Worse const& worse, ScoreInputs const& score,
                                    int repeats) {
    std::vector<Importance> result;
    auto const add = [&](char const* kind, std::string name, auto change) {
        result.push_back(measured(kind, std::move(name), repeats, worse, score, change));
    };
    for (std::size_t s = 0; s < inputs.sequences.size(); ++s) {
        add("sequence exchanged", inputs.sequences[s].name,
            [&](std::uint64_t seed) { return with_sequence_exchanged(inputs, s, seed); });
    }
    for (std::size_t s = 0; s < inputs.sequences.size(); ++s) {
        auto const& objects = inputs.sequences[s];
        for (std::size_t k = 0; k < objects.width(); ++k) {
            add("feature exchanged", objects.features[k] + " of " + objects.name,
                [&](std::uint64_t seed) { return with_feature_exchanged(inputs, s, k, seed); });
        }
    }
    for (std::size_t k = 0; k < inputs.variables.size(); ++k) {
        add("variable exchanged", inputs.variables[k],
            [&](std::uint64_t seed) { return with_event_variable_exchanged(inputs, k, seed); });
    }
    return result;
}

}  // namespace jetseq::evaluate
