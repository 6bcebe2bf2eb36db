#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "select/cuts/event_selector.hpp"

/// Hand-made events and small selections for the tests of the cuts.
namespace jetseq::test {

inline Lepton lepton(float pt, float eta, float phi, int pdg_id, LeptonQuality quality = LeptonQuality::tight) {
    return {pt, eta, phi, pdg_id, quality};
}

inline Jet massless(float pt, float eta, float phi) { return {pt, eta, phi, pt * std::cosh(eta)}; }

/// A Z -> mumu at rest in eta and phi 3, and a Z -> qq as large-R jet at phi 0: pt 500 GeV each, m_vv about 1 TeV.
inline Event boosted_event() {
    Event event;
    event.info.leptons = 2, event.info.met = 10, event.info.pt_miss = 10;
    float const half = static_cast<float>(std::asin(91.2 / 500));  // m^2 = 4 pt1 pt2 sin^2(half angle), pt 250 each
    event.leptons = {lepton(250, 0, 3 - half, 13), lepton(250, 0, 3 + half, -13)};
    event.large_jets = {{500, 0, 0, 91, 1, 20}};
    event.jets = {massless(500, 0, 0)};
    event.btag = {0};
    return event;
}

/// A selection of one region with one cut.
inline Selection one_cut(std::string const& cut, int leptons = 2, Regime regime = Regime::merged) {
    Selection selection;
    selection.leptons = leptons;
    selection.regions.push_back({"region", regime, Production::unknown, {{cut, condition_from(cut, regime)}}});
    return selection;
}

/// True if `event` passes `cut` in a channel.
inline bool passes(std::string const& cut, Event const& event, int leptons = 2, Regime regime = Regime::merged) {
    Selection const selection = one_cut(cut, leptons, regime);
    return EventSelector{selection, nullptr, nullptr}(event) == 0;
}

}  // namespace jetseq::test
