#include "workflow/config/object_cuts.hpp"

namespace jetseq::workflow {
namespace {

std::vector<std::string> const qualities{"loose", "medium", "tight"};

LeptonQuality quality(Config& config, std::string const& key, LeptonQuality otherwise) {
    return static_cast<LeptonQuality>(config.one_of(key, qualities, static_cast<std::size_t>(otherwise) - 1) + 1);
}

}  // namespace

ObjectCuts object_cuts(Config& config) {
    ObjectCuts cuts;
    cuts.lepton_pt_min = config.get("objects.lepton_pt_min", cuts.lepton_pt_min);
    cuts.electron_abs_eta_max = config.get("objects.electron_abs_eta_max", cuts.electron_abs_eta_max);
    cuts.muon_abs_eta_max = config.get("objects.muon_abs_eta_max", cuts.muon_abs_eta_max);
    cuts.signal_electron = quality(config, "objects.signal_electron", cuts.signal_electron);
    cuts.signal_muon = quality(config, "objects.signal_muon", cuts.signal_muon);
    cuts.large_jet_pt_min = config.get("objects.large_jet_pt_min", cuts.large_jet_pt_min);
    cuts.large_jet_abs_eta_max = config.get("objects.large_jet_abs_eta_max", cuts.large_jet_abs_eta_max);
    cuts.large_jet_m_min = config.get("objects.large_jet_m_min", cuts.large_jet_m_min);
    cuts.jet_is_electron_radius = config.get("objects.jet_is_electron_radius", cuts.jet_is_electron_radius);
    cuts.jet_is_muon_radius = config.get("objects.jet_is_muon_radius", cuts.jet_is_muon_radius);
    cuts.jet_is_muon_pt_fraction = config.get("objects.jet_is_muon_pt_fraction", cuts.jet_is_muon_pt_fraction);
    cuts.lepton_in_jet_radius = config.get("objects.lepton_in_jet_radius", cuts.lepton_in_jet_radius);
    cuts.large_jet_electron_radius = config.get("objects.large_jet_electron_radius", cuts.large_jet_electron_radius);
    return cuts;
}

}  // namespace jetseq::workflow
