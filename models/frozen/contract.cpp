#include "models/frozen/contract.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text/number_text.hpp"

namespace jetseq {
namespace {

constexpr std::size_t enough_jets = 100;      // the softest of fewer jets says little about the threshold
constexpr float largest_pt_in_gev = 10'000;   // half of the LHC's energy, rounded up
constexpr float largest_energy = 14'000;      // [GeV] of both beams of the LHC
constexpr float threshold_tolerance = 0.02F;  // relative, from the threshold to the softest of many jets

constexpr float pi = 3.14159265F, rounding = 1e-6F;

std::string rounded(float value) { return std::to_string(std::llround(std::min(value, 1e18F))); }

// Each returns what is wrong with the jets of one event, or "".

std::string no_jet(View<Jet> jets) {
    for (Jet const& jet : jets) {
        if (!std::isfinite(jet.pt + jet.eta + jet.phi + jet.e)) {
            return "a jet with a NaN or an infinity (no score comes of it). Leave such jets out";
        }
        if (!(jet.pt > 0)) return "a jet with pt " + rounded(jet.pt) + " (padding?). Leave such jets out";
    }
    return "";
}

/// With the bounds of the readers of files (data/events/checks.cpp).
std::string wrong_energy(View<Jet> jets) {
    for (Jet const& jet : jets) {
        float const momentum = jet.pt * std::cosh(jet.eta);
        if (jet.e > largest_energy) {
            return "a jet with the energy " + rounded(jet.e) +
                   " GeV (above that of both beams; another unit?). Give the energy in GeV";
        }
        if (jet.e >= 0.99F * momentum && jet.e <= 10 * momentum) continue;
        return "a jet with the energy " + rounded(jet.e) + " and the momentum " + rounded(momentum) +
               " GeV (a mass, or another unit?). Give the energy";
    }
    return "";
}

std::string wrong_order(View<Jet> jets) {
    for (std::size_t i = 1; i < jets.size(); ++i) {
        if (!(jets[i].pt > jets[i - 1].pt)) continue;
        return "jets in the order pt " + rounded(jets[i - 1].pt) + ", " + rounded(jets[i].pt) +
               " GeV (the model takes them in falling pt). Sort them";
    }
    return "";
}

}  // namespace

std::string broken_contract(InputContract const& contract, View<Jet> jets, std::uint64_t const* offsets,
                            std::size_t events) {
    auto const first = [&](std::string (*what_is_wrong)(View<Jet>)) -> std::string {
        for (std::size_t n = 0; n < events; ++n) {
            View<Jet> const of_event{jets.data() + (offsets[n] - offsets[0]), offsets[n + 1] - offsets[n]};
            if (auto const what = what_is_wrong(of_event); !what.empty()) {
                return "event " + std::to_string(n) + " has " + what;
            }
        }
        return "";
    };
    if (auto const broken = first(no_jet); !broken.empty()) return broken;
    if (auto const broken = broken_contract(contract, jets); !broken.empty()) return broken;
    if (auto const broken = first(wrong_energy); !broken.empty()) return broken;
    return first(wrong_order);
}

std::string broken_contract(InputContract const& contract, View<Jet> jets) {
    float softest = std::numeric_limits<float>::max(), hardest = 0, largest_eta = 0, largest_phi = 0;
    for (Jet const& jet : jets) {
        softest = std::min(softest, jet.pt);
        hardest = std::max(hardest, jet.pt);
        largest_eta = std::max(largest_eta, std::fabs(jet.eta));
        largest_phi = std::max(largest_phi, std::fabs(jet.phi));
    }
    if (hardest > largest_pt_in_gev) {
        return "a jet has pt " + rounded(hardest) +
               " (the model takes GeV; these look like MeV). "
               "Convert them, or set data.unit: MeV";
    }
    if (largest_phi > pi * (1 + rounding)) {
        return "a jet has phi " + significant(largest_phi) + (largest_phi > 2 * pi ? " (degrees? " : " (") +
               "the model takes radians in (-pi, pi]). Convert phi, or subtract 2 pi";
    }
    bool const selection_is_known = contract.jet_pt_min > 0;
    if (jets.size() < enough_jets || !selection_is_known) return "";
    if (softest < contract.jet_pt_min * (1 - threshold_tolerance)) {
        return "jets go down to pt " + rounded(softest) + " GeV (the model was trained on pt > " +
               rounded(contract.jet_pt_min) + " GeV). Select the jets as in the training";
    }
    if (jets.size() >= 10 * enough_jets && softest > contract.jet_pt_min * 1.1F) {
        return "the softest of " + std::to_string(jets.size()) + " jets has pt " + rounded(softest) +
               " GeV (the model was trained on pt > " + rounded(contract.jet_pt_min) +
               " GeV). Select the jets as in the training";
    }
    if (largest_eta > contract.jet_abs_eta_max * (1 + threshold_tolerance)) {
        return "jets reach abs(eta) " + significant(largest_eta) + " (the model was trained up to " +
               significant(contract.jet_abs_eta_max) + "). Select the jets as in the training";
    }
    return "";
}

}  // namespace jetseq
