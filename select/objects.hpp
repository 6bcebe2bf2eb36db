#pragma once
#include "jetseq/event/event.hpp"

namespace jetseq {

/// What counts as a lepton, a jet, a large-R jet. Defaults: the acceptance of our events files; the radii of the
/// overlap removal are those usual at ATLAS. A radius of 0 switches its step off.
struct ObjectCuts {
    float lepton_pt_min = 7;  ///< of loose leptons [GeV]
    float electron_abs_eta_max = 2.47F;
    float muon_abs_eta_max = 2.7F;
    LeptonQuality signal_electron = LeptonQuality::tight;  ///< what W -> lv needs (HDBS-2018-10)
    LeptonQuality signal_muon = LeptonQuality::medium;
    float large_jet_pt_min = 200;  ///< [GeV]
    float large_jet_abs_eta_max = 2.5F;
    float large_jet_m_min = 0;               ///< [GeV]
    float jet_is_electron_radius = 0.2F;     ///< a jet this near to an electron is the electron
    float lepton_in_jet_radius = 0.4F;       ///< a lepton this near to one of the jets left comes from the jet
    float large_jet_electron_radius = 1.0F;  ///< a large-R jet this near to an electron left is the electron
};

/// Copies to `selected` what of `event` the cuts leave, in the same order. `selected` keeps its memory from event to
/// event. The steps, one after the other: lepton acceptance, jets that are electrons, leptons that are in jets,
/// large-R jets that are electrons, large-R acceptance.
void select_objects(Event const& event, ObjectCuts const& cuts, Event& selected);

/// True where `lepton` is good enough for W -> lv.
bool is_signal_lepton(Lepton const& lepton, ObjectCuts const& cuts) noexcept;

}  // namespace jetseq
