#include "tests/support/toy_events.hpp"

#include <algorithm>
#include <cmath>

namespace jetseq::test {
namespace {

constexpr float pi = 3.1415925F;  // the largest float below pi

float between(float low, float high, Random& random) {
    return low + (high - low) * static_cast<float>(random.uniform());
}

/// `minimum` plus an exponential of mean `mean`: falling pt [GeV].
float falling_pt(float minimum, float mean, Random& random) {
    return minimum - mean * static_cast<float>(std::log1p(-random.uniform())) + 0.01F;
}

/// No jet has more energy than both beams.
Jet jet_at(float pt, float eta, Random& random) {
    pt = std::min(pt, 13'000 / std::cosh(eta));
    return {pt, eta, between(-pi, pi, random), 1.005F * pt * std::cosh(eta)};
}

void sort_by_pt(std::vector<Jet>& jets) {
    std::sort(jets.begin(), jets.end(), [](Jet const& a, Jet const& b) { return a.pt > b.pt; });
}

std::vector<Jet> jets_of(Production production, Random& random) {
    if (random.below(20) == 0) return {};
    if (production == Production::ggf_dy) return toy_jets(1 + random.below(5), random);
    auto jets = toy_jets(random.below(3), random);
    float const side = random.below(2) ? 1.0F : -1.0F;
    jets.push_back(jet_at(falling_pt(50, 60, random), side * between(2, 4.4F, random), random));
    jets.push_back(jet_at(falling_pt(40, 40, random), -side * between(1.5F, 4.4F, random), random));
    sort_by_pt(jets);
    return jets;
}

LargeJet toy_large_jet(Random& random) {
    return {falling_pt(200, 200, random), between(-2, 2, random),   between(-pi, pi, random),
            between(50, 120, random),     between(0.5F, 3, random), static_cast<std::int32_t>(5 + random.below(40))};
}

Lepton toy_lepton(Random& random) {
    return {falling_pt(25, 40, random), between(-2.4F, 2.4F, random), between(-pi, pi, random),
            random.below(2) ? 11 : -13, static_cast<LeptonQuality>(1 + random.below(3))};
}

Event toy_event(std::size_t number, std::uint64_t seed, Random& random) {
    auto const production = random.below(2) ? Production::vbf : Production::ggf_dy;
    Event event;
    event.info.event_number = 1000 + number;
    event.info.sample_id = static_cast<std::int32_t>(10 * seed) + static_cast<std::int32_t>(production);
    event.info.production = production;
    event.info.weight = random.below(20) ? between(0.5F, 1.5F, random) : -1;
    event.info.mass = random.below(2) ? 1000 : 2000;
    event.info.spin = static_cast<std::int32_t>(random.below(3));
    event.info.leptons = static_cast<std::int32_t>(random.below(4)) - 1;
    event.info.met = falling_pt(0, 100, random);
    event.info.met_phi = between(-pi, pi, random);
    event.info.pt_miss = falling_pt(0, 80, random);
    event.jets = jets_of(production, random);
    for (std::size_t i = 0; i < event.jets.size(); ++i) event.btag.push_back(random.below(5) == 0 ? 1 : 0);
    for (auto left = random.below(3); left > 0; --left) event.large_jets.push_back(toy_large_jet(random));
    for (auto left = std::max(0, event.info.leptons); left > 0; --left) event.leptons.push_back(toy_lepton(random));
    return event;
}

}  // namespace

std::vector<Jet> toy_jets(std::size_t count, Random& random) {
    std::vector<Jet> jets;
    for (; count > 0; --count) jets.push_back(jet_at(falling_pt(30, 30, random), between(-3, 3, random), random));
    sort_by_pt(jets);
    return jets;
}

std::vector<Event> toy_events(std::size_t events, std::uint64_t seed) {
    Random random{seed};
    std::vector<Event> result;
    for (std::size_t n = 0; n < events; ++n) result.push_back(toy_event(n, seed, random));
    return result;
}

data::Sequences toy_sequences(std::size_t events, std::uint64_t seed) {
    data::Sequences sequences;
    for (Event const& event : toy_events(events, seed)) {
        auto const regime = static_cast<Regime>(event.info.event_number % 3);
        sequences.add(event.info, regime, event.jets);
    }
    return sequences;
}

}  // namespace jetseq::test
