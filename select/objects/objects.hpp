#pragma once
#include "../../event/event.hpp"

namespace jetseq {

/// Selection of leptons, jets and large-R jets, and their overlap removal. Defaults: the acceptance of our events
/// files, and the radii that are usual at ATLAS. A radius of 0 switches its step off.
struct ObjectCuts {
    float lepton_pt_min = 7;  ///< of loose leptons [GeV]
    float electron_abs_eta_max = 2.47F;
    float muon_abs_eta_max = 2.7F;
    LeptonQuality signal_electron = LeptonQuality::tight;  ///< at least, for W -> lv (HDBS-2018-10)
    LeptonQuality signal_muon = LeptonQuality::medium;
    float large_jet_pt_min = 200;  ///< [GeV]
    float large_jet_abs_eta_max = 2.5F;
    float large_jet_m_min = 0;               ///< [GeV]
    float jet_is_electron_radius = 0.2F;     ///< a jet this near to an electron is the electron
    float jet_is_muon_radius = 0;            ///< the jet nearest to a muon is the muon if it is this near
    float jet_is_muon_pt_fraction = 0.5F;    ///< and pt(muon) / pt(jet) is above this
    float lepton_in_jet_radius = 0.4F;       ///< a lepton this near to one of the jets left comes from the jet
    float large_jet_electron_radius = 1.0F;  ///< a large-R jet this near to an electron left is the electron
};

/// Copies the objects of `event` that pass the cuts to `selected`, in the same order. `selected` keeps its memory from
/// event to event. The steps, in this order: lepton acceptance, jets that are electrons or muons, leptons in jets,
/// large-R jets that are electrons, large-R acceptance. Jets of calorimeter clusters contain no muons, so that no jet
/// is a muon (the default). Jets of all particles (particle flow, generator level) contain the isolated muons: set
/// `jet_is_muon_radius` to 0.2, or each muon is lost in its own jet.
void select_objects(Event const& event, ObjectCuts const& cuts, Event& selected);

/// True if `lepton` is within pt and eta, and at least loose or of unknown quality.
bool is_accepted(Lepton const& lepton, ObjectCuts const& cuts) noexcept;

/// True if `lepton` may be that of W -> lv.
bool is_signal_lepton(Lepton const& lepton, ObjectCuts const& cuts) noexcept;

}  // namespace jetseq
