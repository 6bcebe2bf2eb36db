// Adds P(VBF) to the events of a ROOT file, on all cores.
#include <ROOT/RDataFrame.hxx>
#include <cstdio>

#include "score_jets.hpp"

using Floats = ROOT::RVec<float>;

int main(int argc, char** argv) try {
    if (argc != 5) return std::fprintf(stderr, "usage: score MODEL TREE INPUT OUTPUT\n"), 2;
    ROOT::EnableImplicitMT();
    ROOT::RDataFrame events{argv[2], argv[3]};
    ScoreJets score{argv[1], events.GetNSlots()};
    auto const of_jets = [&](unsigned slot, Floats const& pt, Floats const& eta, Floats const& phi, Floats const& e) {
        return score(slot, pt, eta, phi, e);
    };
    events.DefineSlot("p_vbf", of_jets, {"jet_pt", "jet_eta", "jet_phi", "jet_e"})
        .Snapshot(argv[2], argv[4], {"event_number", "p_vbf"});
} catch (std::exception const& error) {
    std::fprintf(stderr, "score: %s\n", error.what());
    return 1;
}
