#include "evaluate/studies/jet_changes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/random_draws.hpp"
#include "core/text/number_text.hpp"
#include "event/jet_resolution.hpp"

namespace jetseq::evaluate {
namespace {

constexpr std::uint64_t seed_of_changes = 1;
constexpr float pi = std::numbers::pi_v<float>;

/// Calls change(jets, random) for the jets of each event, with a random sequence that depends on the event only.
template <class Change>
JetTable for_each_event(JetTable const& table, Change change) {
    JetTable result;
    result.jets.reserve(table.jets.size());
    for (std::size_t n = 0; n < table.events(); ++n) {
        std::vector<Jet> jets(table[n].begin(), table[n].end());
        Random random{seed_of_changes, n};
        change(jets, random);
        result.add(jets);
    }
    return result;
}

void accept(std::vector<Jet>& jets, JetAcceptance const& acceptance) {
    std::erase_if(jets, [&](Jet const& jet) {
        return !(jet.pt > acceptance.pt_min) || !(std::abs(jet.eta) < acceptance.abs_eta_max);
    });
    std::stable_sort(jets.begin(), jets.end(), [](Jet const& a, Jet const& b) { return a.pt > b.pt; });
}

/// Multiplies each four-momentum by factor(jet, random).
template <class Factor>
JetChange scaled(std::string name, JetAcceptance const& acceptance, Factor factor) {
    return {std::move(name), [=](JetTable const& table) {
                return for_each_event(table, [&](std::vector<Jet>& jets, Random& random) {
                    for (auto& jet : jets) {
                        float const by = factor(jet, random);
                        jet.pt *= by, jet.e *= by;
                    }
                    accept(jets, acceptance);
                });
            }};
}

/// Removes the jets for which lost(jet, random) is true.
template <class Lost>
JetChange losing(std::string name, Lost lost) {
    return {std::move(name), [=](JetTable const& table) {
                return for_each_event(table, [&](std::vector<Jet>& jets, Random& random) {
                    std::erase_if(jets, [&](Jet const& jet) { return lost(jet, random); });
                });
            }};
}

/// Smears the jets so that the resolution becomes wider by the fraction `part`.
JetChange widened(std::string name, JetAcceptance const& acceptance, double part) {
    double const extra = std::sqrt((1 + part) * (1 + part) - 1);
    return scaled(std::move(name), acceptance, [=](Jet const& jet, Random& random) {
        double const resolution = jet_resolution(std::max(jet.pt, 1.0F), jet.eta);  // nothing is measured below 1 GeV
        return static_cast<float>(std::max(0.01, 1 + extra * resolution * random_normal(random)));
    });
}

/// Adds soft jets at random positions, a Poisson number of mean `mean` per event.
JetChange with_pile_up(JetAcceptance const& acceptance, double mean) {
    return {shortest(mean) + " pile-up jets per event", [=](JetTable const& table) {
                return for_each_event(table, [&](std::vector<Jet>& jets, Random& random) {
                    for_each_of_poisson(random, mean, [&] {
                        auto const pt = acceptance.pt_min - 8 * static_cast<float>(std::log(1 - random.uniform()));
                        auto const eta = acceptance.abs_eta_max * static_cast<float>(2 * random.uniform() - 1);
                        auto const phi = pi * static_cast<float>(1 - 2 * random.uniform());
                        jets.push_back({pt, eta, phi, pt * std::cosh(eta)});
                    });
                    accept(jets, acceptance);
                });
            }};
}

template <class Change>
JetChange each_jet(std::string name, Change change) {
    return {std::move(name), [=](JetTable table) {
                for (auto& jet : table.jets) change(jet);
                return table;
            }};
}

}  // namespace

std::vector<JetChange> systematic_changes(JetAcceptance const& acceptance) {
    return {scaled("jet energy scale +3 %", acceptance, [](auto const&, auto&) { return 1.03F; }),
            scaled("jet energy scale -3 %", acceptance, [](auto const&, auto&) { return 0.97F; }),
            widened("jet resolution 10 % wider", acceptance, 0.1),
            losing("5 % of the jets lost", [](auto const&, Random& random) { return random.uniform() < 0.05; }),
            losing("10 % of the forward jets lost",
                   [](Jet const& jet, Random& random) { return std::abs(jet.eta) > 2.5F && random.uniform() < 0.1; })};
}

std::vector<JetChange> mistakes(JetAcceptance const& acceptance) {
    auto const harder = acceptance.pt_min + 10;
    return {each_jet("MeV for GeV", [](Jet& jet) { jet.pt *= 1000, jet.e *= 1000; }),
            losing("pT > " + std::to_string(static_cast<int>(harder)) + " GeV instead of " +
                       std::to_string(static_cast<int>(acceptance.pt_min)),
                   [=](Jet const& jet, auto&) { return !(jet.pt > harder); }),
            with_pile_up(acceptance, 0.3),
            {"jets in rising pT",
             [](JetTable const& table) {
                 return for_each_event(table, [](auto& jets, auto&) { std::reverse(jets.begin(), jets.end()); });
             }},
            each_jet("phi in [0, 2 pi)", [](Jet& jet) { jet.phi += jet.phi < 0 ? 2 * pi : 0; }),
            each_jet("eta mirrored", [](Jet& jet) { jet.eta = -jet.eta; })};
}

}  // namespace jetseq::evaluate
