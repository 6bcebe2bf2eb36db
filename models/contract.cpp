#include <algorithm>
#include <cmath>
#include <limits>

#include "jetseq/models/frozen_model.hpp"

namespace jetseq {
namespace {

constexpr std::size_t enough_jets = 100;      // below this the softest jet says little about the threshold
constexpr float largest_pt_in_gev = 10'000;   // half of the LHC's energy, rounded up
constexpr float threshold_tolerance = 0.02F;  // the softest of many jets lies this close above the threshold

constexpr float pi = 3.14159265F, rounding = 1e-6F;

std::string rounded(float value) { return std::to_string(static_cast<int>(std::lround(value))); }

}  // namespace

std::string broken_contract(InputContract const& contract, View<Jet> jets, std::uint64_t const* offsets,
                            std::size_t events) {
    std::string const broken = broken_contract(contract, jets);
    if (!broken.empty()) return broken;
    for (std::size_t n = 0; n < events; ++n) {
        for (std::uint64_t i = offsets[n] + 1; i < offsets[n + 1]; ++i) {
            Jet const &harder = jets[i - 1 - offsets[0]], &jet = jets[i - offsets[0]];
            if (!(jet.pt > harder.pt)) continue;
            return "the jets of event " + std::to_string(n) + " stand in the order pt " + rounded(harder.pt) + ", " +
                   rounded(jet.pt) + " GeV (the model takes them in falling pt). Sort them";
        }
    }
    return "";
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
        return "a jet has phi " + std::to_string(largest_phi) + (largest_phi > 2 * pi ? " (degrees? T" : " (t") +
               "he model takes radians in (-pi, pi]). Convert phi, or subtract 2 pi";
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
        return "jets reach abs(eta) " + std::to_string(largest_eta) + " (the model was trained up to " +
               std::to_string(contract.jet_abs_eta_max) + "). Select the jets as in the training";
    }
    return "";
}

}  // namespace jetseq
