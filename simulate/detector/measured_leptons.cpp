#include "simulate/detector/measured_leptons.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "simulate/detector/angles.hpp"
#include "simulate/detector/draws.hpp"

namespace jetseq::simulate {
namespace {

constexpr double dressing_radius = 0.1;
constexpr double pt_min = 7;  // [GeV]
constexpr double electron_eta_max = 2.47;
constexpr double muon_eta_max = 2.7;

bool is_electron(PromptLepton const& lepton) { return std::abs(lepton.pdg_id) == 11; }

/// The nearest lepton within `dressing_radius`; null if there is none.
PromptLepton* owner(std::vector<PromptLepton>& leptons, Particle const& photon) {
    PromptLepton* nearest = nullptr;
    double best = dressing_radius;
    for (auto& lepton : leptons) {
        double const distance = delta_r(direction(lepton.momentum), direction(photon.momentum));
        if (distance < best) best = distance, nearest = &lepton;
    }
    return nearest;
}

/// The quality of a lepton; nothing if it is lost. Always draws one random number.
std::optional<LeptonQuality> quality(DetectorOptions const& options, Random& random) {
    double const draw = random.uniform();
    if (draw < options.lepton_tight) return LeptonQuality::tight;
    if (draw < options.lepton_medium) return LeptonQuality::medium;
    if (draw < options.lepton_loose) return LeptonQuality::loose;
    return std::nullopt;
}

/// Relative resolution of a lepton's pt at `pt` [GeV].
double resolution(PromptLepton const& lepton, double pt) {
    return is_electron(lepton) ? 0.015 : std::hypot(0.015, 0.08e-3 * pt);
}

std::optional<Lepton> measured(PromptLepton const& lepton, DetectorOptions const& options, Random& random) {
    auto const at = direction(lepton.momentum);
    auto const level = quality(options, random);
    double const true_pt = std::hypot(lepton.momentum.px, lepton.momentum.py);
    double const pt = true_pt * smearing(resolution(lepton, true_pt), random);
    double const eta_max = is_electron(lepton) ? electron_eta_max : muon_eta_max;
    if (!level || pt < pt_min || std::fabs(at.eta) > eta_max) return std::nullopt;
    return Lepton{static_cast<float>(pt), at.eta, at.phi, lepton.pdg_id, *level};
}

}  // namespace

void dress(std::vector<PromptLepton>& leptons, std::vector<Particle>& particles) {
    if (leptons.empty()) return;
    auto bare = leptons;  // distances are to the leptons without photons, so that the order doesn't matter
    auto const absorbed = [&](Particle const& particle) {
        PromptLepton* const lepton = particle.photon && !particle.pileup ? owner(bare, particle) : nullptr;
        if (lepton != nullptr) leptons[static_cast<std::size_t>(lepton - bare.data())].momentum += particle.momentum;
        return lepton != nullptr;
    };
    particles.erase(std::remove_if(particles.begin(), particles.end(), absorbed), particles.end());
}

MeasuredLeptons measure(std::vector<PromptLepton> const& dressed, DetectorOptions const& options, Random& random) {
    MeasuredLeptons result;
    for (auto const& lepton : dressed) {
        if (auto const seen = measured(lepton, options, random)) {
            result.leptons.push_back(*seen);
        } else if (is_electron(lepton) && std::fabs(direction(lepton.momentum).eta) < visible_eta_max) {
            result.lost_electrons += lepton.momentum;
        }
    }
    std::sort(result.leptons.begin(), result.leptons.end(), [](auto const& a, auto const& b) { return a.pt > b.pt; });
    return result;
}

}  // namespace jetseq::simulate
