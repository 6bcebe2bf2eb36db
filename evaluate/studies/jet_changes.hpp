#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "event/objects.hpp"

namespace jetseq::evaluate {

/// The jets of many events in one list: those of event n are jets[offsets[n]] ... jets[offsets[n + 1] - 1], in falling
/// pt.
struct JetTable {
    std::vector<Jet> jets;
    std::vector<std::uint64_t> offsets = {0};

    std::size_t events() const noexcept { return offsets.size() - 1; }
    JetSequence operator[](std::size_t n) const noexcept {
        return {jets.data() + offsets[n], static_cast<std::size_t>(offsets[n + 1] - offsets[n])};
    }
    void add(std::vector<Jet> const& sequence) {
        jets.insert(jets.end(), sequence.begin(), sequence.end());
        offsets.push_back(jets.size());
    }
};

/// A change of the jets of all events.
struct JetChange {
    std::string name;
    std::function<JetTable(JetTable const&)> apply;
};

/// The cuts that changed jets must pass; those that do are sorted by falling pt.
struct JetAcceptance {
    float pt_min = 30;  ///< [GeV]
    float abs_eta_max = 4.5F;
};

/// Systematic variations: energy scale +-3 %, resolution 10 % wider than that of the detector stand-in
/// (docs/reference/simulation.md; the resolution of measured jets can't be improved), 5 % of all jets lost, 10 % of the
/// forward jets (abs(eta) > 2.5) lost. The table has no jets below the threshold, so a larger scale adds none.
std::vector<JetChange> systematic_changes(JetAcceptance const& acceptance);

/// Mistakes that an analysis can make: MeV for GeV, a threshold 10 GeV higher, 0.3 pile-up jets per event; and changes
/// that should not matter: order, range of phi, mirrored eta.
std::vector<JetChange> mistakes(JetAcceptance const& acceptance);

}  // namespace jetseq::evaluate
