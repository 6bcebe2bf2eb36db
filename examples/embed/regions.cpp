// An analysis in an event loop: regions from texts, scored events, an exact cutflow. Needs only C++17.
#include <cstdio>
#include <jetseq/infer/classifier.hpp>
#include <jetseq/select/cutflow/cutflow.hpp>
#include <jetseq/select/cuts/event_selector.hpp>
#include <vector>

using namespace jetseq;

/// In place of the rows of an ntuple. GeV, rad; each kind of object in order of falling pt.
std::vector<Event> events() {
    Event event;
    event.info.weight = 0.1F, event.info.met = 300, event.info.met_phi = 3;
    event.jets = {{450, 0.3F, 0.1F, 472}, {120, 2.9F, -2.0F, 1093}, {80, -2.6F, 1.5F, 542}};  // pt, eta, phi, e
    event.btag = {0, 0, 0};
    event.large_jets = {{460, 0.3F, 0.1F, 91, 1.0F, 20}};  // pt, eta, phi, m, d2, n_trk
    Event soft = event;
    soft.info.met = 100;
    return {event, soft};
}

int main(int argc, char** argv) try {
    if (argc != 2) return std::fprintf(stderr, "usage: regions MODEL\n"), 2;
    auto const classifier = Classifier::load(argv[1]);

    Region signal{"signal", Regime::merged, Production::vbf, {}};
    for (char const* cut : {"met > 250 GeV", "candidate", "score > 0.6"}) {
        signal.cuts.push_back({cut, condition_from(cut, signal.regime)});
    }
    Selection selection;
    selection.leptons = 0;
    selection.regions = {signal};

    EventSelector select{selection, &classifier, nullptr};  // one per thread
    Variable const m_vv = variable_named("m_vv", signal.regime);
    Cutflow cutflow{selection};
    for (auto const& event : events()) {
        if (select(event) == 0) std::printf("m_T = %.0f GeV\n", select.variables()[m_vv]);
        cutflow.add(event.info, select);
    }
    auto const counts = cutflow.counts(cutflow.samples()[0], 0).after;
    std::printf("signal: %d of %d events pass %d cuts, sum of weights %.3g\n", static_cast<int>(counts.back().raw),
                static_cast<int>(counts.front().raw), static_cast<int>(signal.cuts.size()), counts.back().w.value());
} catch (Error const& error) {
    std::fprintf(stderr, "regions: %s\n", error.what());
    return 1;
}
